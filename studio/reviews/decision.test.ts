import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NotFound } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { asJson } from "#db/database.ts";
import { insertFindings } from "#db/queries/findings.ts";
import { insertLedgerEntry } from "#db/queries/ledger.ts";
import { countQueue } from "#db/queries/review-queue.ts";
import { listDecisions } from "#db/queries/reviews.ts";
import { failVariant } from "#db/queries/variants.ts";
import { insertVideo } from "#db/queries/videos.ts";
import { inTransaction } from "#db/transaction.ts";
import { animaticPricing, type Pricing } from "#studio/briefs/estimate.ts";
import { readBudget } from "#studio/ledger/budget.ts";
import { holdVersion } from "#studio/ledger/hold.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { approve, reject, sendBack, withdrawDecision } from "./decision.ts";

let database: TestDatabase;
let everywhere: Db;
let cast: Cast;
let position = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  cast = await castOf(database.db);
  // As in the studio: whoever works here sees the one workspace.
  everywhere = database.db;
  database = { ...database, db: database.within(cast.workspace.id) };
});
afterAll(() => database.drop());

const waitingVideo = () => addVideo(database.db, cast, position++);
const args = () => [database.db, cast.brand.id, actorOf(cast.reviewer.id, cast.workspace.id)] as const;
const stateOf = async (variantId: string) =>
  (await everywhere.selectFrom("variants").where("id", "=", variantId).select("state").executeTakeFirstOrThrow()).state;
const standing = async (variantId: string) =>
  (await listDecisions(database.db, cast.brand.id, variantId)).filter((decision) => !decision.withdrawnAt);

test("an approval says who, when and which bytes, and the variant is approved", async () => {
  const { variant, video } = await waitingVideo();
  expect(await approve(...args(), video.id, video.sha256)).toEqual({ variantId: variant.id, version: 1 });
  const [decision] = await standing(variant.id);
  expect(decision).toMatchObject({ decision: "approved", sha256: video.sha256, decider: "Rune" });
  expect(decision?.decidedAt).toBeInstanceOf(Date);
  expect(await stateOf(variant.id)).toBe("approved");
});

test("a decision made on other bytes than the video has is refused and nothing is written", async () => {
  const { variant, video } = await waitingVideo();
  for (const decide of [
    () => approve(...args(), video.id, "0".repeat(64)),
    () => sendBack(...args(), video.id, "0".repeat(64), "Slower"),
    () => reject(...args(), video.id, "0".repeat(64)),
  ]) {
    await expect(decide()).rejects.toMatchObject({ code: "changed" });
  }
  expect(await standing(variant.id)).toEqual([]);
  expect(await stateOf(variant.id)).toBe("in-review");
});

test("a finding that blocks refuses the approval by name, one that warns does not", async () => {
  const { variant, video } = await waitingVideo();
  const at = { variantId: variant.id, videoId: video.id, gate: "claims" };
  await insertFindings(database.db, cast.brand.id, [{ ...at, severity: "warn", message: "The hook is long" }]);
  await insertFindings(database.db, cast.brand.id, [{ ...at, severity: "block", message: "It promises a cure" }]);
  await expect(approve(...args(), video.id, video.sha256)).rejects.toThrow(/It promises a cure/);
  const fine = await waitingVideo();
  await insertFindings(database.db, cast.brand.id, [
    { variantId: fine.variant.id, videoId: fine.video.id, gate: "pace", severity: "warn", message: "The hook is long" },
  ]);
  await approve(...args(), fine.video.id, fine.video.sha256);
});

test("a version that a newer one replaced cannot be decided on", async () => {
  const { variant, video } = await waitingVideo();
  const next = await nextVersion(variant.id, video.scriptId);
  await expect(approve(...args(), video.id, video.sha256)).rejects.toMatchObject({ code: "superseded" });
  await approve(...args(), next.id, next.sha256);
});

