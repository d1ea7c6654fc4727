import { lazy, Suspense, useSyncExternalStore } from "react";
import styles from "./day-plot.module.css";
import { sayCount, sayDate } from "./format.ts";

/** A value for each day, null where the metric is not offered. Dates are such as `2026-11-23`. */
export type DayPoint = { date: string; value: number | null };

/** The library draws nothing on the server and weighs 300 kB, so that it comes after the page. */
const AreaOfDays = lazy(() => import("./area-of-days.tsx"));

/**
 * A count over the days. The server sketches the same shape that the library draws with axes and figures in the browser; a
 * table says it in words.
 */
export function DayPlot({ name, points, height = 240 }: { name: string; points: DayPoint[]; height?: number }) {
  const browser = useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  );
  const known = points.filter((point): point is { date: string; value: number } => point.value !== null);
  if (known.length === 0) return <p className={styles.none}>No network has offered {name.toLowerCase()} yet.</p>;
  const sketch = <Sketch points={known} />;
  return (
    <figure className={styles.plot}>
      <div role="img" aria-label={describe(name, known)} className={styles.canvas} style={{ height }}>
        {browser ? (
          <Suspense fallback={sketch}>
            <AreaOfDays name={name} points={known} height={height} />
          </Suspense>
        ) : (
          sketch
        )}
      </div>
      <details className={styles.table}>
        <summary>Show as a table</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by keyboard */}
        <section className={styles.scroll} tabIndex={0} aria-label={`${name} by day`}>
          <table>
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col">{name}</th>
              </tr>
            </thead>
            <tbody>
              {known.map(({ date, value }) => (
                <tr key={date}>
                  <th scope="row">{sayDate(date)}</th>
                  <td>{sayCount(value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </figure>
  );
}

function Sketch({ points }: { points: { value: number }[] }) {
  const top = Math.max(1, ...points.map(({ value }) => value));
  const step = 1000 / Math.max(1, points.length - 1);
  const line = points.map(
    ({ value }, index) => `${(index * step).toFixed(1)} ${(200 - (Math.max(0, value) / top) * 190).toFixed(1)}`,
  );
  return (
    <svg className={styles.sketch} viewBox="0 0 1000 200" preserveAspectRatio="none" aria-hidden="true">
      <path d={`M0 200L${line.join("L")}L1000 200Z`} fill="var(--spotlight)" fillOpacity=".16" />
      <path
        d={`M${line.join("L")}`}
        fill="none"
        stroke="var(--spotlight)"
        strokeWidth="2"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

function describe(name: string, points: { date: string; value: number }[]): string {
  const sum = points.reduce((total, { value }) => total + value, 0);
  const best = points.reduce((a, b) => (b.value > a.value ? b : a));
  const [first, last] = [points[0]?.date ?? "", points.at(-1)?.date ?? ""];
  return `${name} from ${sayDate(first)} to ${sayDate(last)}: ${sayCount(sum)} in all, most on ${sayDate(best.date)} with ${sayCount(best.value)}.`;
}
