import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asJson, type Db } from "#db/database.ts";
import { getBrief, listBriefs } from "#db/queries/briefs.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import {
  archiveBrief,
  type BriefInput,
  BriefRefused,
  parseBrief,
  restoreBrief,
  saveBrief,
  updateBrief,
} from "./brief.ts";
import { animaticPricing } from "./estimate.ts";

let database: TestDatabase;
let db: Db;
let cast: Cast;
let stranger: Cast;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  [cast, stranger] = [await castOf(db), await castOf(db, "stranger")];
  // As in the studio: whoever works here sees the one workspace.
  db = database.within(cast.workspace.id);
});
afterAll(() => database.drop());

const inputOf = (wanted: Partial<BriefInput> = {}): BriefInput => ({
  name: "Summer",
  goal: "Sell the morning roast",
  audience: "Home brewers",
  productId: cast.product.id,
  personaIds: [cast.persona.id],
  hooks: ["question", "myth"],
  ...wanted,
});
const save = (wanted: Partial<BriefInput> = {}) =>
  saveBrief(db, cast.brand.id, actorOf(cast.reviewer.id, cast.workspace.id), inputOf(wanted));
const refused = (field: string, sentence: string) => ({
  name: "Refused",
  field,
  message: expect.stringContaining(sentence),
});

test("a brief comes back as it was given, tidied", async () => {
  const id = await save({
    name: "  Summer  ",
    offer: "",
    proofPoints: ["  Roasted   on Tuesday ", "", "Roasted on Tuesday"],
    budget: "12.50",
    lengthSeconds: "18",
  });
  expect(await getBrief(db, cast.brand.id, id)).toMatchObject({
    name: "Summer",
    offer: null,
    proofPoints: ["Roasted on Tuesday"],
    budgetCents: 1250,
    lengths: [18],
    personas: [{ id: cast.persona.id, name: "Maja" }],
    channels: ["showcase"],
    launches: [],
  });
});

test.each<[string, Partial<BriefInput>, string, string]>([
  ["no personas", { personaIds: [] }, "personaIds", "Choose at least one persona"],
  ["no hooks", { hooks: [] }, "hooks", "Choose at least one hook"],
  ["no name", { name: "   " }, "name", "Give the brief a name"],
  ["a name of emoji", { name: "🎉🎉" }, "name", "Give the brief a name"],
  ["no product", { productId: "" }, "productIds", "Choose a product"],
  ["a video that is too short", { lengthSeconds: 5 }, "lengths", "at least 6 seconds"],
  ["a video that is too long", { lengths: [15, 300] }, "lengths", "at most 60 seconds"],
  ["no video at all", { maxVariants: 0 }, "maxVariants", "at least one video"],
  ["a negative budget", { budget: -1 }, "budget", "0 or more"],
  ["a 3,000-character line", { mustSay: ["x".repeat(3000)] }, "mustSay", "160 characters"],
  ["a 20,000-word paste", { goal: "word ".repeat(20_000) }, "goal", "280 characters"],
  [
    "more must-say than fits",
    { mustSay: ["Red ".repeat(13), "Blue ".repeat(14)], lengthSeconds: 15 },
    "mustSay",
    "of 15 seconds",
  ],
  ["must-say against never-say", { mustSay: ["Never cheap"], neverSay: ["cheap"] }, "mustSay", "never says"],
  ["an offer against never-say", { offer: "A cheap bag", neverSay: ["cheap"] }, "offer", "never says"],
  ["a must-say of emoji", { mustSay: ["🎉🎉"] }, "mustSay", "in words"],
  ["an angle of emoji", { angles: ["🔥"] }, "angles", "in words"],
  ["an angle against never-say", { angles: ["cheap thrills"], neverSay: ["cheap"] }, "angles", "never says"],
  [
    "evidence that is no link",
    { evidence: { x: "javascript:alert(1)" }, proofPoints: ["x"] },
    "evidence",
    "link in full",
  ],
  ["a day that is none", { offer: "10%  off", offerEnds: "2100-02-31" }, "offerEnds", "like 2026-11-30"],
  [
    "an offer that ends before it starts",
    { offer: "A", offerStarts: "2100-02-02", offerEnds: "2100-02-01" },
    "offerEnds",
    "before it starts",
  ],
  ["days of an offer without one", { offerEnds: "2100-02-01" }, "offer", "Say what the offer is"],
  [
    "days of going out that cross",
    { publishFrom: "2100-02-02", publishUntil: "2100-02-01" },
    "publishUntil",
    "before the first",
  ],
  [
    "an offer that ends before anything goes out",
    { offer: "A", offerEnds: "2100-02-01", publishFrom: "2100-02-02" },
    "offerEnds",
    "before the first video",
  ],
  ["a format that is not made", { ratios: ["3:4"] as never }, "ratios", "Choose from: 9:16"],
  ["a language that nobody writes", { locales: ["en", "de"] }, "locales", "writes English only, not German"],
  ["a language that is none", { locales: ["german"] }, "locales", "“german” is no language"],
  ["a claimed experience", { mustSay: ["I drink it every day"] }, "mustSay", "claims an experience"],
])("%s is refused with a sentence at its field", async (_, wanted, field, sentence) => {
  const before = await listBriefs(db, cast.brand.id, { limit: 100 });
  await expect(save(wanted)).rejects.toMatchObject(refused(field, sentence));
  expect(await listBriefs(db, cast.brand.id, { limit: 100 })).toEqual(before);
});

