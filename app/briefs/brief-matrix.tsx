import type { ReactNode } from "react";
import { nameLanguage } from "#providers/text/languages.ts";
import { paidModels } from "#studio/briefs/footage.ts";
import { keyOf } from "#studio/briefs/matrix.ts";
import { Portrait } from "../components/portrait.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { hookName } from "../videos/hooks.ts";
import styles from "./brief-matrix.module.css";
import type { BriefPage } from "./brief-page.ts";
import { MatrixTile, PlannedTile } from "./matrix-tile.tsx";

type Line = { key: string; words: string; head: ReactNode; holds(cell: { personaId: string; hook: string }): boolean };

/** More columns than this are too narrow to watch in. */
const mostColumns = 6;

/**
 * The brief's matrix of personas and hooks, with its videos in each cell. The longer side lies across, as long as it fits,
 * so that most of the wall is seen at once. On a phone each row becomes a block.
 */
export function BriefMatrix({ brief, variants, planned }: Pick<BriefPage, "brief" | "variants" | "planned">) {
  const { slug } = useBrand();
  const hooks = [...new Set([...brief.hooks, ...variants.map(({ hook }) => hook)])].map((hook) => ({
    ...{ key: hook, words: hookName(hook), head: hookName(hook) },
    holds: (cell: { hook: string }) => cell.hook === hook,
  }));
  const personas = brief.personas.map(({ id, name }) => ({
    ...{ key: id, words: name },
    head: (
      <>
        <Portrait src={paths.personaPortrait(slug, id)} name={name} size={40} />
        {name}
      </>
    ),
    holds: (cell: { personaId: string }) => cell.personaId === id,
  }));
  const across = personas.length >= hooks.length && personas.length <= mostColumns;
  const [rows, columns]: [Line[], Line[]] = across ? [hooks, personas] : [personas, hooks];
  const angles = new Set([...variants, ...planned].map(({ angle }) => angle)).size;
  const filmsAtOnce = brief.footage.tier !== "draft-first";
  // A drawn draft is not filmed before there is one that can be approved.
  const films = ({ videoId }: { videoId: string | null }) =>
    paidModels(brief.footage).length > 0 && (filmsAtOnce || videoId !== null);
  const nameOf = (personaId: string) => brief.personas.find(({ id }) => id === personaId)?.name ?? "";
  return (
    <section className={styles.matrix} aria-label="Videos by persona and hook" style={columnsOf(columns.length)}>
      <div className={styles.row} aria-hidden="true" data-head="true">
        <span />
        {columns.map(({ key, head }) => (
          <span key={key} className={styles.head}>
            {head}
          </span>
        ))}
      </div>
      {rows.map((row) => (
        <div key={row.key} className={styles.row}>
          <h2 className={styles.head}>{row.head}</h2>
          {columns.map((column) => (
            <div key={column.key} className={styles.cell}>
              {variants
                .filter((variant) => row.holds(variant) && column.holds(variant))
                .map((variant) => (
                  <MatrixTile
                    key={variant.id}
                    variant={variant}
                    column={column.words}
                    showAngle={angles > 1}
                    films={films(variant)}
                  />
                ))}
              {planned
                .filter((cell) => row.holds(cell) && column.holds(cell))
                .map((cell) => (
                  <PlannedTile
                    key={keyOf(cell)}
                    persona={{ id: cell.personaId, name: nameOf(cell.personaId) }}
                    column={column.words}
                    angle={
                      [
                        angles > 1 ? cell.angle : "",
                        brief.lengths.length > 1 ? `${cell.lengthSeconds}\u00a0s` : "",
                        brief.ratios.length > 1 ? cell.ratio : "",
                        brief.locales.length > 1 ? nameLanguage(cell.locale) : "",
                      ]
                        .filter(Boolean)
                        .join(", ") || undefined
                    }
                  />
                ))}
            </div>
          ))}
        </div>
      ))}
    </section>
  );
}

const columnsOf = (count: number) => ({ "--columns": count }) as React.CSSProperties;
