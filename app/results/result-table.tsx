import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import type { Rate } from "#studio/results/interval.ts";
import type { Rates, Totals } from "#studio/results/report.ts";
import { rateNames, sayCount, sayRange, sayShare } from "./format.ts";
import styles from "./result-table.module.css";

export type ResultRow = {
  key: string;
  name: string;
  note?: ReactNode;
  to?: string;
  posts: number;
  totals: Totals;
  rates: Rates;
};

/** Figures by row, each rate with the range in which it likely lies and how many it was of. */
export function ResultTable({ label, by, rows }: { label: string; by: string; rows: ResultRow[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={label}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{by}</th>
            <th scope="col">Posts</th>
            <th scope="col">Views</th>
            <th scope="col">{rateNames.completions}</th>
            <th scope="col">{rateNames.likes}</th>
            <th scope="col">{rateNames.clicks}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                {row.to ? <Link to={row.to}>{row.name}</Link> : row.name}
                {row.note ? <span className={styles.note}>{row.note}</span> : null}
              </th>
              <td>{sayCount(row.posts)}</td>
              <td>{sayCount(row.totals.views)}</td>
              <RateCell rate={row.rates.completions} />
              <RateCell rate={row.rates.likes} />
              <RateCell rate={row.rates.clicks} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function RateCell({ rate }: { rate: Rate | null }) {
  if (!rate) return <td title="Not offered, or nothing was seen yet">–</td>;
  return (
    <td title={`${sayCount(rate.hits)} of ${sayCount(rate.trials)} views`}>
      <span className={rate.sure ? undefined : styles.unsure}>{sayShare(rate.rate)}</span>
      <span className={styles.note}>{rate.sure ? sayRange(rate) : "too few views"}</span>
    </td>
  );
}
