import { Refused } from "#config/errors.ts";
import { getPostToPublish, movableStates, movePost, type Post } from "#db/queries/posts.ts";
import type { PostState } from "#db/tables/posts.ts";
import { attempt } from "./attempts.ts";
import { connectionOf } from "./channel-post.ts";
import type { Press } from "./publish.ts";

/**
 * Takes a post back: a planned one does not go out, a published one is taken down on its network first. Repeated, it
 * answers the post as it stands. Refused (`in-flight`) while it is going out or its outcome is unknown.
 */
export async function withdrawPost(press: Press, brandId: string, postId: string): Promise<Post> {
  const { db } = press;
  const withdrawn = { state: "withdrawn" } as const;
  const from: readonly PostState[] = [...movableStates, "failed", "awaiting-creator"];
  const stopped = await movePost(db, brandId, postId, { from }, withdrawn);
  if (stopped) return stopped;
  const post = await getPostToPublish(db, brandId, postId);
  if (post.state === "withdrawn") return post;
  if (post.state !== "published" || !post.remoteId) {
    throw new Refused("in-flight", "This post is going out right now. Wait until that is settled, then take it down.");
  }
  const remoteId = post.remoteId;
  const channel = press.channels.get(post.channel);
  await attempt(db, post, "withdraw", () => channel.withdraw(connectionOf(post), remoteId));
  return (await movePost(db, brandId, postId, { from: ["published"] }, withdrawn)) ?? post;
}
