import { animaticPricing, estimateRun } from "#studio/briefs/estimate.ts";
import { ProgressBar } from "../components/progress-bar.tsx";
import { Time } from "../components/time.tsx";
import { sayDollars, sayDuration } from "./amounts.ts";
import type { BriefPage } from "./brief-page.ts";
import { Fact } from "./fact.tsx";
import styles from "./run-progress.module.css";

/** Before the launch: what it will make, cost and take. After: how far it is, and what it has cost and taken. */
export function RunProgress(
  props: Pick<BriefPage, "progress" | "making" | "estimate" | "costMicros" | "finished"> & {
    launches: BriefPage["brief"]["launches"];
  },
) {
  const { launches, progress, making, estimate, costMicros, finished } = props;
  const start = launches.at(-1)?.launchedAt;
  if (!start) {
    return (
      <dl className={styles.facts}>
        <Fact name="Makes">{count(estimate.variants)}</Fact>
        <Fact name="Costs">{estimate.costMicros === 0 ? "Nothing" : sayDollars(estimate.costMicros)}</Fact>
        {estimate.laterMicros > 0 ? (
          <Fact name="Filming all of them, once approved">{sayDollars(estimate.laterMicros)}</Fact>
        ) : null}
        <Fact name="First to watch after">about {sayDuration(estimate.firstAfterSeconds)}</Fact>
        <Fact name="All of them after">about {sayDuration(estimate.seconds)}</Fact>
      </dl>
    );
  }
  const { total, failed } = progress;
  const ready = total - making.length - failed;
  const share = making.reduce((sum, each) => sum + each.progress, total - making.length);
  const tookUntil = (at: Date | string | null) =>
    at === null ? "not yet" : sayDuration((new Date(at).getTime() - new Date(start).getTime()) / 1000);
  return (
    <div className={styles.run}>
      {making.length > 0 ? <ProgressBar value={share / total} label="Videos made" /> : null}
      <dl className={styles.facts}>
        <Fact name="Ready">
          {ready} of {count(total)}
        </Fact>
        {making.length > 0 ? (
          <Fact name="In the making">
            {making.length}, about {sayDuration(estimateRun(making.map(animaticPricing.priceOf)).seconds)} left
          </Fact>
        ) : null}
        {failed > 0 ? <Fact name="Failed">{failed}</Fact> : null}
        <Fact name="Cost so far">{costMicros === 0 ? "Nothing" : sayDollars(costMicros)}</Fact>
        <Fact name="First to watch after">{tookUntil(finished.first)}</Fact>
        {making.length === 0 ? <Fact name="All of them after">{tookUntil(finished.last)}</Fact> : null}
        <Fact name="Launched">
          <Time at={start} ago />
        </Fact>
      </dl>
    </div>
  );
}

const count = (videos: number) => `${videos} ${videos === 1 ? "video" : "videos"}`;
