import { Link } from "@remix-run/react";
import type { StateCounts } from "#db/queries/briefs.ts";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./brief-card.module.css";

type BriefLine = {
  id: string;
  name: string;
  goal: string;
  productTitle: string;
  personas: number;
  variants: StateCounts;
  createdAt: Date;
  launchedAt: Date | string | null;
};

/** A brief as one line of a list: what it wants, how far its videos are, and what needs somebody. */
export function BriefCard({ brief }: { brief: BriefLine }) {
  const { slug } = useBrand();
  const count = tally(brief.variants);
  return (
    <article className={styles.card}>
      <div className={styles.words}>
        <h2>
          <Link to={paths.brief(slug, brief.id)} className={styles.name} prefetch="intent">
            {brief.name}
          </Link>
        </h2>
        <p className={styles.goal}>{brief.goal}</p>
        <p className={styles.facts}>
          {brief.productTitle} · {brief.personas} {brief.personas === 1 ? "persona" : "personas"} ·{" "}
          {brief.launchedAt ? (
            <>
              launched <Time at={brief.launchedAt} shape="day" />
            </>
          ) : (
            <>
              written <Time at={brief.createdAt} shape="day" />
            </>
          )}
        </p>
      </div>
      <div className={styles.state}>
        <div className={styles.chips}>
          {brief.launchedAt ? null : <StateChip state="draft" words="Not launched" />}
          {count.making > 0 ? <StateChip state="rendering" words={`${count.making} in the making`} /> : null}
          {count.review > 0 ? <StateChip state="in-review" words={`${count.review} in review`} /> : null}
          {count.failed > 0 ? <StateChip state="failed" words={`${count.failed} failed`} /> : null}
          {count.approved > 0 ? <StateChip state="approved" words={`${count.approved} approved`} /> : null}
        </div>
        {count.all > 0 ? <Stripe count={count} /> : null}
      </div>
    </article>
  );
}

/** The brief's videos as a stripe: decided, waiting, in the making, failed. The chips say the same in words. */
function Stripe({ count }: { count: ReturnType<typeof tally> }) {
  const parts = [
    ["approved", count.approved],
    ["review", count.review],
    ["making", count.making],
    ["failed", count.failed],
    ["rejected", count.rejected],
  ] as const;
  return (
    <div className={styles.stripe} aria-hidden="true">
      {parts.map(([part, size]) => (size > 0 ? <span key={part} data-part={part} style={{ flexGrow: size }} /> : null))}
    </div>
  );
}

function tally(states: StateCounts) {
  const of = (...names: (keyof StateCounts)[]) => names.reduce((sum, name) => sum + (states[name] ?? 0), 0);
  return {
    all: of("queued", "writing", "rendering", "checking", "in-review", "approved", "rejected", "failed"),
    making: of("queued", "writing", "rendering", "checking"),
    review: of("in-review"),
    approved: of("approved"),
    rejected: of("rejected"),
    failed: of("failed"),
  };
}
