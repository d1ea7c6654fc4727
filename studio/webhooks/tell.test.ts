import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { openKeyring } from "#config/keyring.ts";
import { asJson } from "#db/database.ts";
import { inTransaction } from "#db/transaction.ts";
import { composeSampleBoard } from "#media/sample-board.ts";
import { createWebhookSender } from "#providers/webhooks/sender.ts";
import { saveBrief } from "#studio/briefs/brief.ts";
import { launchBrief } from "#studio/briefs/launch.ts";
import { tryAgain } from "#studio/briefs/try-again.ts";
import { openPress } from "#studio/posts/press.fixture.ts";
import { giveUpOnPost, publishPostNow } from "#studio/posts/publish.ts";
import { collectReadings, readSince } from "#studio/posts/readings.ts";
import { resendPost } from "#studio/posts/resend.ts";
import { reschedulePost, schedulePost } from "#studio/posts/schedule.ts";
import { withdrawPost } from "#studio/posts/withdraw.ts";
import { approve, reject, sendBack, withdrawDecision } from "#studio/reviews/decision.ts";
import { checkVideo } from "#studio/videos/check-video.ts";
import { giveUpOnVariant } from "#studio/videos/give-up.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { castOf } from "#tests/harness/cast.ts";
import { operatorOf } from "../members/permissions.ts";
import { catalogue, type EventType, eventTypes, payloads } from "./catalogue.ts";
import { addEndpoint } from "./endpoints.ts";
import { tellEndpoints } from "./tell.ts";

let stage: Awaited<ReturnType<typeof openPress>>;
let brandId: string;
let workspaceId: string;
/** Hears of everything. */
let all: string;
let marker = new Date(0).toISOString();

beforeAll(async () => {
  stage = await openPress();
  brandId = stage.cast.brand.id;
  workspaceId = stage.cast.workspace.id;
  all = await listen();
});
beforeEach(async () => {
  marker = (await messages()).at(-1)?.id ?? "";
});
afterAll(() => stage.close());

async function listen(more: object = {}, within = workspaceId): Promise<string> {
  const keyring = await openKeyring({ secretsKey: Buffer.alloc(32, 5).toString("base64"), dataDir: "" });
  const desk = { db: stage.within(within), keyring, webhooks: createWebhookSender({}) };
  const doer = { member: operatorOf(within), by: actorOf(null, within) };
  return (await addEndpoint(desk, doer, { url: "https://hooks.example/in", events: ["*"], ...more })).id;
}

/** Messages to an endpoint, the first first. */
async function messages(endpointId = all) {
  return stage.db
    .selectFrom("webhookMessages as m")
    .innerJoin("webhookDeliveries as d", "d.messageId", "m.id")
    .where("d.endpointId", "=", endpointId)
    .select(["m.id", "m.type", "m.body", "m.brandId", "d.state"])
    .orderBy("m.createdAt")
    .orderBy("m.id")
    .execute();
}

const body = z.strictObject({ type: z.string(), timestamp: z.iso.datetime(), data: z.unknown() });

/** What was told since the test began: types, and data as its schema has it. Nothing else may be in it. */
async function told(endpointId = all): Promise<{ type: EventType; data: Record<string, unknown> }[]> {
  const found = await messages(endpointId);
  const fresh = found.slice(found.findIndex(({ id }) => id === marker) + 1);
  return fresh.map((message) => {
    const { type, data } = body.parse(JSON.parse(message.body));
    expect(type).toBe(message.type);
    const known = type as EventType;
    return { type: known, data: payloads[catalogue[known].about].parse(data) };
  });
}
const typesTold = async (endpointId?: string) => (await told(endpointId)).map(({ type }) => type);

const by = () => actorOf(stage.cast.reviewer.id, workspaceId);
const seen = new Set<EventType>();

async function toMake(state: string) {
  const made = await stage.filmed();
  await stage.db
    .updateTable("variants")
    .set({ state: state as "checking" })
    .where("id", "=", made.variant.id)
    .execute();
  return made;
}

