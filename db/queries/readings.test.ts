import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { addPublishedPost } from "#tests/harness/published.ts";
import type { Metric } from "../tables/posts.ts";
import { type NewReading, recordReadings } from "./readings.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function addPost(cast: Cast) {
  return (await addPublishedPost(database.db, cast, new Date("2026-03-01T08:00:00Z"))).post.id;
}

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 1, 9, minutes));
const reading = (postId: string, metric: Metric, value: number | null, minutes: number): NewReading => ({
  postId,
  metric,
  value,
  source: "showcase",
  readAt: at(minutes),
});
const figures = (postId: string) =>
  database.db.selectFrom("postMetrics").selectAll().where("postId", "=", postId).executeTakeFirst();
const quarters = (brandId: string, metric: Metric) =>
  database.db
    .selectFrom("metricQuarters")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("metric", "=", metric)
    .orderBy("quarter")
    .execute();

test("a repeated reading changes nothing but the time of reading", async () => {
  const cast = await castOf(database.db);
  const post = await addPost(cast);
  expect(await recordReadings(database.db, cast.brand.id, [reading(post, "views", 10, 0)])).toBe(1);
  expect(await recordReadings(database.db, cast.brand.id, [reading(post, "views", 10, 0)])).toBe(0);
  expect(await recordReadings(database.db, cast.brand.id, [reading(post, "views", 10, 20)])).toBe(0);
  expect(await figures(post)).toMatchObject({ views: 10, likes: null, readAt: at(20) });
  expect(await quarters(cast.brand.id, "views")).toMatchObject([{ quarter: at(0), gain: 10 }]);
});

test("a metric that the network does not offer stays null and is told apart from 0", async () => {
  const cast = await castOf(database.db);
  const post = await addPost(cast);
  await recordReadings(database.db, cast.brand.id, [reading(post, "clicks", null, 0), reading(post, "likes", 0, 0)]);
  expect(await figures(post)).toMatchObject({ clicks: null, likes: 0, views: null });
  const rows = await database.db
    .selectFrom("readings")
    .selectAll()
    .where("postId", "=", post)
    .orderBy("metric")
    .execute();
  expect(rows).toMatchObject([
    { metric: "clicks", value: null, gain: null },
    { metric: "likes", value: 0, gain: 0 },
  ]);
  expect(await recordReadings(database.db, cast.brand.id, [reading(post, "clicks", null, 1)])).toBe(0);
});

test("a metric that was away gains from where it was", async () => {
  const cast = await castOf(database.db);
  const post = await addPost(cast);
  for (const [value, minute] of [
    [10, 0],
    [null, 1],
    [14, 2],
  ] as const) {
    await recordReadings(database.db, cast.brand.id, [reading(post, "views", value, minute)]);
  }
  expect((await quarters(cast.brand.id, "views")).map((row) => row.gain)).toEqual([14]);
});

test("a reading from before the last one, or of another brand's post, is left out", async () => {
  const cast = await castOf(database.db);
  const other = await castOf(database.db, "other");
  const post = await addPost(cast);
  await recordReadings(database.db, cast.brand.id, [reading(post, "views", 10, 30)]);
  expect(await recordReadings(database.db, cast.brand.id, [reading(post, "views", 4, 10)])).toBe(0);
  expect(await recordReadings(database.db, other.brand.id, [reading(post, "views", 99, 40)])).toBe(0);
  expect(await figures(post)).toMatchObject({ views: 10 });
  expect(await quarters(other.brand.id, "views")).toEqual([]);
});

test("two writers at once count a gain once", async () => {
  const cast = await castOf(database.db);
  const post = await addPost(cast);
  const rows = [reading(post, "views", 7, 0)];
  const changed = await Promise.all([1, 2, 3].map(() => recordReadings(database.db, cast.brand.id, rows)));
  expect(changed.sort()).toEqual([0, 0, 1]);
  expect((await quarters(cast.brand.id, "views")).map((row) => row.gain)).toEqual([7]);
});

test("whatever is read, the gains add up to the newest figures", async () => {
  const cast = await castOf(database.db);
  const posts = [await addPost(cast), await addPost(cast)];
  const steps = fc.array(
    fc.record({ post: fc.nat(1), value: fc.option(fc.nat(500)), wait: fc.nat(40), sendNow: fc.boolean() }),
    { maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      for (const table of ["readings", "postMetrics", "metricQuarters"] as const) {
        await database.db.deleteFrom(table).where("brandId", "=", cast.brand.id).execute();
      }
      let minute = 0;
      let waiting: NewReading[] = [];
      const last = new Map<string, number>();
      for (const step of given) {
        minute += step.wait;
        const postId = posts[step.post] ?? "";
        waiting.push(reading(postId, "views", step.value, minute));
        if (step.value !== null) last.set(postId, step.value);
        if (step.sendNow) await recordReadings(database.db, cast.brand.id, waiting);
        if (step.sendNow) waiting = [];
      }
      await recordReadings(database.db, cast.brand.id, waiting);
      const total = [...last.values()].reduce((sum, value) => sum + value, 0);
      const sums = await sql<{ kept: number; history: number }>`select
        (select coalesce(sum(gain), 0) from metric_quarters where brand_id = ${cast.brand.id}) as kept,
        (select coalesce(sum(gain), 0) from readings where brand_id = ${cast.brand.id}) as history`.execute(
        database.db,
      );
      expect(sums.rows[0]).toEqual({ kept: total, history: total });
    }),
    { numRuns: 20 },
  );
});
