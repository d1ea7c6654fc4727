import { Refused } from "#config/errors.ts";
import { movableStates } from "#db/queries/posts.ts";
import { findLivingPost } from "#db/queries/reviews.ts";
import { inTransaction } from "#db/transaction.ts";
import type { Actor } from "#studio/audit/actor.ts";
import type { Press } from "#studio/posts/publish.ts";
import { type Schedule, type Scheduled, schedulePost } from "#studio/posts/schedule.ts";
import { withdrawPost } from "#studio/posts/withdraw.ts";
import { approve, type Decided, withdrawDecision } from "./decision.ts";

/**
 * Approves what the reviewer watched and plans its post, or does neither: a time that cannot be had leaves the video in
 * review with a sentence at the field. The caller sends `post/scheduled` with what this returns.
 */
export function approveAndSchedule(
  press: Pick<Press, "db" | "channels">,
  brandId: string,
  by: Actor,
  shown: string,
  schedule: Schedule,
  now?: Date,
): Promise<Scheduled> {
  return inTransaction(press.db, async (trx) => {
    const { final } = await approve(trx, brandId, by, schedule.videoId, shown);
    if (final !== undefined) {
      const sentence = "This is the draft: its final version is filmed once you approve it. Approve it without a post.";
      throw new Refused("draft-only", sentence, "plan");
    }
    return schedulePost(trx, brandId, by, schedule, press.channels, now);
  });
}

/**
 * Takes a decision back together with the post that was planned on it. A post that is out or going out is not planned any
 * more, and the decision stands.
 */
export function undoDecision(press: Press, brandId: string, by: Actor, videoId: string): Promise<Decided> {
  return inTransaction(press.db, async (trx) => {
    await takeOffCalendar({ ...press, db: trx }, brandId, by, videoId);
    return withdrawDecision(trx, brandId, by, videoId);
  });
}

async function takeOffCalendar(press: Press, brandId: string, by: Actor, videoId: string): Promise<void> {
  const post = await findLivingPost(press.db, brandId, videoId);
  const planned: readonly string[] = movableStates;
  if (post && planned.includes(post.state)) await withdrawPost(press, brandId, by, post.id);
}