test("a brief tells that it was launched, and that it is finished once its last variant is through", async () => {
  const { db } = stage.press;
  const briefId = await saveBrief(db, brandId, by(), {
    name: "Launch",
    goal: "Sell the morning roast",
    audience: "Home brewers",
    productId: stage.cast.product.id,
    personaIds: [stage.cast.persona.id],
    hooks: ["question", "myth"],
  });
  const { variants } = await launchBrief(db, brandId, briefId, by());
  expect(await told()).toEqual([
    {
      type: "brief.launched",
      data: { workspaceId, brandId, briefId, name: "Launch", variants: 2, made: 0, failed: 0 },
    },
  ]);
  const [one, two] = variants.map(({ id }) => id) as [string, string];
  await giveUpOnVariant(db, brandId, one, "The voice broke.");
  await giveUpOnVariant(db, brandId, one, "Again.");
  await giveUpOnVariant(db, brandId, two, "The voice broke.");
  const after = (await told()).slice(1);
  expect(after.map(({ type }) => type)).toEqual(["variant.failed", "variant.failed", "brief.finished"]);
  expect(after[0]?.data).toMatchObject({ variantId: one, state: "failed", failure: "The voice broke.", videoId: null });
  expect(after[2]?.data).toMatchObject({ briefId, variants: 2, failed: 2 });
  await tryAgain(db, brandId, by(), one);
  await giveUpOnVariant(db, brandId, one, "Once more.");
  expect((await typesTold()).slice(4)).toEqual(["variant.failed", "brief.finished"]);
  for (const type of await typesTold()) seen.add(type);
});

test("of two variants that are through at the same moment, one tells that the brief is finished", async () => {
  const briefId = await saveBrief(stage.press.db, brandId, by(), {
    name: "Race",
    goal: "Sell the morning roast",
    audience: "Home brewers",
    productId: stage.cast.product.id,
    personaIds: [stage.cast.persona.id],
    hooks: ["question", "myth", "demo"],
  });
  const { variants } = await launchBrief(stage.press.db, brandId, briefId, by());
  await Promise.all(variants.map(({ id }) => giveUpOnVariant(stage.press.db, brandId, id, "The power failed.")));
  expect((await typesTold()).filter((type) => type === "brief.finished")).toHaveLength(1);
});

test("a video tells that it waits, and every decision on it", async () => {
  const { db } = stage.press;
  const { video, variant } = await toMake("checking");
  const folder = await mkdtemp(path.join(tmpdir(), "troupe-told-"));
  const storyboard = asJson(await composeSampleBoard(folder));
  await rm(folder, { recursive: true });
  await stage.db.updateTable("videos").set({ storyboard }).where("id", "=", video.id).execute();
  await checkVideo({ db, files: stage.files }, brandId, video.id);
  await checkVideo({ db, files: stage.files }, brandId, video.id);
  await stage.db.deleteFrom("findings").where("videoId", "=", video.id).execute();
  await approve(db, brandId, by(), video.id, video.sha256);
  await withdrawDecision(db, brandId, by(), video.id);
  await reject(db, brandId, by(), video.id, video.sha256, "Not our tone");
  await withdrawDecision(db, brandId, by(), video.id);
  await sendBack(db, brandId, by(), video.id, video.sha256, "Slower");
  const said = (await told()).filter(({ type }) => type !== "brief.finished");
  expect(said.map(({ type, data }) => [type, data.decision ?? null, data.note ?? null])).toEqual([
    ["variant.ready", null, null],
    ["video.ready", null, null],
    ["video.approved", "approved", null],
    ["video.reopened", null, null],
    ["video.rejected", "rejected", "Not our tone"],
    ["video.reopened", null, null],
    ["video.sent_back", "sent-back", "Slower"],
  ]);
  expect(said[0]?.data).toMatchObject({ variantId: variant.id, videoId: video.id, version: 1, state: "in-review" });
  for (const { type } of said) seen.add(type);
});

