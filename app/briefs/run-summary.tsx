import type { ReactNode } from "react";
import { estimateRun } from "#studio/briefs/estimate.ts";
import { expandMatrix } from "#studio/briefs/matrix.ts";
import { Panel } from "../components/panel.tsx";
import { Portrait } from "../components/portrait.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { hookName } from "../videos/hooks.ts";
import { sayDollars, sayDuration } from "./amounts.ts";
import styles from "./run-summary.module.css";

/** What a brief will make, cost and take, from what its form says at this moment. The studio's own rules count it. */
export function RunSummary(props: {
  personas: { id: string; name: string }[];
  hooks: string[];
  angles: string;
  lengthSeconds: number;
  maxVariants: number;
  children: ReactNode;
}) {
  const { personas, hooks, lengthSeconds, children } = props;
  const { slug } = useBrand();
  const angles = [
    ...new Set(
      props.angles
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean),
    ),
  ];
  const cells = expandMatrix({
    personaIds: personas.map(({ id }) => id),
    hooks,
    angles,
    locales: ["en"],
    ratios: ["9:16"],
    maxVariants: Number.isFinite(props.maxVariants) ? Math.min(200, Math.max(0, Math.floor(props.maxVariants))) : 0,
  });
  const run = estimateRun(cells.length, Number.isFinite(lengthSeconds) ? lengthSeconds : 0);
  const planned = (personaId: string, hook: string) =>
    cells.filter((cell) => cell.personaId === personaId && cell.hook === hook).length;
  return (
    <Panel title="What you will get">
      <div className={styles.summary}>
        <output className={styles.big}>
          {cells.length} {cells.length === 1 ? "video" : "videos"}
        </output>
        <p className={styles.how}>
          {personas.length} {personas.length === 1 ? "persona" : "personas"} × {hooks.length}{" "}
          {hooks.length === 1 ? "hook" : "hooks"}
          {angles.length > 1 ? ` × ${angles.length} angles` : ""}
        </p>
        {cells.length > 0 ? (
          <table className={styles.matrix} aria-label="Videos for each persona and hook">
            <tbody>
              {personas.map(({ id, name }) => (
                <tr key={id}>
                  <th scope="row">
                    <Portrait src={paths.personaPortrait(slug, id)} name={name} size={28} />
                  </th>
                  {hooks.map((hook) => (
                    <td key={hook} title={`${name}, ${hookName(hook)}`} data-planned={planned(id, hook) > 0}>
                      <span>{planned(id, hook) || ""}</span>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <p className={styles.how}>Choose at least one persona and one hook.</p>
        )}
        <dl className={styles.facts}>
          <div>
            <dt>Price</dt>
            <dd>{run.costMicros === 0 ? "Free, made on this machine" : sayDollars(run.costMicros)}</dd>
          </div>
          <div>
            <dt>First to watch</dt>
            <dd>after about {sayDuration(run.firstAfterSeconds)}</dd>
          </div>
          <div>
            <dt>All of them</dt>
            <dd>after about {sayDuration(run.seconds)}</dd>
          </div>
        </dl>
        {children}
        <p className={styles.how}>Nothing runs yet. You launch it on the next page.</p>
      </div>
    </Panel>
  );
}
