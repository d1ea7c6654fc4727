import type { Db, Trx } from "#db/database.ts";
import { announce } from "#db/queries/announcements.ts";
import { lockBrief } from "#db/queries/briefs.ts";
import { listFindings } from "#db/queries/findings.ts";
import {
  findBriefOfVideo,
  findLivingPost,
  findStandingDecision,
  insertDecision,
  lockVideo,
  setReviewState,
  type VideoInReview,
  withdrawStandingDecision,
} from "#db/queries/reviews.ts";
import { nameVariant } from "#db/queries/subjects.ts";
import { getVariant } from "#db/queries/variants.ts";
import { listVideoCuts } from "#db/queries/video-cuts.ts";
import { inTransaction } from "#db/transaction.ts";
import { type Actor, personOf } from "#studio/audit/actor.ts";
import { recordAct, type Subject } from "#studio/audit/record.ts";
import type { Pricing } from "#studio/briefs/estimate.ts";
import { priceNext } from "#studio/briefs/price-next.ts";
import { holdVersion } from "#studio/ledger/hold.ts";
import { whyNotOwnWork } from "#studio/members/own-work.ts";
import { requestFinal } from "#studio/takes/request-final.ts";
import { tellEndpoints } from "#studio/webhooks/tell.ts";
import { addToCanon, takeFromCanon } from "../personas/canon.ts";
import { noteFor, whyNotApprovable, whyNotDecidable, whyNotWithdrawable } from "./rules.ts";

/**
 * What was decided. `variantId` and `version` are of the video decided on. `final` is the version that is to be filmed now
 * that its draft is approved: the caller then sends `variant/requested` for it.
 */
export type Decided = { variantId: string; version: number; final?: number };

/**
 * Approves the bytes that `shown` names (the sha256 of the file the reviewer watched). Refuses when the video has other
 * bytes by now, a newer version, a decision, or a blocking finding, and when it is the reviewer's own work and the
 * workspace wants another pair of eyes. Inside a transaction it takes part in it.
 */
export function approve(db: Db, brandId: string, by: Actor, videoId: string, shown: string): Promise<Decided> {
  return inTransaction(db, async (trx) => {
    // The brief before the variant, as everybody takes them who holds money of its budget.
    await lockBrief(trx, brandId, await findBriefOfVideo(trx, brandId, videoId));
    const video = await lockVideo(trx, brandId, videoId);
    const standing = await findStandingDecision(trx, brandId, videoId);
    const refusal = whyNotApprovable(video, shown, standing, await listFindings(trx, brandId, videoId));
    if (refusal) throw refusal;
    const own = await whyNotOwnWork(trx, brandId, personOf(by) ?? by.id, video.variantId);
    if (own) throw own;
    const decided = await write(trx, { brandId, by, video, decision: "approved", note: null });
    const final = await requestFinal(trx, brandId, video);
    // What a draft says is said once its final version is approved.
    if (final !== undefined) return { ...decided, final };
    await addToCanon(trx, brandId, video.variantId, video.version);
    return decided;
  });
}

/**
 * Sends a video back with a note of 1 to 1,000 characters, and holds what its next version will cost of the brief's
 * budget: refused when there is not that much left. The caller then sends `variant/requested` with what this returns:
 * `version` is the next one's number.
 */
export function sendBack(
  db: Db,
  brandId: string,
  by: Actor,
  videoId: string,
  shown: string,
  note: string,
  pricing?: Pricing,
): Promise<Decided & { note: string }> {
  return inTransaction(db, async (trx) => {
    const wanted = noteFor("sent-back", note) ?? "";
    // The brief before the variant, as launches and new attempts take them: the other way round two would wait for each other.
    await lockBrief(trx, brandId, await findBriefOfVideo(trx, brandId, videoId));
    const video = await decidable(trx, brandId, videoId, shown);
    await write(trx, { brandId, by, video, decision: "sent-back", note: wanted });
    const variant = await getVariant(trx, brandId, video.variantId);
    await holdVersion(trx, brandId, variant.id, await priceNext(trx, brandId, variant, pricing));
    return { variantId: video.variantId, version: video.version + 1, note: wanted };
  });
}

