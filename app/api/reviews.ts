import { z } from "zod";
import { listReviewQueue } from "#db/queries/review-queue.ts";
import { type Decision, listDecisions } from "#db/queries/reviews.ts";
import { getVideo } from "#db/queries/videos.ts";
import { undoDecision } from "#studio/reviews/approve-and-schedule.ts";
import { approve, reject, sendBack } from "#studio/reviews/decision.ts";
import { variantRequested } from "#workflows/events.ts";
import { about, id, iso, isoOrNull, model, moment } from "./models.ts";
import { operation } from "./operation.ts";
import { pageOf, pageQuery, readPage } from "./pages.ts";

const review = model(
  "Review",
  z.object({
    videoId: id(),
    variantId: id(),
    version: z.int(),
    persona: z.string(),
    hook: z.string(),
    seconds: z.number(),
  }),
);

const decisionModel = model(
  "Decision",
  z.object({
    id: id(),
    videoId: id(),
    decision: z.enum(["approved", "sent-back", "rejected"]),
    note: z.string().nullable(),
    sha256: z.string(),
    decidedBy: about(
      "Who decided, or for whom the key acts that did; null for somebody who is gone.",
      z.string().nullable(),
    ),
    decidedAt: moment(),
    withdrawnAt: about("When it was taken back; null while it stands.", moment().nullable()),
  }),
);

const decided = model(
  "Decided",
  z.object({ videoId: id(), variantId: id(), decision: z.enum(["approved", "sent-back", "rejected", "undone"]) }),
);

const shown = about(
  "The sha256 of the bytes that were looked at, as the video has it. Other bytes by now, and nothing is decided.",
  z.string().regex(/^[0-9a-f]{64}$/, "The sha256 of the video, in 64 small hexadecimal digits"),
);
const note = about("Up to 1,000 characters.", z.string().max(1000, "A note has at most 1,000 characters"));
const sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

export const reviewOperations = [
  operation({
    id: "listReviews",
    method: "GET",
    path: "/brands/{brandId}/reviews",
    summary: "The queue: videos that wait for a reviewer",
    about: "In the order in which they were asked for. A new version keeps the place of the one that was sent back.",
    scope: "reviews:read",
    verb: "brand.read",
    query: z.object(pageQuery),
    response: pageOf(review),
    run: ({ db, brand, query }) => {
      const read = (at: { after?: string; limit: number }) => listReviewQueue(db, brand.id, at);
      return readPage("reviews", query, read, toReview, ({ variantId }) => variantId);
    },
  }),
  operation({
    id: "listDecisions",
    method: "GET",
    path: "/brands/{brandId}/videos/{videoId}/decisions",
    summary: "What was decided on any version of a video, the latest first",
    scope: "reviews:read",
    verb: "brand.read",
    response: z.object({ data: z.array(decisionModel) }),
    run: async ({ db, brand, params }) => {
      const { variantId } = await getVideo(db, brand.id, params.videoId);
      return { data: (await listDecisions(db, brand.id, variantId)).map(toDecision) };
    },
  }),
  operation({
    id: "approveVideo",
    method: "POST",
    path: "/brands/{brandId}/videos/{videoId}/approval",
    summary: "Approve a video",
    about:
      "Nobody approves what comes of their own brief, unless the workspace says so; a key is whoever it acts for. An approved draft whose brief names video models is filmed next, and comes back for review as a new version.",
    scope: "reviews:write",
    verb: "video.approve",
    body: z.strictObject({ sha256: shown }),
    example: { sha256 },
    response: decided,
    run: async ({ db, brand, by, params: { videoId }, body, send }) => {
      const { variantId, final } = await approve(db, brand.id, by, videoId, body.sha256);
      if (final !== undefined) {
        const owned = { workspaceId: brand.workspaceId, brandId: brand.id };
        await send(variantRequested.create({ ...owned, variantId, version: final, note: null }));
      }
      return { videoId, variantId, decision: "approved" as const };
    },
  }),
  operation({
    id: "sendVideoBack",
    method: "POST",
    path: "/brands/{brandId}/videos/{videoId}/return",
    summary: "Send a video back: the next version is made from your note",
    scope: "reviews:write",
    verb: "video.return",
    body: z.strictObject({ sha256: shown, note: note.min(1, "Say what to change") }),
    example: { sha256, note: "Slower, and name the price" },
    response: decided,
    run: async ({ db, brand, by, params: { videoId }, body, send }) => {
      const wanted = await sendBack(db, brand.id, by, videoId, body.sha256, body.note);
      await send(variantRequested.create({ workspaceId: brand.workspaceId, brandId: brand.id, ...wanted }));
      return { videoId, variantId: wanted.variantId, decision: "sent-back" as const };
    },
  }),
  operation({
    id: "rejectVideo",
    method: "POST",
    path: "/brands/{brandId}/videos/{videoId}/rejection",
    summary: "Reject a video for good",
    scope: "reviews:write",
    verb: "video.reject",
    body: z.strictObject({ sha256: shown, note: note.optional() }),
    example: { sha256, note: "Off the brief" },
    response: decided,
    run: async ({ db, brand, by, params: { videoId }, body }) => {
      const { variantId } = await reject(db, brand.id, by, videoId, body.sha256, body.note);
      return { videoId, variantId, decision: "rejected" as const };
    },
  }),
  operation({
    id: "undoDecision",
    method: "DELETE",
    path: "/brands/{brandId}/videos/{videoId}/decision",
    summary: "Take the decision on a video back",
    about: "A post that was planned on it is taken off the calendar. Refused once a post is out.",
    scope: "reviews:write",
    verb: "video.undo",
    response: decided,
    run: async ({ house, db, brand, by, params: { videoId } }) => {
      const press = { db, files: house.files, channels: house.channels };
      const { variantId } = await undoDecision(press, brand.id, by, videoId);
      return { videoId, variantId, decision: "undone" as const };
    },
  }),
];

type Waiting = Awaited<ReturnType<typeof listReviewQueue>>[number];

function toReview({ id, variantId, version, persona, hook, seconds }: Waiting): z.input<typeof review> {
  return { videoId: id, variantId, version, persona, hook, seconds: Math.round(seconds * 1000) / 1000 };
}

function toDecision(row: Decision): z.input<typeof decisionModel> {
  const { id, videoId, decision, note, sha256, decider, decidedAt, withdrawnAt } = row;
  const at = { decidedAt: iso(decidedAt), withdrawnAt: isoOrNull(withdrawnAt) };
  return { id, videoId, decision, note, sha256, decidedBy: decider, ...at };
}
