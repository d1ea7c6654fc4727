import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { findLivingPostOn, getPostToPublish, movePost } from "#db/queries/posts.ts";
import { nameVariant } from "#db/queries/subjects.ts";
import { inTransaction } from "#db/transaction.ts";
import type { ChannelHandle } from "#providers/channels/contract.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { tellEndpoints } from "#studio/webhooks/tell.ts";
import { attempt } from "./attempts.ts";
import { connectionOf, toChannelDraft } from "./channel-post.ts";
import type { Press } from "./publish.ts";
import type { Scheduled } from "./schedule.ts";

/**
 * Sends a failed post again, now. It cannot duplicate: the network is looked at first, and a post that turns out to be
 * there is marked published instead (the answer is then undefined, and there is no event to send). `tell` runs in the
 * transaction that puts the post back on the schedule. Refused: `not-failed`, `already-posted`.
 */
export async function resendPost(
  press: Press,
  brandId: string,
  by: Actor,
  postId: string,
  tell: (db: Db, scheduled: Scheduled) => Promise<void> = async () => undefined,
): Promise<Scheduled | undefined> {
  const { db } = press;
  const post = await getPostToPublish(db, brandId, postId);
  if (post.state !== "failed") throw new Refused("not-failed", "Only a post that failed can be sent again.");
  const living = await findLivingPostOn(db, brandId, post.videoId, post.connectionId);
  if (living) throw new Refused("already-posted", `This video has another post on ${post.accountName} by now.`);
  const channel = press.channels.get(post.channel);
  const trace = await attempt(db, post, "look", () =>
    channel.reconcile(connectionOf(post), toChannelDraft(post), post.handle as ChannelHandle | null),
  );
  const mended = { failure: null, retriable: null };
  if (trace.status === "found") {
    const { remoteId, url } = trace;
    const found = { state: "published", remoteId, url, publishedAt: new Date(), ...mended } as const;
    await inTransaction(db, async (trx) => {
      const out = await movePost(trx, brandId, postId, { from: ["failed"] }, found);
      if (out) await tellEndpoints(trx, brandId, "post.published", postId);
    });
    return undefined;
  }
  const again = { state: "scheduled", scheduledAt: new Date(), handle: null, ...mended } as const;
  return inTransaction(db, async (trx) => {
    const moved = await movePost(trx, brandId, postId, { from: ["failed"] }, again);
    if (!moved) throw new Refused("not-failed", "Somebody sent this post again a moment ago.");
    const { workspaceId } = post;
    const scheduled = { workspaceId, brandId, postId, scheduledAt: moved.scheduledAt.toISOString() };
    const subject = { kind: "post", id: postId, name: await nameVariant(trx, brandId, post.variantId), brandId };
    await recordAct(trx, by, { act: "post.resent", subject, before: { failure: post.failure } });
    await tellEndpoints(trx, brandId, "post.scheduled", postId);
    await tell(trx, scheduled);
    return scheduled;
  });
}
