import { afterAll, beforeAll, expect, test } from "vitest";
import { asJson } from "#db/database.ts";
import { findScript, insertScript } from "#db/queries/scripts.ts";
import { insertVideoTakes } from "#db/queries/takes.ts";
import { script as scriptSchema } from "#providers/text/contract.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { traceAuthors } from "./line-authors.ts";
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
    .set({
      storyboard: asJson({ shots }),
      provenance: asJson({
        ...{ digitalSourceType: "http://cv.iptc.org/x", signature: null, problem: null },
        speakers: [
          { provider: "flite", model: null, voice: "slt" },
          { provider: "openai", model: "gpt-4o-mini-tts", voice: "openai-marin" },
        ],
      }),
    })
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
  expect(lineage.map(({ spokenBy }) => spokenBy)).toEqual([
    "slt by flite",
    "openai-marin (gpt-4o-mini-tts) by openai",
    null,
  ]);
  expect(lineage.map(({ writtenBy }) => writtenBy)).toEqual(["The house writer", "The house writer", null]);
  expect(lineage.map(({ reused, costMicros, clips }) => [reused, costMicros, clips])).toEqual([
    [false, 0, []],
    [true, 0, []],
    [false, 0, []],
  ]);
  expect(lineage[0]?.terms.join()).toContain("Pablo Stanley");
});

test("a line that stood in a version before is its writer's there, and what a person changed is the person's", async () => {
  const { db } = database;
  const { variant } = await addVideo(db, cast, 7);
  const first = (await findScript(db, cast.brand.id, variant.id, 1))!;
  const script = scriptSchema.parse(first.script);
  const scenes = script.scenes.map((scene, index) => (index === 1 ? { ...scene, line: "Look at this." } : scene));
  await insertScript(db, cast.brand.id, {
    ...{ variantId: variant.id, version: 2, script: { ...script, scenes }, writer: "hand", model: null },
    ...{ seed: first.seed, note: null },
  });
  const lines = scenes.map(({ line }) => line);
  const trace = (version: number) => traceAuthors(db, cast.brand.id, { variantId: variant.id, version, lines });
  expect((await trace(2)).map((author) => author && [author.version, author.writer])).toEqual([
    [1, first.writer],
    [2, "hand"],
  ]);
  expect((await trace(1))[1]).toBeNull();
});
