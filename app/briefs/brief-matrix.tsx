import { Portrait } from "../components/portrait.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { hookName } from "../videos/hooks.ts";
import styles from "./brief-matrix.module.css";
import type { BriefPage } from "./brief-page.ts";
import { MatrixTile, PlannedTile } from "./matrix-tile.tsx";

/** The brief's matrix: a row for each persona, a column for each hook, and in each cell its videos. */
export function BriefMatrix({ brief, variants, planned }: Pick<BriefPage, "brief" | "variants" | "planned">) {
  const { slug } = useBrand();
  const columns = [...new Set([...brief.hooks, ...variants.map(({ hook }) => hook)])];
  const angles = new Set([...variants, ...planned].map(({ angle }) => angle)).size;
  const cellOf = <T extends { personaId: string; hook: string }>(all: T[], personaId: string, hook: string) =>
    all.filter((one) => one.personaId === personaId && one.hook === hook);
  return (
    <section className={styles.matrix} aria-label="Videos by persona and hook">
      <div className={styles.row} aria-hidden="true" data-head="true" style={columnsOf(columns.length)}>
        <span />
        {columns.map((hook) => (
          <span key={hook} className={styles.column}>
            {hookName(hook)}
          </span>
        ))}
      </div>
      {brief.personas.map((persona) => (
        <div key={persona.id} className={styles.row} style={columnsOf(columns.length)}>
          <h2 className={styles.persona}>
            <Portrait src={paths.personaPortrait(slug, persona.id)} name={persona.name} size={64} />
            {persona.name}
          </h2>
          {columns.map((hook) => (
            <div key={hook} className={styles.cell}>
              {cellOf(variants, persona.id, hook).map((variant) => (
                <MatrixTile key={variant.id} variant={variant} showAngle={angles > 1} />
              ))}
              {cellOf(planned, persona.id, hook).map((cell) => (
                <PlannedTile key={cell.position} hook={hook} angle={angles > 1 ? cell.angle : undefined} />
              ))}
            </div>
          ))}
        </div>
      ))}
    </section>
  );
}

const columnsOf = (hooks: number) => ({ "--hooks": hooks }) as React.CSSProperties;
