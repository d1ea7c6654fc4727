import { Refused } from "#config/errors.ts";
import { getPostToPublish, movableStates, movePost, type Post } from "#db/queries/posts.ts";
import { nameVariant } from "#db/queries/subjects.ts";
import type { PostState } from "#db/tables/posts.ts";
import { inTransaction } from "#db/transaction.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { tellEndpoints } from "#studio/webhooks/tell.ts";
import { attempt } from "./attempts.ts";
import { connectionOf } from "./channel-post.ts";
import type { Press } from "./publish.ts";

/**
 * Takes a post back: a planned one does not go out, a published one is taken down on its network first. Repeated, it
 * answers the post as it stands. Refused (`in-flight`) while it is going out or its outcome is unknown.
 */
export async function withdrawPost(press: Press, brandId: string, by: Actor, postId: string): Promise<Post> {
  const { db } = press;
  const withdrawn = { state: "withdrawn" } as const;
  const from: readonly PostState[] = [...movableStates, "failed", "awaiting-creator"];
  const take = (states: readonly PostState[]) =>
    inTransaction(db, async (trx) => {
      const before = await getPostToPublish(trx, brandId, postId);
      const moved = await movePost(trx, brandId, postId, { from: states }, withdrawn);
      if (!moved) return undefined;
      const subject = { kind: "post", id: postId, name: await nameVariant(trx, brandId, before.variantId), brandId };
      await recordAct(trx, by, { act: "post.withdrawn", subject, before: { state: before.state, url: before.url } });
      await tellEndpoints(trx, brandId, "post.withdrawn", postId);
      return moved;
    });
  const stopped = await take(from);
  if (stopped) return stopped;
  const post = await getPostToPublish(db, brandId, postId);
  if (post.state === "withdrawn") return post;
  if (post.state !== "published" || !post.remoteId) {
    throw new Refused("in-flight", "This post is going out right now. Wait until that is settled, then take it down.");
  }
  const remoteId = post.remoteId;
  const channel = press.channels.get(post.channel);
  await attempt(db, post, "withdraw", () => channel.withdraw(connectionOf(post), remoteId));
  return (await take(["published"])) ?? post;
}
