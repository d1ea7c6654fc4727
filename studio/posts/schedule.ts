import { z } from "zod";
import type { Kit } from "#brand-kits/schema.ts";
import { Refused } from "#config/errors.ts";
import type { Db, Trx } from "#db/database.ts";
import { lockLiveConnection } from "#db/queries/connections.ts";
import {
  findLivingPostOn,
  getPost,
  getPostMaterial,
  getPostToPublish,
  insertPost,
  listTakenTimes,
  movableStates,
  movePost,
  type Post,
  type PostMaterial,
} from "#db/queries/posts.ts";
import { type Decision, findStandingDecision } from "#db/queries/reviews.ts";
import { listSlots } from "#db/queries/slots.ts";
import { nameVariant } from "#db/queries/subjects.ts";
import { listVideoCuts } from "#db/queries/video-cuts.ts";
import { inTransaction } from "#db/transaction.ts";
import type { Channel, ChannelRegistry } from "#providers/channels/contract.ts";
import { script } from "#providers/text/contract.ts";
import { type Actor, personOf } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { getCurrentKit } from "#studio/brands/current-kit.ts";
import { cutFor } from "#studio/cuts/choose-cut.ts";
import { captionFor, discloseFrom, discloseOn, factsOf } from "#studio/disclosure/labels.ts";
import { tellEndpoints } from "#studio/webhooks/tell.ts";
import { toChannelConnection, toChannelDraft } from "./channel-post.ts";
import { linkPost } from "./link.ts";
import { findNextSlot, parseWallClock, sayTime } from "./slots.ts";

/**
 * `at` is a wall-clock time in `zone` (an IANA name), such as `2026-11-23T09:00`; null or empty is the next free slot.
 */
const scheduleSchema = z.object({
  videoId: z.string(),
  connectionId: z.string().optional(),
  at: z
    .string()
    .trim()
    .nullish()
    .transform((at) => at || null),
  zone: z.string(),
});
export type Schedule = z.input<typeof scheduleSchema>;

/** What the caller sends after commit, as `postScheduled`. */
export type Scheduled = { workspaceId: string; brandId: string; postId: string; scheduledAt: string };

/**
 * Plans a post of an approved video: its row, caption, disclosure facts and short link, or nothing at all. Refused:
 * `not-approved`, `superseded`, `no-connection`, `already-posted`, `time-past`, `time-invalid`, `time-skipped`,
 * `no-free-slot`, `no-cut`, `channel-refuses`. `now` is for tests.
 */
export async function schedulePost(
  db: Db,
  brandId: string,
  by: Actor,
  schedule: Schedule,
  channels: ChannelRegistry,
  now = new Date(),
): Promise<Scheduled> {
  const wanted = scheduleSchema.parse(schedule);
  const { kit } = await getCurrentKit(db, brandId);
  return inTransaction(db, async (trx) => {
    const video = await getPostMaterial(trx, brandId, wanted.videoId);
    const approved = await refuseUnlessApproved(trx, brandId, video);
    const connection = await lockLiveConnection(trx, brandId, wanted.connectionId);
    if (!connection)
      throw new Refused("no-connection", "That account is no longer connected. Choose another one.", "connectionId");
    const living = await findLivingPostOn(trx, brandId, video.id, connection.id);
    if (living) throw alreadyPosted(living, connection.name);
    const channel = channels.get(connection.channel);
    const material = await takeCut(trx, brandId, video, approved, { kit, channel });
    const facts = factsOf(material.personaKind);
    const disclosure = discloseOn(channel, discloseFrom(kit), facts);
    const caption = captionFor(channel, script.parse(material.script), disclosure, facts);
    const taken = await listTakenTimes(trx, brandId, connection.id, now);
    const { at, zone } = await chooseTime(trx, brandId, wanted.at, wanted.at ? wanted.zone : material.zone, taken, now);
    const post = await insertPost(trx, brandId, {
      videoId: material.id,
      variantId: material.variantId,
      connectionId: connection.id,
      scheduledAt: at,
      zone,
      caption,
      // What the file says of itself is decided by what was drawn in it.
      disclosure: { ...disclosure, digitalSourceType: originOfFile(material) ?? disclosure.digitalSourceType },
      sha256: material.sha256,
      scheduledBy: personOf(by),
    });
    if (!post) throw new Refused("already-posted", `This video is already planned on ${connection.name}.`);
    const findings = await channel.preflight(toChannelConnection(connection), toChannelDraft({ ...material, ...post }));
    const blocker = findings.find((finding) => finding.severity === "block");
    if (blocker) throw new Refused("channel-refuses", blocker.message);
    const productLink = material.productUrl ?? kit.cta.link;
    await linkPost(trx, brandId, { ...material, id: post.id, productLink, channel: channel.id });
    await recordAct(trx, by, {
      act: "post.scheduled",
      subject: { kind: "post", id: post.id, name: await nameVariant(trx, brandId, material.variantId), brandId },
      after: { account: connection.name, scheduledAt: at, zone, cut: material.cut, sha256: material.sha256 },
    });
    await tellEndpoints(trx, brandId, "post.scheduled", post.id);
    return { workspaceId: material.workspaceId, brandId, postId: post.id, scheduledAt: post.scheduledAt.toISOString() };
  });
}

