import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Db } from "#db/database.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import {
  countVariants,
  failVariant,
  findNextVersion,
  getVariant,
  insertVariants,
  listStuckVariants,
  listVariants,
  listVariantsInMaking,
  requeueVariant,
  setVariantStage,
} from "./variants.ts";

let database: TestDatabase;
let db: Db;
let cast: Cast;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
beforeEach(async () => {
  cast = await castOf(db);
});
afterAll(() => database.drop());

async function addVariant(position = 0): Promise<string> {
  const [row] = await insertVariants(db, cast.brand.id, [cellOf(position)]);
  return row!.id;
}

const cellOf = (position: number) => ({
  briefId: cast.brief.id,
  personaId: cast.persona.id,
  productId: cast.product.id,
  position,
  angle: `angle ${position}`,
  hook: "myth",
  locale: "en",
  ratio: "9:16",
  lengthSeconds: 20,
  cta: "Find your roast",
});

test("a cell that exists is left alone", async () => {
  await addVariant(1);
  const added = await insertVariants(db, cast.brand.id, [cellOf(1), cellOf(2)]);
  expect(added.map((variant) => variant.position)).toEqual([2]);
});

test("making moves a variant on, and open pages are told", async () => {
  const id = await addVariant();
  const client = await database.pool.connect();
  const told: string[] = [];
  client.on("notification", ({ payload }) => told.push(payload ?? ""));
  await client.query("listen troupe_live");
  expect(
    await setVariantStage(db, cast.brand.id, id, { state: "rendering", stage: "Scene 2 of 5", progress: 1.7 }),
  ).toBe(true);
  await client.query("select 1");
  client.release(true);
  expect(await getVariant(db, cast.brand.id, id)).toMatchObject({
    state: "rendering",
    stage: "Scene 2 of 5",
    progress: 1,
  });
  expect(told.map((each) => JSON.parse(each))).toEqual([{ brandId: cast.brand.id, topic: "variant", id }]);
});

test("a late message from the making changes neither a decision nor a failure", async () => {
  const { variant } = await addVideo(db, cast);
  await db.updateTable("variants").set({ state: "approved" }).where("id", "=", variant.id).execute();
  expect(await setVariantStage(db, cast.brand.id, variant.id, { state: "rendering", stage: null, progress: 0.5 })).toBe(
    false,
  );
  expect(await failVariant(db, cast.brand.id, variant.id, "The disk is full.")).toBe(false);
  expect((await getVariant(db, cast.brand.id, variant.id)).state).toBe("approved");

  const failed = await addVariant(9);
  expect(await failVariant(db, cast.brand.id, failed, "The disk is full.")).toBe(true);
  expect(await setVariantStage(db, cast.brand.id, failed, { state: "rendering", stage: null, progress: 0.5 })).toBe(
    false,
  );
  expect(await getVariant(db, cast.brand.id, failed)).toMatchObject({ state: "failed", failure: "The disk is full." });
});

test("a failed variant can be queued again, and only a failed one", async () => {
  const id = await addVariant();
  expect(await requeueVariant(db, cast.brand.id, id)).toBe(false);
  await failVariant(db, cast.brand.id, id, "The disk is full.");
  expect(await requeueVariant(db, cast.brand.id, id)).toBe(true);
  expect(await getVariant(db, cast.brand.id, id)).toMatchObject({ state: "queued", failure: null, progress: 0 });
});

test("another brand neither sees nor moves a variant", async () => {
  const id = await addVariant();
  const stranger = await castOf(db, "stranger");
  await expect(getVariant(db, stranger.brand.id, id)).rejects.toMatchObject({ name: "NotFound" });
  expect(await setVariantStage(db, stranger.brand.id, id, { state: "writing", stage: null, progress: 0 })).toBe(false);
  expect(await failVariant(db, stranger.brand.id, id, "No.")).toBe(false);
  expect(await listVariants(db, stranger.brand.id, cast.brief.id, { limit: 10 })).toEqual([]);
});

test("a brief's variants come in order, page by page, with their current video", async () => {
  const { variant, video } = await addVideo(db, cast, 0);
  const second = await addVariant(1);
  expect(await listVariants(db, cast.brand.id, cast.brief.id, { limit: 1 })).toMatchObject([
    { id: variant.id, personaName: "Maja", videoId: video.id, videoVersion: 1, title: "Slow mornings" },
  ]);
  expect(await listVariants(db, cast.brand.id, cast.brief.id, { limit: 5, after: variant.id })).toMatchObject([
    { id: second, videoId: null, title: null },
  ]);
});

test("a brief's variants are narrowed by persona, hook and state, and counted as they are listed", async () => {
  const ids = [await addVariant(0), await addVariant(1), await addVariant(2)];
  await db.updateTable("variants").set({ hook: "question", state: "failed" }).where("id", "=", ids[1]!).execute();
  await db.updateTable("variants").set({ state: "rendering", progress: 0.5 }).where("id", "=", ids[2]!).execute();
  const find = async (filter: Parameters<typeof countVariants>[3]) => {
    const rows = await listVariants(db, cast.brand.id, cast.brief.id, { limit: 10 }, filter);
    expect(await countVariants(db, cast.brand.id, cast.brief.id, filter)).toBe(rows.length);
    return rows.map(({ id }) => ids.indexOf(id));
  };
  expect(await find({})).toEqual([0, 1, 2]);
  expect(await find({ hook: "question" })).toEqual([1]);
  expect(await find({ state: "making" })).toEqual([0, 2]);
  expect(await find({ state: "failed", hook: "myth" })).toEqual([]);
  expect(await find({ personaId: cast.persona.id })).toEqual([0, 1, 2]);
  expect(await find({ personaId: "nobody" })).toEqual([]);
  expect(await listVariantsInMaking(db, cast.brand.id, cast.brief.id)).toMatchObject([
    { lengthSeconds: 20, progress: 0 },
    { lengthSeconds: 20, progress: 0.5 },
  ]);
});

test("the next version follows the last video", async () => {
  const { variant } = await addVideo(db, cast, 0);
  expect(await findNextVersion(db, cast.brand.id, variant.id)).toBe(2);
  expect(await findNextVersion(db, cast.brand.id, await addVariant(1))).toBe(1);
});

test("the sweep finds what nobody has touched, and not what is being made or decided", async () => {
  const [stuck, busy] = [await addVariant(1), await addVariant(2)];
  await addVideo(db, cast, 3);
  const anHourAgo = new Date(Date.now() - 3_600_000);
  await db.updateTable("variants").set({ updatedAt: anHourAgo }).where("brandId", "=", cast.brand.id).execute();
  await setVariantStage(db, cast.brand.id, busy, { state: "rendering", stage: null, progress: 0.4 });
  const found = (await listStuckVariants(db, new Date(Date.now() - 60_000))).filter(
    (row) => row.brandId === cast.brand.id,
  );
  expect(found).toMatchObject([{ id: stuck, workspaceId: cast.workspace.id, version: 1, note: null }]);
});