test("sending back needs a note of at most 1,000 characters and names the next version", async () => {
  const { variant, video } = await waitingVideo();
  await expect(sendBack(...args(), video.id, video.sha256, " \n ")).rejects.toMatchObject({
    code: "note-missing",
    field: "note",
  });
  await expect(sendBack(...args(), video.id, video.sha256, "x".repeat(1001))).rejects.toMatchObject({
    code: "note-too-long",
  });
  expect(await stateOf(variant.id)).toBe("in-review");
  const note = "x".repeat(1000);
  expect(await sendBack(...args(), video.id, video.sha256, ` ${note} `)).toEqual({
    variantId: variant.id,
    version: 2,
    note,
  });
  expect(await stateOf(variant.id)).toBe("queued");
  expect(await standing(variant.id)).toMatchObject([{ decision: "sent-back", note }]);
});

test("a rejection needs no note", async () => {
  const { variant, video } = await waitingVideo();
  await reject(...args(), video.id, video.sha256);
  expect(await standing(variant.id)).toMatchObject([{ decision: "rejected", note: null }]);
  expect(await stateOf(variant.id)).toBe("rejected");
});

test("of two reviewers at the same moment one decides and the other is told who did", async () => {
  const { variant, video } = await waitingVideo();
  const outcomes = await Promise.allSettled([
    approve(...args(), video.id, video.sha256),
    reject(...args(), video.id, video.sha256),
    approve(...args(), video.id, video.sha256),
  ]);
  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(refused).toHaveLength(2);
  for (const { reason } of refused) expect(reason.message).toMatch(/^Rune has already (approved|rejected) this video/);
  expect(await standing(variant.id)).toHaveLength(1);
});

test("another brand's video and an id that is none are not found", async () => {
  const other = await castOf(everywhere, "other");
  const theirs = await addVideo(everywhere, other);
  for (const id of [theirs.video.id, randomUUID(), "nonsense"]) {
    await expect(approve(...args(), id, theirs.video.sha256)).rejects.toBeInstanceOf(NotFound);
    await expect(withdrawDecision(...args(), id)).rejects.toBeInstanceOf(NotFound);
  }
  expect(await stateOf(theirs.variant.id)).toBe("in-review");
});

test("undo puts the video back into the queue, keeps the record, and leaves room for another decision", async () => {
  const { variant, video } = await waitingVideo();
  const before = await countQueue(database.db, cast.brand.id);
  await approve(...args(), video.id, video.sha256);
  expect(await countQueue(database.db, cast.brand.id)).toBe(before - 1);
  await withdrawDecision(...args(), video.id);
  expect(await countQueue(database.db, cast.brand.id)).toBe(before);
  await expect(withdrawDecision(...args(), video.id)).rejects.toMatchObject({ code: "nothing-to-undo" });
  await reject(...args(), video.id, video.sha256);
  const record = await listDecisions(database.db, cast.brand.id, variant.id);
  expect(record.map((decision) => [decision.decision, decision.withdrawnBy])).toEqual([
    ["rejected", null],
    ["approved", cast.reviewer.id],
  ]);
});

