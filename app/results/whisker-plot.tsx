import type { Rate } from "#studio/results/interval.ts";
import { sayCount, sayRange, sayShare } from "./format.ts";
import styles from "./whisker-plot.module.css";

export type WhiskerRow = { key: string; label: string; rate: Rate | null };

/**
 * A rate by group: a dot where it is, a bar over where it likely lies (95 %), hollow and pale when too little was seen. It is
 * a table with a drawing in one column, so that it needs no second telling, and the server draws it whole. The
 * upright line is the rate of all together.
 */
export function WhiskerPlot(props: { title: string; by: string; rows: WhiskerRow[]; all: Rate | null }) {
  const rows = props.rows
    .filter((row): row is WhiskerRow & { rate: Rate } => row.rate !== null)
    .sort((a, b) => b.rate.rate - a.rate.rate);
  if (rows.length === 0)
    return <p className={styles.none}>Nothing to compare yet: no network has offered this here.</p>;
  const top = niceTop(Math.max(...rows.map(({ rate }) => rate.high)));
  const at = (share: number) => `${Math.min(100, (share / top) * 100)}%`;
  return (
    <table className={styles.plot}>
      <caption className={styles.spoken}>{props.title}</caption>
      <thead className={styles.spoken}>
        <tr>
          <th scope="col">{props.by}</th>
          <th scope="col">Plot</th>
          <th scope="col">{props.title} with its likely range</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, label, rate }) => (
          <tr key={key}>
            <th scope="row">{label}</th>
            <td className={styles.track} aria-hidden="true">
              <div data-sure={rate.sure} title={`${sayCount(rate.hits)} of ${sayCount(rate.trials)} views`}>
                {props.all ? <i className={styles.all} style={{ left: at(props.all.rate) }} /> : null}
                <i className={styles.range} style={{ left: at(rate.low), right: `calc(100% - ${at(rate.high)})` }} />
                <i className={styles.dot} style={{ left: at(rate.rate) }} />
              </div>
            </td>
            <td className={styles.words}>
              <strong>{sayShare(rate.rate)}</strong>
              <span>{rate.sure ? sayRange(rate) : "too few views to say"}</span>
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot aria-hidden="true">
        <tr>
          <td />
          <td>
            <div className={styles.scale}>
              <span>0</span>
              <span>{sayShare(top / 2)}</span>
              <span>{sayShare(top)}</span>
            </div>
          </td>
          <td />
        </tr>
      </tfoot>
    </table>
  );
}

/** The next round share above the highest bar. */
function niceTop(high: number): number {
  const steps = [0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1];
  return steps.find((step) => step >= high) ?? 1;
}
