import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db/database.ts";
import { getBrief, listBriefs } from "#db/queries/briefs.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { archiveBrief, type BriefInput, parseBrief, restoreBrief, saveBrief, updateBrief } from "./brief.ts";

let database: TestDatabase;
let db: Db;
let cast: Cast;
let stranger: Cast;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  [cast, stranger] = [await castOf(db), await castOf(db, "stranger")];
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
  saveBrief(db, cast.brand.id, actorOf(cast.reviewer.id), inputOf(wanted));
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
    lengthSeconds: 18,
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
  ["no product", { productId: "" }, "productId", "Choose a product"],
  ["a video that is too short", { lengthSeconds: 5 }, "lengthSeconds", "at least 15 seconds"],
  ["a video that is too long", { lengthSeconds: 300 }, "lengthSeconds", "at most 30 seconds"],
  ["no video at all", { maxVariants: 0 }, "maxVariants", "at least one video"],
  ["a negative budget", { budget: -1 }, "budget", "0 or more"],
  ["a 3,000-character line", { mustSay: ["x".repeat(3000)] }, "mustSay", "160 characters"],
  ["a 20,000-word paste", { goal: "word ".repeat(20_000) }, "goal", "280 characters"],
  [
    "more must-say than fits",
    { mustSay: ["a b c d e f g h i j k l m", "a b c d e f g h i j k l m n"], lengthSeconds: 15 },
    "mustSay",
    "of 15 seconds",
  ],
  ["must-say against never-say", { mustSay: ["Never cheap"], neverSay: ["cheap"] }, "mustSay", "never says"],
  ["an offer against never-say", { offer: "A cheap bag", neverSay: ["cheap"] }, "offer", "never says"],
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
    refused("productId", "not one of this brand's"),
  );
  await expect(save({ productId: randomUUID() })).rejects.toMatchObject(
    refused("productId", "not one of this brand's"),
  );
  await expect(save({ personaIds: [cast.persona.id, stranger.persona.id] })).rejects.toMatchObject(
    refused("personaIds", "not this brand's"),
  );
  const own = await castOf(db, "archive");
  await db.updateTable("personas").set({ archivedAt: new Date() }).where("id", "=", own.persona.id).execute();
  const input = { ...inputOf(), productId: own.product.id, personaIds: [own.persona.id] };
  await expect(saveBrief(db, own.brand.id, actorOf(null), input)).rejects.toMatchObject(
    refused("personaIds", "Maja is archived"),
  );
});

test("before its launch everything may change, after it only the name", async () => {
  const id = await save();
  await updateBrief(db, cast.brand.id, actorOf(null), id, inputOf({ goal: "Sell more" }));
  expect(await getBrief(db, cast.brand.id, id)).toMatchObject({ goal: "Sell more" });
  await db
    .insertInto("briefLaunches")
    .values({ brandId: cast.brand.id, briefId: id, launchedBy: null, variants: 1 })
    .execute();
  await expect(updateBrief(db, cast.brand.id, actorOf(null), id, inputOf({ goal: "Sell less" }))).rejects.toMatchObject(
    refused("goal", "only its name"),
  );
  await updateBrief(db, cast.brand.id, actorOf(null), id, inputOf({ name: "Late summer", goal: "Sell more" }));
  expect(await getBrief(db, cast.brand.id, id)).toMatchObject({ name: "Late summer", goal: "Sell more" });
});

test("an archived brief leaves the list and can come back; another brand's cannot be touched", async () => {
  const id = await save({ name: "Old" });
  const listed = async () => (await listBriefs(db, cast.brand.id, { limit: 100 })).some((brief) => brief.id === id);
  await expect(archiveBrief(db, stranger.brand.id, actorOf(null), id)).rejects.toMatchObject({ name: "NotFound" });
  await archiveBrief(db, cast.brand.id, actorOf(null), id);
  expect(await listed()).toBe(false);
  await expect(updateBrief(db, cast.brand.id, actorOf(null), id, inputOf())).rejects.toMatchObject({
    code: "brief-archived",
  });
  await restoreBrief(db, cast.brand.id, actorOf(null), id);
  expect(await listed()).toBe(true);
});