test("an approval whose post lives cannot be taken back, one whose post was withdrawn can", async () => {
  const { variant, video } = await waitingVideo();
  await approve(...args(), video.id, video.sha256);
  const post = await database.db
    .insertInto("posts")
    .values({
      brandId: cast.brand.id,
      videoId: video.id,
      variantId: variant.id,
      connectionId: cast.connection.id,
      scheduledAt: new Date(Date.now() + 3_600_000),
      zone: "Europe/Oslo",
      caption: "Slow mornings",
      disclosure: asJson({}),
      sha256: video.sha256,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  const movePost = (state: "published" | "withdrawn") =>
    database.db.updateTable("posts").set({ state }).where("id", "=", post.id).execute();
  await expect(withdrawDecision(...args(), video.id)).rejects.toMatchObject({ code: "has-post" });
  await movePost("published");
  await expect(withdrawDecision(...args(), video.id)).rejects.toMatchObject({ code: "published" });
  await movePost("withdrawn");
  await withdrawDecision(...args(), video.id);
  expect(await stateOf(variant.id)).toBe("in-review");
});

test("a video that was sent back can be taken up again only until the next version is being made", async () => {
  const { variant, video } = await waitingVideo();
  await sendBack(...args(), video.id, video.sha256, "Slower");
  await withdrawDecision(...args(), video.id);
  await sendBack(...args(), video.id, video.sha256, "Slower");
  await database.db.updateTable("variants").set({ state: "writing" }).where("id", "=", variant.id).execute();
  await expect(withdrawDecision(...args(), video.id)).rejects.toMatchObject({ code: "in-the-making" });
});

test("a decision takes part in its caller's transaction", async () => {
  const { variant, video } = await waitingVideo();
  const [db, ...who] = args();
  const failing = db.transaction().execute(async (trx) => {
    await approve(trx, ...who, video.id, video.sha256);
    throw new Error("scheduling failed");
  });
  await expect(failing).rejects.toThrow("scheduling failed");
  expect(await stateOf(variant.id)).toBe("in-review");
  expect(await standing(variant.id)).toEqual([]);
});

function nextVersion(variantId: string, scriptId: string) {
  const files = { file: "b.mp4", poster: "b.jpg", captions: "b.vtt" };
  const shape = { bytes: 1, seconds: 20, width: 1080, height: 1920, label: "AI-generated", storyboard: asJson({}) };
  const made = { tier: "final", provider: "animatic", sha256: randomUUID().replaceAll("-", "").repeat(2) };
  return database.db
    .transaction()
    .execute((trx) =>
      insertVideo(trx, cast.brand.id, { variantId, scriptId, version: 2, ...files, ...shape, ...made }),
    );
}

test("sending back holds what the next version costs; what the budget does not pay for is not sent back", async () => {
  const { variant, video } = await waitingVideo();
  const pricing: Pricing = { ...animaticPricing, priceOf: () => ({ micros: 2_000_000, seconds: 9 }) };
  const back = () => sendBack(...args(), video.id, video.sha256, "Slower", pricing);
  const take = { kind: "shot", provider: "test", variantId: variant.id, note: "A take" };
  await insertLedgerEntry(database.db, cast.brand.id, { ...take, amountMicros: 1_500_000 });
  const budget = async (cents: number | null) =>
    database.db.updateTable("briefs").set({ budgetCents: cents }).where("id", "=", cast.brief.id).execute();
  const { heldMicros: before } = await readBudget(database.db, cast.brand.id, cast.brief.id);
  await budget(349);
  await expect(back()).rejects.toMatchObject({
    code: "over-budget",
    message: expect.stringMatching(/1 video costs \$2\.00, and \$1\.99 of the budget is left/),
  });
  expect(await stateOf(variant.id)).toBe("in-review");
  expect(await standing(variant.id)).toEqual([]);
  await budget(350);
  await back();
  expect(await readBudget(database.db, cast.brand.id, cast.brief.id)).toMatchObject({
    ...{ spentMicros: 1_500_000, heldMicros: before + 2_000_000, leftMicros: 0 },
  });
  // Known better while it is made: its own hold makes room for the new one. Failed, it holds nothing.
  const within = database.db;
  await inTransaction(within, (trx) => holdVersion(trx, cast.brand.id, variant.id, 1_900_000));
  expect((await readBudget(within, cast.brand.id, cast.brief.id)).leftMicros).toBe(100_000);
  await expect(
    inTransaction(within, (trx) => holdVersion(trx, cast.brand.id, variant.id, 2_000_001)),
  ).rejects.toMatchObject({ code: "over-budget" });
  await failVariant(within, cast.brand.id, variant.id, "The model failed.");
  expect((await readBudget(within, cast.brand.id, cast.brief.id)).heldMicros).toBe(before);
  await budget(null);
});
