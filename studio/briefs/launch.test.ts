import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db/database.ts";
import { getBrief, listBriefs } from "#db/queries/briefs.ts";
import { insertLedgerEntry } from "#db/queries/ledger.ts";
import { listQueuedVariants, listVariants, setVariantStage } from "#db/queries/variants.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { addKit } from "#tests/harness/kit.ts";
import { archiveBrief, type BriefInput, saveBrief } from "./brief.ts";
import { animaticPrices } from "./estimate.ts";
import { estimateBrief, launchBrief } from "./launch.ts";

let database: TestDatabase;
let db: Db;
let cast: Cast;
let stranger: Cast;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  [cast, stranger] = [await castOf(db), await castOf(db, "stranger")];
  await addKit(db, cast);
});
afterAll(() => database.drop());

const dollarEach = { ...animaticPrices, microsPerVideo: 1_000_000 };

async function briefOf(wanted: Partial<BriefInput> = {}): Promise<string> {
  return saveBrief(db, cast.brand.id, actorOf(cast.reviewer.id), {
    name: "Launch",
    goal: "Sell the morning roast",
    audience: "Home brewers",
    productId: cast.product.id,
    personaIds: [cast.persona.id],
    hooks: ["question", "myth", "demo"],
    ...wanted,
  });
}

test("a launch makes the matrix, with the kit's call to action on each cell", async () => {
  const id = await briefOf({ lengthSeconds: 25 });
  expect(await estimateBrief(db, cast.brand.id, id)).toMatchObject({ variants: 3, costMicros: 0 });
  const { launchId, variants } = await launchBrief(db, cast.brand.id, id, actorOf(cast.reviewer.id));
  expect(variants.map(({ hook, position, state }) => ({ hook, position, state }))).toEqual([
    { hook: "question", position: 0, state: "queued" },
    { hook: "myth", position: 1, state: "queued" },
    { hook: "demo", position: 2, state: "queued" },
  ]);
  expect(variants[0]).toMatchObject({
    cta: "Find your roast",
    lengthSeconds: 25,
    personaId: cast.persona.id,
    progress: 0,
  });
  const brief = await getBrief(db, cast.brand.id, id);
  expect(brief.launches).toMatchObject([{ id: launchId, launcher: "Rune", variants: 3 }]);
  expect(await listQueuedVariants(db, cast.brand.id, id)).toEqual(variants.map(({ id }) => ({ id, version: 1 })));
  expect((await estimateBrief(db, cast.brand.id, id)).variants).toBe(0);
});

test("launching again makes nothing twice, not even at the same moment", async () => {
  const id = await briefOf();
  const results = await Promise.allSettled([1, 2, 3].map(() => launchBrief(db, cast.brand.id, id, actorOf(null))));
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  await expect(launchBrief(db, cast.brand.id, id, actorOf(null))).rejects.toMatchObject({ code: "already-launched" });
  expect(await listVariants(db, cast.brand.id, id, { limit: 50 })).toHaveLength(3);
});

test("a brief that grew launches only what is new, after what it had", async () => {
  const id = await briefOf({ maxVariants: 2 });
  await launchBrief(db, cast.brand.id, id, actorOf(null));
  await db.updateTable("briefs").set({ maxVariants: 10 }).where("id", "=", id).execute();
  const { variants } = await launchBrief(db, cast.brand.id, id, actorOf(null));
  expect(variants.map(({ hook, position }) => [hook, position])).toEqual([["demo", 2]]);
});

test("an archived brief, product or persona, and a brand without a kit, are not launched", async () => {
  const archived = await briefOf();
  await archiveBrief(db, cast.brand.id, actorOf(null), archived);
  await expect(launchBrief(db, cast.brand.id, archived, actorOf(null))).rejects.toMatchObject({
    code: "brief-archived",
  });
  const other = await castOf(db, "withdrawn");
  await expect(launchBrief(db, other.brand.id, other.brief.id, actorOf(null))).rejects.toMatchObject({
    code: "no-kit",
  });
  await db.updateTable("products").set({ archivedAt: new Date() }).where("id", "=", other.product.id).execute();
  await expect(launchBrief(db, other.brand.id, other.brief.id, actorOf(null))).rejects.toMatchObject({
    code: "product-archived",
    field: "productId",
  });
  await db.updateTable("personas").set({ archivedAt: new Date() }).where("id", "=", other.persona.id).execute();
  await expect(launchBrief(db, other.brand.id, other.brief.id, actorOf(null))).rejects.toMatchObject({
    code: "persona-archived",
  });
  await db.deleteFrom("briefPersonas").where("briefId", "=", other.brief.id).execute();
  await expect(launchBrief(db, other.brand.id, other.brief.id, actorOf(null))).rejects.toMatchObject({
    code: "no-personas",
    message: "Choose at least one persona",
  });
  expect(await listVariants(db, other.brand.id, other.brief.id, { limit: 9 })).toEqual([]);
});

test("a run past the budget is refused with its price, and what was spent already counts", async () => {
  const id = await briefOf({ budget: 2 });
  await expect(launchBrief(db, cast.brand.id, id, actorOf(null), dollarEach)).rejects.toMatchObject({
    code: "over-budget",
    field: "budget",
    message: "3 videos cost $3.00, and $2.00 of the budget is left. Raise the budget or make at most 2.",
  });
  await db.updateTable("briefs").set({ maxVariants: 2 }).where("id", "=", id).execute();
  const { variants } = await launchBrief(db, cast.brand.id, id, actorOf(null), dollarEach);
  await insertLedgerEntry(db, cast.brand.id, {
    kind: "shot",
    provider: "test",
    variantId: variants[0]!.id,
    amountMicros: 1_500_000,
    note: "A take",
  });
  await db.updateTable("briefs").set({ maxVariants: 3 }).where("id", "=", id).execute();
  await expect(launchBrief(db, cast.brand.id, id, actorOf(null), dollarEach)).rejects.toMatchObject({
    message: expect.stringContaining("$0.50 of the budget is left"),
  });
  await expect(launchBrief(db, cast.brand.id, id, actorOf(null))).resolves.toMatchObject({
    variants: [{ hook: "demo" }],
  });
});

test("an unknown brief and another brand's are not found", async () => {
  const id = await briefOf();
  for (const [brand, brief] of [
    [stranger.brand.id, id],
    [cast.brand.id, randomUUID()],
    [cast.brand.id, "not-an-id"],
  ] as const) {
    await expect(launchBrief(db, brand, brief, actorOf(null))).rejects.toMatchObject({ name: "NotFound" });
  }
});

test("the list of briefs counts variants by state and pages by the last brief seen", async () => {
  const id = await briefOf({ name: "Counted" });
  const { variants } = await launchBrief(db, cast.brand.id, id, actorOf(null));
  await setVariantStage(db, cast.brand.id, variants[0]!.id, { state: "writing", stage: "Writing", progress: 0.1 });
  const [first] = await listBriefs(db, cast.brand.id, { limit: 1 });
  expect(first).toMatchObject({
    id,
    name: "Counted",
    productTitle: "Morning roast",
    personas: 1,
    variants: { queued: 2, writing: 1 },
  });
  expect(first!.launchedAt).toBeInstanceOf(Date);
  const [second] = await listBriefs(db, cast.brand.id, { limit: 1, after: id });
  expect(second!.id < id).toBe(true);
});
