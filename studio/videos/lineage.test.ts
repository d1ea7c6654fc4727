import { afterAll, beforeAll, expect, test } from "vitest";
import { asJson } from "#db/database.ts";
import { insertVideoTakes } from "#db/queries/takes.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { traceVideo } from "./lineage.ts";

let database: TestDatabase;
let cast: Cast;
beforeAll(async () => {
  database = await createTestDatabase();
  cast = await castOf(database.db);
});
afterAll(() => database.drop());

test("every second has its shot, its line and the terms of its picture, and the end card says nothing", async () => {
  const { db } = database;
  const { video } = await addVideo(db, cast);
  const shots = [{ portrait: { style: "avataaars" } }, {}, {}];
  await db
    .updateTable("videos")
    .set({ storyboard: asJson({ shots }) })
    .where("id", "=", video.id)
    .execute();
  const take = { provider: "animatic", seconds: 3, reused: false };
  await db.transaction().execute((trx) =>
    insertVideoTakes(trx, cast.brand.id, video.id, [
      { ...take, shotHash: "one", shotType: "talking-head", startsAt: 0 },
      { ...take, shotHash: "two", shotType: "product", startsAt: 3, reused: true },
      { ...take, shotHash: "three", shotType: "end-card", startsAt: 6 },
    ]),
  );
  const lineage = await traceVideo(db, cast.brand.id, video.id);
  expect(lineage.map(({ from, until }) => [from, until])).toEqual([
    [0, 3],
    [3, 6],
    [6, 20],
  ]);
  expect(lineage.map(({ line }) => line)).toEqual([
    "Is your coffee in a hurry?",
    "Have a look at the morning roast.",
    null,
  ]);
  expect(lineage.map(({ reused, costMicros, clips }) => [reused, costMicros, clips])).toEqual([
    [false, 0, []],
    [true, 0, []],
    [false, 0, []],
  ]);
  expect(lineage[0]?.terms.join()).toContain("Pablo Stanley");
});