/**
 * Gives a post another time. One that is already uploaded is uploaded again for its new time: what networks hold
 * expires. Refused once the network was told to publish it.
 */
export async function reschedulePost(
  db: Db,
  brandId: string,
  by: Actor,
  postId: string,
  wanted: { at: string | null; zone: string },
  now = new Date(),
): Promise<Scheduled> {
  return inTransaction(db, async (trx) => {
    const post = await getPostToPublish(trx, brandId, postId);
    const connection = await lockLiveConnection(trx, brandId, post.connectionId);
    if (!connection)
      throw new Refused("no-connection", "That account is no longer connected. Plan the video on another one.");
    const taken = await listTakenTimes(trx, brandId, connection.id, now, postId);
    const { at, zone } = await chooseTime(trx, brandId, wanted.at, wanted.at ? wanted.zone : post.zone, taken, now);
    const moved = await movePost(
      trx,
      brandId,
      postId,
      { from: movableStates },
      { state: "scheduled", scheduledAt: at, zone, handle: null },
    );
    if (!moved) throw tooLate((await getPost(trx, brandId, postId)).state);
    await recordAct(trx, by, {
      act: "post.moved",
      subject: { kind: "post", id: postId, name: await nameVariant(trx, brandId, post.variantId), brandId },
      before: { scheduledAt: post.scheduledAt, zone: post.zone },
      after: { scheduledAt: at, zone },
    });
    await tellEndpoints(trx, brandId, "post.scheduled", postId);
    return { workspaceId: post.workspaceId, brandId, postId, scheduledAt: at.toISOString() };
  });
}

function originOfFile({ provenance }: PostMaterial): string | undefined {
  return z.object({ digitalSourceType: z.string() }).safeParse(provenance).data?.digitalSourceType;
}

function refuseTime(code: string, message: string): never {
  throw new Refused(code, message, "at");
}

async function chooseTime(trx: Trx, brandId: string, text: string | null, zone: string, taken: Date[], now: Date) {
  if (text === null) {
    const at = findNextSlot(await listSlots(trx, brandId), zone, now, taken);
    if (!at)
      refuseTime("no-free-slot", "The brand's schedule has no free slot within a year. Add slots or choose a time.");
    return { at, zone };
  }
  const read = parseWallClock(text, zone);
  if (!read)
    refuseTime("time-invalid", "That is not a time. Choose a day and a time, such as 23 November 2026, 09:00.");
  if (!read.exists)
    refuseTime("time-skipped", `The clocks skip that time in ${zone}. The next one is ${sayTime(read.at, zone)}.`);
  if (read.at <= now) refuseTime("time-past", "That time has passed. Choose a later one.");
  return { at: read.at, zone };
}

/**
 * The video as this channel gets it: its own file or another cut of it. A branded one does for nobody whom the kit gives the
 * clean one; the other way round nothing is missing that a channel forbids.
 */
async function takeCut(
  trx: Trx,
  brandId: string,
  video: PostMaterial,
  approved: Pick<Decision, "cuts">,
  { kit, channel }: { kit: Kit; channel: Pick<Channel, "id" | "name"> },
): Promise<PostMaterial> {
  const wanted = cutFor(kit, channel.id);
  if (video.cut === wanted) return video;
  const other = (await listVideoCuts(trx, brandId, video.id)).find(({ cut }) => cut === wanted);
  if (!other) {
    if (wanted === "branded") return video;
    const message = `${channel.name} gets a clean cut, without logo and price, and this video has none. Add ${channel.name} to its brief and have the video made again.`;
    throw new Refused("no-cut", message, "connectionId");
  }
  if (approved.cuts[wanted] !== other.sha256) {
    const message = `The cut for ${channel.name} is not the one that was approved. Approve the video again, then plan it.`;
    throw new Refused("not-approved", message);
  }
  const { cut, sha256, seconds, bytes, width, height, file, provenance } = other;
  return { ...video, cut, sha256, seconds, bytes, width, height, file, provenance };
}

async function refuseUnlessApproved(trx: Trx, brandId: string, video: PostMaterial): Promise<Decision> {
  if (video.supersededAt)
    throw new Refused("superseded", "There is a newer version of this video. Approve and plan that one.");
  const decision = await findStandingDecision(trx, brandId, video.id);
  if (decision?.decision !== "approved")
    throw new Refused("not-approved", "This video is not approved. Approve it, then plan it.");
  if (decision.sha256 !== video.sha256) {
    throw new Refused("not-approved", "This video has changed since it was approved. Approve it again, then plan it.");
  }
  return decision;
}

function alreadyPosted(post: Post, account: string): Refused {
  const said: Partial<Record<Post["state"], string>> = {
    published: `This video is already out on ${account}.`,
    unconfirmed: `It is not yet known whether this video went out on ${account}. Wait until that is settled.`,
  };
  const time = sayTime(post.scheduledAt, post.zone);
  const planned = `This video is already planned on ${account} for ${time}. Move that post instead.`;
  return new Refused("already-posted", said[post.state] ?? planned);
}

function tooLate(state: Post["state"]): Refused {
  const said: Partial<Record<Post["state"], string>> = {
    published: "This post is already out. Take it down first.",
    withdrawn: "This post was taken back. Plan the video anew.",
    failed: "This post failed. Send it again from its page.",
  };
  return new Refused("too-late", said[state] ?? "This post is going out right now. Wait until that is settled.");
}
