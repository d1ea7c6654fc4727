import { z } from "zod";
import type { Db } from "#db/database.ts";
import { readBriefFacts, readPostFacts, readVariantFacts, readVideoFacts } from "#db/queries/webhook-facts.ts";
import type { VariantState } from "#db/tables/briefs.ts";
import type { PostState } from "#db/tables/posts.ts";

const owner = { workspaceId: z.uuid(), brandId: z.uuid() };
/** Every value of a union, which the compiler holds to be complete: a state that is added is one here. */
const all = <T extends string>(values: Record<T, 0>) => Object.keys(values) as T[];
const variantStates = all<VariantState>({
  ...{ queued: 0, writing: 0, rendering: 0, checking: 0, "in-review": 0, approved: 0, rejected: 0, failed: 0 },
});
const postStates = all<PostState>({
  ...{ scheduled: 0, arming: 0, uploading: 0, processing: 0, armed: 0, publishing: 0, published: 0 },
  ...{ "awaiting-creator": 0, failed: 0, unconfirmed: 0, withdrawn: 0 },
});

const brief = z.strictObject({
  ...owner,
  briefId: z.uuid(),
  name: z.string(),
  variants: z.int().describe("How many there are"),
  made: z.int().describe("How many have a video"),
  failed: z.int().describe("How many could not be made"),
});

const variant = z.strictObject({
  ...owner,
  briefId: z.uuid(),
  variantId: z.uuid(),
  personaId: z.uuid(),
  state: z.enum(variantStates),
  videoId: z.uuid().nullable().describe("The newest version's video; null while there is none"),
  version: z.int().nullable(),
  failure: z.string().nullable().describe("Why it could not be made, as a sentence"),
});

const video = z.strictObject({
  ...owner,
  briefId: z.uuid(),
  variantId: z.uuid(),
  videoId: z.uuid(),
  version: z.int(),
  sha256: z.string().describe("Of the file that was decided on"),
  decision: z.enum(["approved", "sent-back", "rejected"]).nullable().describe("The one that stands"),
  note: z.string().nullable().describe("The reviewer's, with the decision"),
});

const post = z.strictObject({
  ...owner,
  briefId: z.uuid(),
  variantId: z.uuid(),
  videoId: z.uuid(),
  postId: z.uuid(),
  connectionId: z.uuid(),
  channel: z.string(),
  state: z.enum(postStates),
  scheduledAt: z.iso.datetime(),
  publishedAt: z.iso.datetime().nullable(),
  url: z.string().nullable().describe("Where it is out"),
  failure: z.string().nullable().describe("What went wrong, as a sentence"),
});

const readings = z.strictObject({
  ...owner,
  postIds: z.array(z.uuid()).describe("Posts with a figure that changed"),
  readings: z.int().describe("How many figures changed"),
  readAt: z.iso.datetime(),
});

const test = z.strictObject({ workspaceId: z.uuid(), endpointId: z.uuid() });

/** What `data` holds, by what a message is about. */
export const payloads = { brief, variant, video, post, readings, webhook: test } as const;
export type Payloads = { [K in keyof typeof payloads]: z.output<(typeof payloads)[K]> };

/** Everything that an endpoint can hear of. `says` ends the sentence "Sent when …". Names stay: other people's code has them. */
export const catalogue = {
  "brief.launched": { about: "brief", says: "a brief was launched, first or with more variants" },
  "brief.finished": { about: "brief", says: "nothing of a brief is in the making any more; again after each remake" },
  "variant.ready": { about: "variant", says: "a variant has a finished video" },
  "variant.failed": { about: "variant", says: "a variant could not be made" },
  "video.ready": { about: "video", says: "a version of a video waits for review" },
  "video.approved": { about: "video", says: "a reviewer approved a video" },
  "video.sent_back": { about: "video", says: "a reviewer wants another version of a video" },
  "video.rejected": { about: "video", says: "a reviewer rejected a video" },
  "video.reopened": { about: "video", says: "the decision on a video was taken back" },
  "post.scheduled": { about: "post", says: "a post got its time, first or anew" },
  "post.published": { about: "post", says: "a post is out" },
  "post.unconfirmed": { about: "post", says: "it is not known whether a post is out" },
  "post.failed": { about: "post", says: "a post did not go out" },
  "post.withdrawn": { about: "post", says: "a post was taken off the calendar, or down" },
  "readings.collected": { about: "readings", says: "figures of posts changed" },
} as const satisfies Record<string, { about: Exclude<keyof Payloads, "webhook">; says: string }>;

export type EventType = keyof typeof catalogue;
export const eventTypes = Object.keys(catalogue) as EventType[];

/** What "Send a test event" sends, whatever the endpoint wants to hear of. */
export const testEvent = "webhook.test";

/** The facts of a row as a message carries them. */
export const readFacts: {
  [K in "brief" | "variant" | "video" | "post"]: (db: Db, brandId: string, id: string) => Promise<Payloads[K]>;
} = {
  brief: readBriefFacts,
  variant: readVariantFacts,
  video: readVideoFacts,
  post: async (db, brandId, id) => {
    const { scheduledAt, publishedAt, ...facts } = await readPostFacts(db, brandId, id);
    return { ...facts, scheduledAt: scheduledAt.toISOString(), publishedAt: publishedAt?.toISOString() ?? null };
  },
};
