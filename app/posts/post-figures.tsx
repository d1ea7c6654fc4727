import { Panel } from "../components/panel.tsx";
import { Time } from "../components/time.tsx";
import { sayCount, sayShare } from "../results/format.ts";
import type { PostPageData } from "../routes/b.$brand.posts.$postId.tsx";
import styles from "./post-figures.module.css";

const metrics = ["views", "completions", "likes", "shares", "clicks"] as const;
const names = { views: "Views", completions: "Watched to the end", likes: "Likes", shares: "Shares", clicks: "Clicks" };

/** What came of the post: each figure with its way there, all drawn over the same span of time. */
export function PostFigures(props: {
  figures: NonNullable<PostPageData["figures"]>;
  readings: PostPageData["readings"];
}) {
  const { figures, readings } = props;
  const times = readings.map(({ readAt }) => readAt.getTime());
  const span = { from: Math.min(...times), until: Math.max(figures.readAt.getTime(), ...times) };
  return (
    <Panel
      title="Results"
      aside={
        <>
          Last read <Time at={figures.readAt} ago />
        </>
      }
    >
      <dl className={styles.figures}>
        {metrics.map((metric) => {
          const points = readings.filter((reading) => reading.metric === metric && reading.value !== null);
          const share = metric !== "views" && figures.views ? figures[metric] : null;
          return (
            <div key={metric}>
              <dt>{names[metric]}</dt>
              <dd className={styles.value}>{sayCount(figures[metric])}</dd>
              <dd className={styles.note}>
                {figures[metric] === null
                  ? "Not offered here"
                  : share !== null && figures.views
                    ? `${sayShare(Math.min(1, share / figures.views))} of views`
                    : "since it went out"}
              </dd>
              <dd aria-hidden="true">
                <Spark points={points.map(({ readAt, value }) => [readAt.getTime(), value ?? 0])} span={span} />
              </dd>
            </div>
          );
        })}
      </dl>
    </Panel>
  );
}

/** A count that only changes at its readings: a staircase from nothing to the last reading. */
function Spark({ points, span }: { points: [number, number][]; span: { from: number; until: number } }) {
  const top = Math.max(1, ...points.map(([, value]) => value));
  const length = Math.max(1, span.until - span.from);
  const x = (time: number) => (((time - span.from) / length) * 100).toFixed(1);
  const y = (value: number) => (30 - (value / top) * 27).toFixed(1);
  const path = points.map(([time, value]) => `H${x(time)}V${y(value)}`).join("");
  return (
    <svg className={styles.spark} viewBox="0 0 100 32" preserveAspectRatio="none" aria-hidden="true">
      <path d={`M0 30${path}H100V30Z`} fill="var(--spotlight)" fillOpacity=".14" />
      <path
        d={`M0 30${path}H100`}
        fill="none"
        stroke="var(--spotlight)"
        strokeWidth="1.75"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
