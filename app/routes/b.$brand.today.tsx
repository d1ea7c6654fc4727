import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { countQueue, listReviewQueue } from "#db/queries/review-queue.ts";
import {
  findBeginnings,
  findBestPost,
  findSpending,
  listBriefsInTheMaking,
  listFailedVariants,
  listHeldLines,
  listNextPosts,
  listTroubledPosts,
} from "#db/queries/today.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { May } from "../components/may.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { ProgressBar } from "../components/progress-bar.tsx";
import { useLive } from "../components/use-live.ts";
import { paths } from "../paths.ts";
import { HeldNotice } from "../posts/held-notice.tsx";
import { requireBrand } from "../session.server.ts";
import { BestPost } from "../today/best-post.tsx";
import { FirstSteps } from "../today/first-steps.tsx";
import { PostRow } from "../today/post-row.tsx";
import { ReviewStrip } from "../today/review-strip.tsx";
import styles from "../today/today.module.css";
import { Troubles } from "../today/troubles.tsx";

const dayMs = 86_400_000;

export const meta: MetaFunction = () => [{ title: "Today · Troupe" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand, user, may } = await requireBrand({ request, params, context });
  const monthAgo = new Date(Date.now() - 30 * dayMs);
  const [due, queue, making, next, posts, variants, best, spending, begun, held] = await Promise.all([
    countQueue(db, brand.id),
    listReviewQueue(db, brand.id, { limit: 6 }),
    listBriefsInTheMaking(db, brand.id, 4),
    listNextPosts(db, brand.id, 5),
    listTroubledPosts(db, brand.id, 5),
    listFailedVariants(db, brand.id, 5),
    may.includes("results.read") ? findBestPost(db, brand.id, monthAgo) : undefined,
    findSpending(db, brand.id, monthAgo),
    findBeginnings(db, brand.id),
    listHeldLines(db, brand.id, 1),
  ]);
  return {
    name: user.name,
    brand,
    due,
    queue,
    making,
    next,
    troubles: { posts, variants },
    best,
    spending,
    begun,
    held: held.length > 0,
  };
}

export default function Today() {
  const { name, brand, due, queue, making, next, troubles, best, spending, begun, held } =
    useLoaderData<typeof loader>();
  useLive();
  const trouble = troubles.posts.length + troubles.variants.length;
  const idle = due === 0 && trouble === 0 && making.length === 0;
  return (
    <Page
      title={`Hello ${name.split(" ")[0]}`}
      subtitle={sayToday(due, trouble, making.length)}
      actions={
        due > 0 ? (
          <Button variant="primary" size="large" url={paths.review(brand.slug)}>
            {due === 1 ? "Review the video" : `Review ${due} videos`}
          </Button>
        ) : (
          <May verb="brief.edit">
            <Button variant="primary" size="large" url={paths.newBrief(brand.slug)}>
              Write a brief
            </Button>
          </May>
        )
      }
    >
      {held ? <HeldNotice /> : null}
      {begun.posts ? null : <FirstSteps begun={begun} />}
      <div className={styles.columns}>
        <div className={styles.column}>
          {queue.length > 0 ? <ReviewStrip videos={queue} due={due} /> : null}
          {making.length > 0 ? (
            <Panel title="In the making">
              <ul className={styles.rows}>
                {making.map((brief) => (
                  <li key={brief.id} className={styles.making}>
                    <Link to={paths.brief(brand.slug, brief.id)}>{brief.name}</Link>
                    <span className={styles.soft}>
                      {brief.made} of {brief.variants} made
                    </span>
                    <ProgressBar value={brief.progress} label={`Progress of ${brief.name}`} />
                  </li>
                ))}
              </ul>
            </Panel>
          ) : null}
          {trouble > 0 ? <Troubles {...troubles} /> : null}
          {idle && begun.posts ? (
            <Panel>
              <EmptyState title="Nothing needs you">
                Every video is decided and nothing failed. A new brief keeps the calendar full.
              </EmptyState>
            </Panel>
          ) : null}
        </div>
        <div className={styles.column}>
          <Panel title="Going out next" aside={<Link to={paths.calendar(brand.slug)}>Calendar</Link>}>
            {next.length > 0 ? (
              <ul className={styles.rows}>
                {next.map((post) => (
                  <PostRow key={post.id} post={post} />
                ))}
              </ul>
            ) : (
              <EmptyState small title="Nothing is planned">
                An approved video takes the next free slot of the brand’s week.
              </EmptyState>
            )}
          </Panel>
          {best ? <BestPost post={best} /> : null}
          <Panel title="Spent in 30 days">
            <p className={styles.money}>{formatDollars(spending.micros)}</p>
            <p className={styles.soft}>
              {spending.micros > 0
                ? `In ${spending.entries} entries of the ledger.`
                : "Everything so far was made on this machine."}
            </p>
          </Panel>
        </div>
      </div>
    </Page>
  );
}

function sayToday(due: number, trouble: number, making: number): string {
  const parts = [
    due > 0 ? `${due} ${due === 1 ? "video waits" : "videos wait"} for your decision` : undefined,
    trouble > 0 ? `${trouble} ${trouble === 1 ? "thing needs" : "things need"} a look` : undefined,
    making > 0 ? `${making} ${making === 1 ? "brief is" : "briefs are"} in the making` : undefined,
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? `${parts.join(", ")}.` : "Nothing needs you right now.";
}

function formatDollars(micros: number): string {
  return new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(micros / 1e6);
}
