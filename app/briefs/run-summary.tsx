import type { ReactNode } from "react";
import { estimateRun, type Pricing, priceCells } from "#studio/briefs/estimate.ts";
import { mostVideos } from "#studio/briefs/limits.ts";
import { countGrid, expandMatrix, type Grid, largestGrid } from "#studio/briefs/matrix.ts";
import { Panel } from "../components/panel.tsx";
import { Portrait } from "../components/portrait.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { hookName } from "../videos/hooks.ts";
import { sayDollars, sayDuration } from "./amounts.ts";
import styles from "./run-summary.module.css";

/** A larger table than this does not fit beside the form; the numbers above it say the same. */
const shownPersonas = 12;
const shownHooks = 8;

/** What a brief will make, cost and take, from the same rules that the launch follows. Nothing is asked of the server. */
export function RunSummary(props: {
  personas: { id: string; name: string }[];
  grid: Grid;
  pricing: Pricing;
  maxVariants: number;
  budget: number | null;
  seed: string;
  children: ReactNode;
}) {
  const { personas, grid, pricing, budget, children } = props;
  const { slug } = useBrand();
  const size = countGrid(grid);
  const maxVariants = Number.isFinite(props.maxVariants)
    ? Math.min(mostVideos, Math.max(0, Math.floor(props.maxVariants)))
    : 0;
  const cells = size > largestGrid ? [] : expandMatrix({ ...grid, maxVariants, seed: props.seed });
  const prices = priceCells(cells, pricing).map(({ price }) => price);
  const run = estimateRun(prices, pricing.workers);
  const whole = run.costMicros + run.laterMicros;
  const waits = prices.some((price) => price.waits);
  const planned = (personaId: string, hook: string) =>
    cells.filter((cell) => cell.personaId === personaId && cell.hook === hook).length;
  const axes: [number, string, string][] = [
    [grid.productIds.length, "product", "products"],
    [personas.length, "persona", "personas"],
    [grid.hooks.length, "hook", "hooks"],
    [Math.max(1, grid.angles.length), "angle", "angles"],
    [grid.lengths.length, "length", "lengths"],
    [grid.ratios.length, "format", "formats"],
    [grid.locales.length, "language", "languages"],
  ];
  const told = axes.filter(([count], place) => count !== 1 || place === 1 || place === 2);
  return (
    <Panel title="What you will get">
      <div className={styles.summary}>
        <output className={styles.big}>
          {cells.length} {cells.length === 1 ? "video" : "videos"}
        </output>
        <p className={styles.how}>
          {told.map(([count, one, many]) => `${count} ${count === 1 ? one : many}`).join(" × ")}
          {size > cells.length && cells.length > 0 ? `, ${cells.length} of ${size.toLocaleString("en")} chosen` : ""}
        </p>
        {size > largestGrid ? (
          <p className={styles.how}>
            More than {largestGrid.toLocaleString("en")} combinations. Take hooks, angles or personas out.
          </p>
        ) : cells.length === 0 ? (
          <p className={styles.how}>Choose a product, a persona, a hook and a length.</p>
        ) : personas.length <= shownPersonas && grid.hooks.length <= shownHooks ? (
          <table className={styles.matrix} aria-label="Videos for each persona and hook">
            <tbody>
              {personas.map(({ id, name }) => (
                <tr key={id}>
                  <th scope="row">
                    <Portrait src={paths.personaPortrait(slug, id)} name={name} size={28} />
                  </th>
                  {grid.hooks.map((hook) => (
                    <td key={hook} title={`${name}, ${hookName(hook)}`} data-planned={planned(id, hook) > 0}>
                      <span>{planned(id, hook) || ""}</span>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
        <dl className={styles.facts}>
          <div>
            <dt>Price</dt>
            <dd>
              {run.costMicros === 0
                ? `${run.laterMicros > 0 ? "Drafts are free" : "Free"}, made on this machine`
                : sayDollars(run.costMicros)}
            </dd>
          </div>
          {run.laterMicros > 0 ? (
            <div>
              <dt>Filming all of them</dt>
              <dd>{sayDollars(run.laterMicros)}, once approved</dd>
            </div>
          ) : null}
          {budget !== null && Number.isFinite(budget) && whole > budget * 1_000_000 ? (
            <div>
              <dt>Budget</dt>
              <dd>
                {sayDollars(whole - budget * 1_000_000)} short{run.laterMicros > 0 ? " of filming all of them" : ""}
              </dd>
            </div>
          ) : null}
          <div>
            <dt>First to watch</dt>
            <dd>
              after {waits ? "at most" : "about"} {sayDuration(run.firstAfterSeconds)}
            </dd>
          </div>
          <div>
            <dt>All of them</dt>
            <dd>
              after {waits ? "at most" : "about"} {sayDuration(run.seconds)}
            </dd>
          </div>
        </dl>
        {children}
        <p className={styles.how}>Nothing runs yet. You launch it on the next page.</p>
      </div>
    </Panel>
  );
}
