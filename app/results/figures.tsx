import type { ResultsPage } from "../routes/b.$brand.results.tsx";
import styles from "./figures.module.css";
import { rateKinds, rateNames, sayCount, sayRange, sayShare } from "./format.ts";

/** The sums of the period, with the range in which each rate likely lies. */
export function Figures({ report }: Pick<ResultsPage, "report">) {
  return (
    <dl className={styles.figures}>
      <div>
        <dt>Views</dt>
        <dd className={styles.value}>{sayCount(report.totals.views)}</dd>
        <dd className={styles.note}>
          {sayCount(report.posts)} {report.posts === 1 ? "post" : "posts"}
        </dd>
      </div>
      {rateKinds.map((kind) => {
        const rate = report.rates[kind];
        return (
          <div key={kind}>
            <dt>{rateNames[kind]}</dt>
            <dd className={styles.value}>{rate ? sayShare(rate.rate) : "–"}</dd>
            <dd className={styles.note}>
              {rate ? noteOn(rate, kind) : "No network offers it, or nothing was seen yet"}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function noteOn(rate: NonNullable<ResultsPage["report"]["rates"]["clicks"]>, kind: string): string {
  return rate.sure
    ? `${sayRange(rate)} · ${sayCount(rate.hits)} ${kind}`
    : `${sayCount(rate.hits)} ${kind}, too few views to say`;
}
