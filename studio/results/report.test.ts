import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordReadings } from "#db/queries/readings.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { addPublishedPost, readingsOf } from "#tests/harness/published.ts";
import { writeResultsCsv } from "./csv.ts";
import { readPeriod } from "./period.ts";
import { getReport } from "./report.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const now = new Date("2026-11-22T12:00:00Z");
const october = readPeriod({ from: "2026-10-23", to: "2026-10-27" }, "Europe/Oslo", now);
const post = (cast: Cast, at: string, tags = {}) => addPublishedPost(database.db, cast, new Date(at), tags);
const read = (cast: Cast, postId: string, at: string, values: Parameters<typeof readingsOf>[2]) =>
  recordReadings(database.db, cast.brand.id, readingsOf(postId, new Date(at), values));
const viewsBy = (report: Awaited<ReturnType<typeof getReport>>) =>
  Object.fromEntries(report.days.map((day) => [day.date.slice(5), day.views]));

test("a day's gain is counted on the brand's clock, also when the clocks go back", async () => {
  const cast = await castOf(database.db);
  const { post: one } = await post(cast, "2026-10-23T10:00:00Z");
  // Oslo is two hours ahead of UTC until 25 October 01:00 UTC, then one.
  await read(cast, one.id, "2026-10-24T21:59:00Z", { views: 10 });
  await read(cast, one.id, "2026-10-24T22:01:00Z", { views: 13 });
  await read(cast, one.id, "2026-10-25T22:59:00Z", { views: 20 });
  await read(cast, one.id, "2026-10-25T23:00:00Z", { views: 25 });
  const oslo = await getReport(database.db, cast.brand.id, october, {});
  expect(viewsBy(oslo)).toEqual({ "10-23": 0, "10-24": 10, "10-25": 10, "10-26": 5, "10-27": 0 });
  const utc = readPeriod({ from: "2026-10-23", to: "2026-10-27" }, "Etc/UTC", now);
  expect(viewsBy(await getReport(database.db, cast.brand.id, utc, {}))).toMatchObject({ "10-24": 13, "10-25": 12 });
});

test("what no network offers is null in every place, what nobody did is 0", async () => {
  const cast = await castOf(database.db);
  const { post: one } = await post(cast, "2026-10-24T10:00:00Z");
  await read(cast, one.id, "2026-10-25T10:00:00Z", { views: 40, likes: 0, clicks: null, completions: null });
  const report = await getReport(database.db, cast.brand.id, october, {});
  expect(report.totals).toEqual({ views: 40, likes: 0, clicks: null, completions: null, shares: null });
  expect(report.rates).toMatchObject({ clicks: null, completions: null, likes: { rate: 0, trials: 40 } });
  expect(report.days.map((day) => day.clicks)).toEqual([null, null, null, null, null]);
  expect(report.days.map((day) => day.likes)).toEqual([0, 0, 0, 0, 0]);
});

test("a post whose network offers no clicks does not make the click rate smaller", async () => {
  const cast = await castOf(database.db);
  const { post: one } = await post(cast, "2026-10-24T10:00:00Z", { hook: "myth" });
  const { post: two } = await post(cast, "2026-10-24T11:00:00Z", { hook: "myth" });
  await read(cast, one.id, "2026-10-25T10:00:00Z", { views: 100, clicks: 20 });
  await read(cast, two.id, "2026-10-25T10:00:00Z", { views: 900, clicks: null });
  const { hooks } = await getReport(database.db, cast.brand.id, october, {});
  expect(hooks[0]).toMatchObject({
    key: "myth",
    posts: 2,
    totals: { views: 1000, clicks: 20 },
    rates: { clicks: { rate: 0.2, hits: 20, trials: 100, posts: 1 } },
  });
});

test("groups add up to the whole, and a filter narrows every part alike", async () => {
  const cast = await castOf(database.db);
  const liv = await database.db
    .insertInto("personas")
    .values({ brandId: cast.brand.id, name: "Liv", bible: "{}", portrait: "{}", voice: "slt" })
    .returning("id")
    .executeTakeFirstOrThrow();
  for (const [index, hook] of ["myth", "question", "myth"].entries()) {
    const tags = index === 2 ? { hook, personaId: liv.id } : { hook };
    const { post: one } = await post(cast, `2026-10-24T1${index}:00:00Z`, tags);
    await read(cast, one.id, "2026-10-25T10:00:00Z", { views: 100 * (index + 1), clicks: index });
    await read(cast, one.id, "2026-10-26T10:00:00Z", { views: 150 * (index + 1), clicks: index });
  }
  const whole = await getReport(database.db, cast.brand.id, october, {});
  expect(whole).toMatchObject({ posts: 3, read: 3, totals: { views: 900, clicks: 3 } });
  expect(whole.hooks.map(({ key, posts, totals }) => [key, posts, totals.views])).toEqual([
    ["myth", 2, 600],
    ["question", 1, 300],
  ]);
  expect(whole.personas.map(({ label, totals }) => [label, totals.views])).toEqual([
    ["Liv", 450],
    ["Maja", 450],
  ]);
  expect(whole.videos.map((video) => video.totals.views)).toEqual([450, 300, 150]);
  expect(viewsBy(whole)).toMatchObject({ "10-25": 600, "10-26": 300 });

  const narrowed = await getReport(database.db, cast.brand.id, october, { hook: "myth", personaId: liv.id });
  expect(narrowed).toMatchObject({ posts: 1, totals: { views: 450 } });
  expect(viewsBy(narrowed)).toMatchObject({ "10-25": 300, "10-26": 150 });
  expect(narrowed.videos).toHaveLength(1);

  const everything = await getReport(database.db, cast.brand.id, october, { briefId: cast.brief.id });
  expect(everything.days).toEqual(whole.days);
});

test("another brand's figures are never seen, not even by its persona or brief", async () => {
  const [cast, other] = [await castOf(database.db), await castOf(database.db, "other")];
  const { post: theirs } = await post(other, "2026-10-24T10:00:00Z");
  await read(other, theirs.id, "2026-10-25T10:00:00Z", { views: 99, clicks: 9 });
  for (const tags of [{}, { personaId: other.persona.id }, { briefId: other.brief.id }, { hook: "question" }]) {
    const report = await getReport(database.db, cast.brand.id, october, tags);
    expect(report).toMatchObject({ posts: 0, hooks: [], videos: [], totals: { views: null } });
    expect(viewsBy(report)).toMatchObject({ "10-25": null });
  }
});

test("the CSV has a row per post, with its zone, and leaves empty what is not offered", async () => {
  const cast = await castOf(database.db);
  const { post: one } = await post(cast, "2026-10-24T10:00:00Z");
  await post(cast, "2026-10-26T10:00:00Z");
  await read(cast, one.id, "2026-10-25T10:00:00Z", { views: 40, likes: 4, clicks: null });
  let csv = "";
  const filter = { from: october.start, until: october.until };
  for await (const piece of writeResultsCsv(database.db, cast.brand.id, filter, "Europe/Oslo")) csv += piece;
  const rows = parse(csv, { bom: true, columns: true });
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatchObject({
    post: one.id,
    persona: "Maja",
    published: "2026-10-24T12:00:00+02:00",
    zone: "Europe/Oslo",
    views: "40",
    clicks: "",
    click_rate: "",
    like_rate: "0.1",
  });
  expect(rows[1]).toMatchObject({ published: "2026-10-26T11:00:00+01:00", views: "", last_read: "" });
});