test("a post tells of its time, its fate, and that it was taken back", async () => {
  const { press, channels } = stage;
  const { video } = await stage.approved();
  const plan = { videoId: video.id, at: null, zone: "" };
  const { postId } = await schedulePost(press.db, brandId, by(), plan, channels);
  const moved = await reschedulePost(press.db, brandId, by(), postId, { at: null, zone: "" });
  await withdrawPost(press, brandId, by(), postId);
  await withdrawPost(press, brandId, by(), postId);
  expect((await told()).map(({ type, data }) => [type, data.state])).toEqual([
    ["post.scheduled", "scheduled"],
    ["post.scheduled", "scheduled"],
    ["post.withdrawn", "withdrawn"],
  ]);
  expect((await told())[1]?.data).toMatchObject({ postId, channel: "showcase", scheduledAt: moved.scheduledAt });

  const ref = await stage.armed();
  await publishPostNow(press, ref);
  const published = (await told()).at(-1);
  expect(published).toMatchObject({ type: "post.published", data: { postId: ref.postId, failure: null } });
  expect(published?.data.url).toContain("https://troupe.test/");

  const failed = await stage.due();
  await giveUpOnPost(press.db, failed, "The network was away.");
  expect((await told()).at(-1)).toMatchObject({ type: "post.failed", data: { failure: "The network was away." } });
  await resendPost(press, brandId, by(), failed.postId);
  expect((await told()).at(-1)).toMatchObject({ type: "post.scheduled", data: { postId: failed.postId } });

  const lost = await stage.armed();
  await stage.db.updateTable("posts").set({ state: "publishing" }).where("id", "=", lost.postId).execute();
  await giveUpOnPost(press.db, lost, "Nobody knows.");
  expect((await told()).at(-1)).toMatchObject({ type: "post.unconfirmed", data: { postId: lost.postId } });

  await collectReadings(press.db, channels, brandId, readSince("all"));
  const read = (await told()).filter(({ type }) => type === "readings.collected");
  expect(read.length).toBeGreaterThan(0);
  expect(read[0]?.data.postIds).toContain(ref.postId);
  await collectReadings(press.db, channels, brandId, readSince("all"));
  expect((await told()).filter(({ type }) => type === "readings.collected")).toHaveLength(read.length);
  for (const type of await typesTold()) seen.add(type);
});

test("all that the catalogue lists was told above", () => {
  expect(eventTypes.filter((type) => !seen.has(type))).toEqual([]);
});

test("what is rolled back was never told", async () => {
  const { video } = await stage.filmed();
  const undone = inTransaction(stage.press.db, async (trx) => {
    await approve(trx, brandId, by(), video.id, video.sha256);
    throw new Error("The power failed");
  });
  await expect(undone).rejects.toThrow("The power failed");
  await expect(approve(stage.press.db, brandId, by(), video.id, "0".repeat(64))).rejects.toMatchObject({
    code: "changed",
  });
  expect(await told()).toEqual([]);
});

test("an endpoint hears of what it chose, of its brands, and of no other workspace", async () => {
  const stranger = await castOf(stage.db, "stranger");
  const [second] = await stage.db
    .insertInto("brands")
    .values({ workspaceId, slug: "second", name: "Second", zone: "Etc/UTC" })
    .returning("id")
    .execute();
  const chosen = await listen({ events: ["video.approved", "video.approved", "post.published"] });
  const narrowed = await listen({ narrowed: true, brandIds: [second?.id] });
  const own = await listen({ narrowed: true, brandIds: [brandId] });
  const foreign = await listen({}, stranger.workspace.id);
  const { video } = await stage.filmed();
  await approve(stage.press.db, brandId, by(), video.id, video.sha256);
  await withdrawDecision(stage.press.db, brandId, by(), video.id);
  const heard = async (id: string) => (await messages(id)).map(({ type }) => type);
  expect(await heard(chosen)).toEqual(["video.approved"]);
  expect(await heard(own)).toEqual(["video.approved", "video.reopened"]);
  expect(await heard(narrowed)).toEqual([]);
  expect(await heard(foreign)).toEqual([]);
  // One message for all that hear of it: they know it by the same id.
  const ids = (await messages(own)).map(({ id }) => id);
  expect((await messages(chosen)).map(({ id }) => id)).toEqual(ids.slice(0, 1));
  // Even as the owner of all tables, a row of another workspace's brand is not told of to this one's endpoints.
  await inTransaction(stage.db, (trx) => tellEndpoints(trx, stranger.brand.id, "brief.launched", stranger.brief.id));
  expect(await heard(foreign)).toEqual(["brief.launched"]);
  expect(await heard(own)).toHaveLength(2);
});