test("something that is no brief at all is refused, not crashed on", () => {
  for (const input of [null, "brief", 7, [], { hooks: "question" }]) expect(() => parseBrief(input)).toThrowError(/./);
});

test("right-to-left and other scripts are words too", async () => {
  const id = await save({ name: "קיץ", goal: "بيع القهوة" });
  expect(await getBrief(db, cast.brand.id, id)).toMatchObject({ name: "קיץ", goal: "بيع القهوة" });
});

test("another brand's product or persona, an unknown one and an archived one are refused", async () => {
  await expect(save({ productId: stranger.product.id })).rejects.toMatchObject(
    refused("productIds", "not one of this brand's"),
  );
  await expect(save({ productId: randomUUID() })).rejects.toMatchObject(
    refused("productIds", "not one of this brand's"),
  );
  await expect(save({ personaIds: [cast.persona.id, stranger.persona.id] })).rejects.toMatchObject(
    refused("personaIds", "not this brand's"),
  );
  const { db } = database;
  const own = await castOf(db, "archive");
  await db.updateTable("personas").set({ archivedAt: new Date() }).where("id", "=", own.persona.id).execute();
  const input = { ...inputOf(), productId: own.product.id, personaIds: [own.persona.id] };
  await expect(saveBrief(db, own.brand.id, actorOf(null, cast.workspace.id), input)).rejects.toMatchObject(
    refused("personaIds", "Maja is archived"),
  );
});

test("before its launch everything may change, after it a brief may only grow and be renamed", async () => {
  const id = await save();
  const update = (wanted: Partial<BriefInput>) =>
    updateBrief(db, cast.brand.id, actorOf(null, cast.workspace.id), id, inputOf(wanted));
  await update({ goal: "Sell more" });
  expect(await getBrief(db, cast.brand.id, id)).toMatchObject({ goal: "Sell more" });
  await db
    .insertInto("briefLaunches")
    .values({ brandId: cast.brand.id, briefId: id, launchedBy: null, variants: 1 })
    .execute();
  await expect(update({ goal: "Sell less" })).rejects.toMatchObject(refused("goal", "Duplicate it"));
  await expect(update({ goal: "Sell more", hooks: ["question"] })).rejects.toMatchObject(refused("hooks", "grow"));
  await expect(update({ goal: "Sell more", lengths: [30] })).rejects.toMatchObject(refused("lengths", "grow"));
  const grown = { goal: "Sell more", hooks: ["question", "myth", "demo"], lengths: [20, 30], maxVariants: 24 } as const;
  await update({ ...grown, name: "Late summer", hooks: [...grown.hooks], lengths: [...grown.lengths] });
  expect(await getBrief(db, cast.brand.id, id)).toMatchObject({ name: "Late summer", ...grown });
});

test("a brief of several products, lengths and proof points with links comes back whole", async () => {
  const second = await db
    .insertInto("products")
    .values({ ...asSecond(), brandId: cast.brand.id })
    .returning("id")
    .executeTakeFirstOrThrow();
  const { productId: _, ...input } = inputOf();
  const id = await saveBrief(db, cast.brand.id, actorOf(null, cast.workspace.id), {
    ...input,
    productIds: [second.id, cast.product.id, second.id],
    lengths: ["30", 6, 30],
    offer: { text: "10% off", starts: "2100-01-01", ends: "2100-01-31" },
    proofPoints: ["Roasted on Tuesday https://nordlys.example/roasts", { text: "Picked by hand", evidence: "" }],
    publishFrom: "2100-01-05",
    publishUntil: "",
  });
  const brief = await getBrief(db, cast.brand.id, id);
  expect(brief.products.map(({ id }) => id)).toEqual([second.id, cast.product.id]);
  expect(brief).toMatchObject({
    ...{ lengths: [6, 30], offer: "10% off", offerStarts: "2100-01-01", offerEnds: "2100-01-31" },
    proofPoints: ["Roasted on Tuesday", "Picked by hand"],
    evidence: { "Roasted on Tuesday": "https://nordlys.example/roasts" },
    ...{ publishFrom: "2100-01-05", publishUntil: null },
  });
});

