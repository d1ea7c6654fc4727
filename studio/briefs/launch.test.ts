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
import { readBudget } from "../ledger/budget.ts";
import { archiveBrief, type BriefInput, saveBrief } from "./brief.ts";
import { chooseCells } from "./cells.ts";
import { animaticPricing, type Pricing } from "./estimate.ts";
import { estimateBrief, launchBrief } from "./launch.ts";
import type { Tags } from "./matrix.ts";
import { planBrief } from "./plan.ts";

let database: TestDatabase;
let db: Db;
let cast: Cast;
let stranger: Cast;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  [cast, stranger] = [await castOf(db), await castOf(db, "stranger")];
  await addKit(db, cast);
  // As in the studio: whoever works here sees the one workspace.
  db = database.within(cast.workspace.id);
});
afterAll(() => database.drop());

const dollarEach: Pricing = {
  ...animaticPricing,
  priceOf: (cell) => ({ ...animaticPricing.priceOf(cell), micros: 1_000_000 }),
};

async function briefOf(wanted: Partial<BriefInput> = {}): Promise<string> {
  return saveBrief(db, cast.brand.id, actorOf(cast.reviewer.id, cast.workspace.id), {
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
  const { launchId, variants } = await launchBrief(db, cast.brand.id, id, actorOf(cast.reviewer.id, cast.workspace.id));
  expect(variants.map(({ hook }) => hook).sort()).toEqual(["demo", "myth", "question"]);
  expect(variants.map(({ position, state }) => ({ position, state }))).toEqual(
    [0, 1, 2].map((position) => ({ position, state: "queued" })),
  );
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
  const results = await Promise.allSettled(
    [1, 2, 3].map(() => launchBrief(db, cast.brand.id, id, actorOf(null, cast.workspace.id))),
  );
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  await expect(launchBrief(db, cast.brand.id, id, actorOf(null, cast.workspace.id))).rejects.toMatchObject({
    code: "already-launched",
  });
  expect(await listVariants(db, cast.brand.id, id, { limit: 50 })).toHaveLength(3);
});

test("a brief that grew launches only what is new, after what it had", async () => {
  const id = await briefOf({ maxVariants: 2 });
  await launchBrief(db, cast.brand.id, id, actorOf(null, cast.workspace.id));
  await db.updateTable("briefs").set({ maxVariants: 10 }).where("id", "=", id).execute();
  const { variants } = await launchBrief(db, cast.brand.id, id, actorOf(null, cast.workspace.id));
  expect(variants.map(({ position }) => position)).toEqual([2]);
});

test("an archived brief, product or persona, and a brand without a kit, are not launched", async () => {
  const { db } = database;
  const archived = await briefOf();
  await archiveBrief(db, cast.brand.id, actorOf(null, cast.workspace.id), archived);
  await expect(launchBrief(db, cast.brand.id, archived, actorOf(null, cast.workspace.id))).rejects.toMatchObject({
    code: "brief-archived",
  });
  const other = await castOf(db, "withdrawn");
  await expect(launchBrief(db, other.brand.id, other.brief.id, actorOf(null, cast.workspace.id))).rejects.toMatchObject(
    {
      code: "no-kit",
    },
  );
  await db.updateTable("products").set({ archivedAt: new Date() }).where("id", "=", other.product.id).execute();
  await expect(launchBrief(db, other.brand.id, other.brief.id, actorOf(null, cast.workspace.id))).rejects.toMatchObject(
    {
      code: "product-archived",
      field: "productIds",
    },
  );
  await db.updateTable("personas").set({ archivedAt: new Date() }).where("id", "=", other.persona.id).execute();
  await expect(launchBrief(db, other.brand.id, other.brief.id, actorOf(null, cast.workspace.id))).rejects.toMatchObject(
    {
      code: "persona-archived",
    },
  );
  await db.deleteFrom("briefPersonas").where("briefId", "=", other.brief.id).execute();
  await expect(launchBrief(db, other.brand.id, other.brief.id, actorOf(null, cast.workspace.id))).rejects.toMatchObject(
    {
      code: "no-personas",
      message: "Choose at least one persona",
    },
  );
  expect(await listVariants(db, other.brand.id, other.brief.id, { limit: 9 })).toEqual([]);
});

test("a run past the budget is refused with its price, and what was spent already counts", async () => {
  const id = await briefOf({ budget: 2 });
  await expect(
    launchBrief(db, cast.brand.id, id, actorOf(null, cast.workspace.id), { pricing: dollarEach }),
  ).rejects.toMatchObject({
    code: "over-budget",
    field: "budget",
    message: "3 videos cost $3.00, and $2.00 of the budget is left. Raise the budget or make at most 2.",
  });
  await db.updateTable("briefs").set({ maxVariants: 2 }).where("id", "=", id).execute();
  const { variants } = await launchBrief(db, cast.brand.id, id, actorOf(null, cast.workspace.id), {
    pricing: dollarEach,
  });
  const take = { kind: "shot", provider: "test", variantId: variants[0]!.id, note: "A take" };
  await insertLedgerEntry(db, cast.brand.id, { ...take, amountMicros: 500_000 });
  await db.updateTable("variants").set({ state: "failed" }).where("id", "=", variants[0]!.id).execute();
  await db.updateTable("briefs").set({ maxVariants: 3 }).where("id", "=", id).execute();
  await expect(
    launchBrief(db, cast.brand.id, id, actorOf(null, cast.workspace.id), { pricing: dollarEach }),
  ).rejects.toMatchObject({
    message: expect.stringContaining("$0.50 of the budget is left"),
  });
  await expect(launchBrief(db, cast.brand.id, id, actorOf(null, cast.workspace.id))).resolves.toMatchObject({
    variants: [{}],
  });
});

test("of launches at the same moment that the budget pays one of, one is made", async () => {
  const hooks = ["question", "myth", "demo", "problem", "listicle", "how-to"] as const;
  const id = await briefOf({ budget: 3, hooks: [...hooks], maxVariants: 6 });
  const { planned } = await planBrief(db, cast.brand.id, await getBrief(db, cast.brand.id, id), dollarEach);
  const pairs = [planned.slice(0, 2), planned.slice(2, 4), planned.slice(4)];
  const at = (only: Tags[]) =>
    launchBrief(db, cast.brand.id, id, actorOf(null, cast.workspace.id), { pricing: dollarEach, only });
  const results = await Promise.allSettled(pairs.map(at));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const refusals = results.filter((result) => result.status === "rejected").map(({ reason }) => reason.message);
  expect(refusals).toEqual(
    Array(2).fill("2 videos cost $2.00, and $1.00 of the budget is left. Raise the budget or make at most 1."),
  );
  expect(await readBudget(db, cast.brand.id, id)).toEqual({
    ...{ limitMicros: 3_000_000, spentMicros: 0, heldMicros: 2_000_000, leftMicros: 1_000_000 },
  });
  expect(await listVariants(db, cast.brand.id, id, { limit: 9 })).toHaveLength(2);
});

test("cells taken out by hand are not made, cells put in are, and what is made stays", async () => {
  const id = await briefOf({ maxVariants: 1, lengths: [15, 30] });
  const plan = async () => planBrief(db, cast.brand.id, await getBrief(db, cast.brand.id, id));
  const [byRule] = (await plan()).planned;
  const { hook, ...same } = tagsOf(byRule!);
  const other = { ...same, hook: hook === "demo" ? "myth" : "demo", lengthSeconds: 15 };
  await chooseCells(db, cast.brand.id, actorOf(null, cast.workspace.id), id, [
    { ...same, hook, chosen: false },
    { ...other, chosen: true },
  ]);
  expect((await plan()).planned.map(tagsOf)).toEqual([other]);
  await launchBrief(db, cast.brand.id, id, actorOf(null, cast.workspace.id));
  await chooseCells(db, cast.brand.id, actorOf(null, cast.workspace.id), id, [{ ...same, hook, chosen: true }]);
  expect((await plan()).planned.map(tagsOf)).toEqual([{ ...same, hook }]);
  await expect(
    chooseCells(db, cast.brand.id, actorOf(null, cast.workspace.id), id, [{ ...other, chosen: false }]),
  ).rejects.toMatchObject({
    code: "cell-made",
  });
  await expect(
    chooseCells(db, cast.brand.id, actorOf(null, cast.workspace.id), id, [
      { ...other, hook: "listicle", chosen: true },
    ]),
  ).rejects.toMatchObject({ code: "cell-unknown" });
});

const tagsOf = ({ productId, personaId, hook, angle, locale, ratio, lengthSeconds }: Tags): Tags => ({
  ...{ productId, personaId, hook, angle, locale, ratio, lengthSeconds },
});

test("a brief whose offer ended while it waited is not launched", async () => {
  const id = await briefOf({ offer: "10% off", offerEnds: "2100-01-31" });
  await expect(
    launchBrief(db, cast.brand.id, id, actorOf(null, cast.workspace.id), { today: "2100-02-01" }),
  ).rejects.toMatchObject({
    code: "offer-over",
    field: "offerEnds",
  });
});

test("an unknown brief and another brand's are not found", async () => {
  const id = await briefOf();
  for (const [brand, brief] of [
    [stranger.brand.id, id],
    [cast.brand.id, randomUUID()],
    [cast.brand.id, "not-an-id"],
  ] as const) {
    await expect(launchBrief(db, brand, brief, actorOf(null, cast.workspace.id))).rejects.toMatchObject({
      name: "NotFound",
    });
  }
});

test("the list of briefs counts variants by state and pages by the last brief seen", async () => {
  const id = await briefOf({ name: "Counted" });
  const { variants } = await launchBrief(db, cast.brand.id, id, actorOf(null, cast.workspace.id));
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
