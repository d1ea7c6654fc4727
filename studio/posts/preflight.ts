import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { NotFound } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import type { PostToPublish } from "#db/queries/posts.ts";
import { findStandingDecision } from "#db/queries/reviews.ts";
import type { Channel, ChannelFinding } from "#providers/channels/contract.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { connectionOf, toChannelDraft } from "./channel-post.ts";
import { findUnsayable } from "./claims.ts";

/**
 * Everything that speaks against publishing a post, from our side and the network's; empty when it may go out. The
 * approval is held against the bytes on disk, not against what a row says about them.
 */
export async function whyNotPublishable(
  db: Db,
  files: FileStore,
  channel: Channel,
  post: PostToPublish,
): Promise<ChannelFinding[]> {
  const ours = await whyNotOurs(db, files, post);
  if (ours) return [{ ...ours, severity: "block" }];
  const findings = await channel.preflight(connectionOf(post), toChannelDraft(post));
  return findings.filter((finding) => finding.severity === "block");
}

async function whyNotOurs(db: Db, files: FileStore, post: PostToPublish) {
  const because = (code: string, message: string) => ({ code, message });
  if (post.disconnectedAt) {
    return because("no-connection", `${post.accountName} is no longer connected. Plan the video on another account.`);
  }
  if (post.brandArchivedAt) return because("archived", "The brand is archived. Restore it, then send the post again.");
  if (post.supersededAt) {
    return because("superseded", "There is a newer version of this video. Approve and plan that one.");
  }
  const decision = await findStandingDecision(db, post.brandId, post.videoId);
  if (decision?.decision !== "approved") {
    return because("not-approved", "The video's approval was taken back. Approve it, then send the post again.");
  }
  const approved = post.isOtherCut ? decision.cuts[post.cut] : decision.sha256;
  if ([approved, post.sha256].some((sha256) => sha256 !== post.videoSha256)) {
    return because("not-approved", "The video has changed since it was approved. Approve it again, then plan it anew.");
  }
  if ((await hashFile(files, post.file)) !== approved) {
    return because(
      "bytes-changed",
      "The video's file is missing or not the one that was approved. Make the video again.",
    );
  }
  const unsayable = await findUnsayable(db, post, post.caption);
  if (unsayable) return because("claim", unsayable.message);
  return undefined;
}

async function hashFile(files: FileStore, key: string): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(await files.localPath(key)), hash);
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
  return hash.digest("hex");
}