const asSecond = () => ({
  ...{ handle: `evening-${randomUUID()}`, title: "Evening roast", description: "", source: "typed" },
  ...{ benefits: asJson([]), facts: asJson([]), priceCents: null, currency: null, url: null },
});

test("everything that is wrong is told at once, each at its field", async () => {
  const wrong = inputOf({ name: "🎉", goal: "", hooks: [], mustSay: ["I drink it every day"], maxVariants: 0 });
  const error = await saveBrief(db, cast.brand.id, actorOf(null, cast.workspace.id), wrong).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(BriefRefused);
  expect(Object.keys(error.fields)).toEqual(expect.arrayContaining(["name", "goal", "hooks", "maxVariants"]));
});

test("an offer that is over in the brand's own zone is refused, and one that ends today is not", async () => {
  const over = (offerEnds: string, today: string) =>
    saveBrief(db, cast.brand.id, actorOf(null, cast.workspace.id), inputOf({ offer: "10% off", offerEnds }), { today });
  await expect(over("2026-11-30", "2026-12-01")).rejects.toMatchObject(refused("offerEnds", "ended on 2026-11-30"));
  await expect(over("2026-11-30", "2026-11-30")).resolves.toMatch(/-/);
  await expect(save({ offer: "10% off", offerEnds: "2020-01-01" })).rejects.toMatchObject(
    refused("offerEnds", "ended"),
  );
});

test("a budget that pays for no video is refused with the cheapest one's price", async () => {
  const pricing = { ...animaticPricing, priceOf: () => ({ micros: 1_200_000, seconds: 9 }) };
  const saving = (budget: number) =>
    saveBrief(db, cast.brand.id, actorOf(null, cast.workspace.id), inputOf({ budget }), { pricing });
  await expect(saving(1)).rejects.toMatchObject(refused("budget", "costs $1.20, more than the budget of $1.00"));
  await expect(saving(1.2)).resolves.toMatch(/-/);
});

test("a persona who never talks about such things is named, with the taboo", async () => {
  const { db } = database;
  const own = await castOf(db, "taboo");
  const bible = { audience: "Anyone", look: {}, speechStyle: "dry", opinions: [], taboos: ["Counting calories"] };
  await db
    .updateTable("personas")
    .set({ bible: asJson(bible) })
    .where("id", "=", own.persona.id)
    .execute();
  const input = { ...inputOf(), productId: own.product.id, personaIds: [own.persona.id] };
  const about = (more: Partial<BriefInput>) =>
    saveBrief(db, own.brand.id, actorOf(null, cast.workspace.id), { ...input, ...more });
  await expect(about({})).resolves.toMatch(/-/);
  await expect(about({ angles: ["Count every calorie"] })).rejects.toMatchObject(
    refused("personaIds", "Maja never talks about “Counting calories”"),
  );
  await db
    .updateTable("products")
    .set({ description: "Roasted in barrels that held whiskies." })
    .where("id", "=", own.product.id)
    .execute();
  await db
    .updateTable("personas")
    .set({ bible: asJson({ ...bible, taboos: ["Alcohol"] }) })
    .where("id", "=", own.persona.id)
    .execute();
  await expect(about({})).rejects.toMatchObject(
    refused("personaIds", "Maja never talks about “Alcohol”. Morning roast is about it: leave Maja out"),
  );
});

test("an archived brief leaves the list and can come back; another brand's cannot be touched", async () => {
  const id = await save({ name: "Old" });
  const listed = async () => (await listBriefs(db, cast.brand.id, { limit: 100 })).some((brief) => brief.id === id);
  await expect(archiveBrief(db, stranger.brand.id, actorOf(null, cast.workspace.id), id)).rejects.toMatchObject({
    name: "NotFound",
  });
  await archiveBrief(db, cast.brand.id, actorOf(null, cast.workspace.id), id);
  expect(await listed()).toBe(false);
  await expect(updateBrief(db, cast.brand.id, actorOf(null, cast.workspace.id), id, inputOf())).rejects.toMatchObject({
    code: "brief-archived",
  });
  await restoreBrief(db, cast.brand.id, actorOf(null, cast.workspace.id), id);
  expect(await listed()).toBe(true);
});