/** Rejects a video for good; a note of at most 1,000 characters may say why. */
export function reject(
  db: Db,
  brandId: string,
  by: Actor,
  videoId: string,
  shown: string,
  note = "",
): Promise<Decided> {
  return inTransaction(db, async (trx) => {
    const reason = noteFor("rejected", note);
    const video = await decidable(trx, brandId, videoId, shown);
    return write(trx, { brandId, by, video, decision: "rejected", note: reason });
  });
}

/**
 * Takes the standing decision back, so that the video waits for review again. Refused once the video has a living post,
 * a newer version, or (when it was sent back) a next version in the making.
 */
export function withdrawDecision(db: Db, brandId: string, by: Actor, videoId: string): Promise<Decided> {
  return inTransaction(db, async (trx) => {
    const video = await lockVideo(trx, brandId, videoId);
    const standing = await findStandingDecision(trx, brandId, videoId);
    const refusal = whyNotWithdrawable(video, standing, await findLivingPost(trx, brandId, videoId));
    if (refusal) throw refusal;
    await withdrawStandingDecision(trx, brandId, videoId, personOf(by));
    await setReviewState(trx, brandId, video.variantId, "in-review");
    if (standing?.decision === "approved") await takeFromCanon(trx, brandId, video.variantId);
    await announce(trx, { brandId, topic: "review", id: videoId });
    const before = { decision: standing?.decision, note: standing?.note };
    await recordAct(trx, by, { act: "video.reopened", subject: await subjectOf(trx, brandId, video), before });
    await tellEndpoints(trx, brandId, "video.reopened", videoId);
    return { variantId: video.variantId, version: video.version };
  });
}

async function decidable(trx: Trx, brandId: string, videoId: string, shown: string): Promise<VideoInReview> {
  const video = await lockVideo(trx, brandId, videoId);
  const refusal = whyNotDecidable(video, shown, await findStandingDecision(trx, brandId, videoId));
  if (refusal) throw refusal;
  return video;
}

const stateAfter = { approved: "approved", "sent-back": "queued", rejected: "rejected" } as const;

async function write(
  trx: Trx,
  made: {
    brandId: string;
    by: Actor;
    video: VideoInReview;
    decision: keyof typeof stateAfter;
    note: string | null;
  },
): Promise<Decided> {
  const { brandId, by, video, decision, note } = made;
  const { id: videoId, variantId, version, sha256 } = video;
  // The row lock keeps two reviewers apart; the unique index on standing decisions is the last lock.
  // One decision is about all cuts of a video, each by its bytes.
  const others = await listVideoCuts(trx, brandId, videoId);
  const cuts = Object.fromEntries(others.map((other) => [other.cut, other.sha256]));
  await insertDecision(trx, { brandId, videoId, variantId, decision, note, sha256, cuts, decidedBy: personOf(by) });
  await setReviewState(trx, brandId, variantId, stateAfter[decision]);
  await announce(trx, { brandId, topic: "review", id: videoId });
  const subject = await subjectOf(trx, brandId, video);
  await recordAct(trx, by, {
    act: `video.${decision}`,
    subject,
    after: { sha256, ...(others.length > 0 ? { cuts } : {}), ...(note ? { note } : {}) },
  });
  await tellEndpoints(trx, brandId, `video.${decision === "sent-back" ? "sent_back" : decision}`, videoId);
  return { variantId, version };
}

async function subjectOf(trx: Trx, brandId: string, { id, variantId, version }: VideoInReview): Promise<Subject> {
  return { kind: "video", id, brandId, name: `${await nameVariant(trx, brandId, variantId)}, version ${version}` };
}
