import { cron } from "inngest";
import { listStuckPosts, movableStates } from "#db/queries/posts.ts";
import { listStuckTakes } from "#db/queries/takes.ts";
import { listStuckVariants } from "#db/queries/variants.ts";
import { leadMs, type Press, settlePost } from "#studio/posts/publish.ts";
import { forgetVisitors } from "#studio/showcase/visitors.ts";
import type { TakeDesk } from "#studio/takes/filming.ts";
import { lookAtTake } from "#studio/takes/look-at-take.ts";
import type { Client } from "./client.ts";
import { postScheduled, variantRequested } from "./events.ts";
import { orGiveUp, sentenceOf } from "./failures.ts";
import { type Archive, inside } from "./inside.ts";

/**
 * A due post that has not moved for this long is nobody's any more: no step of publishing lasts longer without a word.
 */
const postStillMs = 60_000;

/** A variant waits its turn for minutes when a large brief is in the making; past this, its run is gone. */
const variantStillMs = 15 * 60_000;

/** Whoever waits for a take looks at it every half minute, whatever its vendor tells. */
const takeStillMs = 3 * 60_000;
const batch = 200;

/**
 * Finds what should have happened and did not, once a minute. Safe to repeat: resent work is picked up where it stopped
 * by verbs that look first, an event is resent once for each stillness, and settling a post only reads.
 */
export const sweepStuckWork = (inngest: Client, house: Archive & Press & Partial<TakeDesk>) =>
  inngest.createFunction(
    { id: "sweep-stuck-work", triggers: [cron("* * * * *")], concurrency: { limit: 1 }, retries: 1 },
    async ({ step }) => {
      const posts = await step.run("find-posts", async () => {
        const now = Date.now();
        const when = { now: new Date(now), soon: new Date(now + leadMs), stillSince: new Date(now - postStillMs) };
        const still = await listStuckPosts(house.db, when, batch);
        return still.map((post) => ({ ...post, key: keyOf(post.id, post.scheduledAt, now) }));
      });
      const isMovable = (state: string) => (movableStates as readonly string[]).includes(state);
      const lost = posts.filter((post) => isMovable(post.state));
      if (lost.length > 0) {
        const resent = lost.map(({ id: postId, workspaceId, brandId, scheduledAt, key }) =>
          postScheduled.create({ workspaceId, brandId, postId, scheduledAt }, { id: key }),
        );
        await step.sendEvent("resend-posts", resent);
      }
      const unsettled: string[] = [];
      for (const post of posts.filter((each) => !isMovable(each.state))) {
        try {
          await step.run(`settle-${post.id}`, () => orGiveUp(settlePost(inside(house, post), post.brandId, post.id)));
        } catch (error) {
          unsettled.push(`${post.id}: ${sentenceOf(error instanceof Error ? error : undefined)}`);
        }
      }
      const variants = await step.run("find-variants", () =>
        listStuckVariants(house.db, new Date(Date.now() - variantStillMs), batch),
      );
      if (variants.length > 0) {
        const resent = variants.map(({ id: variantId, workspaceId, brandId, version, note, updatedAt }) =>
          variantRequested.create(
            { workspaceId, brandId, variantId, version, note },
            { id: `sweep-${variantId}-${version}-${updatedAt}` },
          ),
        );
        await step.sendEvent("resend-variants", resent);
      }
      const { filming, scratch } = house;
      const takes = await step.run("find-takes", () =>
        listStuckTakes(house.db, new Date(Date.now() - takeStillMs), filming ? batch : 0),
      );
      for (const take of filming && scratch ? takes : []) {
        const desk = inside({ ...house, filming: filming!, scratch: scratch! }, take);
        try {
          await step.run(`look-at-${take.id}`, () => orGiveUp(lookAtTake(desk, take.brandId, take.id)));
        } catch (error) {
          unsettled.push(`${take.id}: ${sentenceOf(error instanceof Error ? error : undefined)}`);
        }
      }
      await step.run("forget-visitors", () => forgetVisitors(house.db, new Date()));
      return { posts: lost.length, variants: variants.length, takes: takes.length, unsettled };
    },
  );

/** Under this key an event counts once: a due post is resent every minute, one that is due soon only once for its time. */
function keyOf(postId: string, scheduledAt: Date, now: number): string {
  const turn = scheduledAt.getTime() <= now ? Math.floor(now / postStillMs) : `ahead-of-${scheduledAt.toISOString()}`;
  return `sweep-${postId}-${turn}`;
}
