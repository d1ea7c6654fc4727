import { Refused } from "#config/errors.ts";
import type { Trx } from "#db/database.ts";
import {
  findLastAttempt,
  finishAttempt,
  getPostToPublish,
  holdPosts,
  movePost,
  startAttempt,
} from "#db/queries/posts.ts";
import { inTransaction } from "#db/transaction.ts";
import type { ChannelHandle } from "#providers/channels/contract.ts";
import { type Actor, workflowActor } from "../audit/actor.ts";
import { recordAct } from "../audit/record.ts";
import { tellEndpoints } from "../webhooks/tell.ts";
import { attempt } from "./attempts.ts";
import { connectionOf, toChannelDraft } from "./channel-post.ts";
import type { Press } from "./publish.ts";
import type { Scheduled } from "./schedule.ts";
import { sayTime } from "./slots.ts";

/**
 * Holds every post back that was about to go out when a backup was taken, because it may have gone out since, or may yet
 * from the studio that the backup is of. Each is of unknown fate until its network was looked at; none is published.
 */
export async function holdRestoredPosts(trx: Trx, takenAt: Date): Promise<number> {
  const failure = `Restored from a backup of ${sayTime(takenAt, "Etc/UTC")}. It may have gone out since, so it is held back. Release it when it has not.`;
  const held = await holdPosts(trx, failure);
  for (const { id, brandId, workspaceId, state, account } of held) {
    const attemptId = await startAttempt(trx, brandId, id, "hold");
    await finishAttempt(trx, brandId, attemptId, "held", { state, takenAt: takenAt.toISOString() });
    const subject = { kind: "post", id, name: account, brandId };
    await recordAct(trx, workflowActor(workspaceId, "restore"), { act: "post.held", subject, before: { state } });
  }
  return held.length;
}

/** What became of a held post: it goes out at its time, was out already, or its time has passed and it waits to be sent again. */
export type Release = { postId: string } & ({ outcome: "scheduled" | "published" | "late" } | { refused: string });

/** Lets these held posts go, one after the other: one that cannot be let go stays held, says why, and stops none of the others. */
export async function releasePosts(
  press: Press,
  { brandId, by }: { brandId: string; by: Actor },
  postIds: string[],
  tell: Tell,
): Promise<Release[]> {
  const releases: Release[] = [];
  for (const postId of postIds) {
    try {
      const { outcome } = await releasePost(press, brandId, by, postId, { tell });
      releases.push({ postId, outcome });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      releases.push({ postId, refused: error.message });
    }
  }
  return releases;
}

/** Runs in the transaction that puts a post back on the schedule. */
type Tell = (trx: Trx, scheduled: Scheduled) => Promise<void>;
type Released = { outcome: "scheduled"; scheduled: Scheduled } | { outcome: "published" | "late" };

/**
 * Lets a held post go out at its time, after a look that it is not out already: then it is marked published instead. One
 * whose time has passed is marked failed, to be sent again by a person. Refused: `not-held`, `unclear` where the network
 * cannot tell.
 */
export async function releasePost(
  press: Press,
  brandId: string,
  by: Actor,
  postId: string,
  { now = new Date(), tell = async () => undefined }: { now?: Date; tell?: Tell } = {},
): Promise<Released> {
  const { db } = press;
  const post = await getPostToPublish(db, brandId, postId);
  const held = await findLastAttempt(db, brandId, postId, "hold");
  if (post.state !== "unconfirmed" || !held) throw new Refused("not-held", "This post is not held back.");
  const channel = press.channels.get(post.channel);
  const trace = await attempt(db, post, "look", () =>
    channel.reconcile(connectionOf(post), toChannelDraft(post), post.handle as ChannelHandle | null),
  );
  const mended = { failure: null, retriable: null };
  const subject = { kind: "post", id: postId, name: post.accountName, brandId };
  if (trace.status === "found") {
    const { remoteId, url } = trace;
    const found = { state: "published", remoteId, url, publishedAt: post.scheduledAt, ...mended } as const;
    await inTransaction(db, async (trx) => {
      const out = await movePost(trx, brandId, postId, { from: ["unconfirmed"] }, found);
      if (!out) return;
      await recordAct(trx, by, { act: "post.released", subject, after: { state: out.state, url } });
      await tellEndpoints(trx, brandId, "post.published", postId);
    });
    return { outcome: "published" };
  }
  if (trace.status !== "absent") {
    throw new Refused("unclear", `${channel.name} cannot tell whether this post is out. Look there first.`);
  }
  const failed = post.scheduledAt <= now;
  const to = failed
    ? ({ state: "failed", failure: "Its time passed while it was held back. Send it again.", retriable: true } as const)
    : ({ state: "scheduled", handle: null, ...mended } as const);
  return inTransaction(db, async (trx) => {
    const moved = await movePost(trx, brandId, postId, { from: ["unconfirmed"], at: post.scheduledAt }, to);
    if (!moved) throw new Refused("not-held", "Somebody dealt with this post a moment ago.");
    await recordAct(trx, by, { act: "post.released", subject, after: { state: moved.state } });
    await tellEndpoints(trx, brandId, failed ? "post.failed" : "post.scheduled", postId);
    if (failed) return { outcome: "late" };
    const scheduled = { workspaceId: post.workspaceId, brandId, postId, scheduledAt: moved.scheduledAt.toISOString() };
    await tell(trx, scheduled);
    return { outcome: "scheduled", scheduled };
  });
}
