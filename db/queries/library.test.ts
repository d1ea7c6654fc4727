import { afterAll, beforeAll, expect, test } from "vitest";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { addPublishedPost, readingsOf } from "#tests/harness/published.ts";
import { type LibraryFilter, type LibraryOrder, listLibrary } from "./library.ts";
import { recordReadings } from "./readings.ts";

let database: TestDatabase;
let cast: Cast;
const videos: Record<"loved" | "lucky" | "silent" | "shown" | "waiting", string> = {
  ...{ loved: "", lucky: "", silent: "", shown: "", waiting: "" },
};

/** Five videos: many clicks, one click of two views, no clicks counted by its network, no clicks at all, and not posted. */
beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  cast = await castOf(db);
  const figures = {
    loved: { views: 1000, clicks: 200 },
    lucky: { views: 2, clicks: 1 },
    silent: { views: 5000, clicks: null },
    shown: { views: 400, clicks: 0 },
  };
  for (const name of ["loved", "lucky", "silent", "shown"] as const) {
    const { post } = await addPublishedPost(db, cast, new Date("2026-11-01T10:00:00Z"));
    videos[name] = post.videoId;
    await recordReadings(db, cast.brand.id, readingsOf(post.id, new Date("2026-11-02T10:00:00Z"), figures[name]));
  }
  const { variant, video } = await addVideo(db, cast, 9, "myth");
  videos.waiting = video.id;
  await db.updateTable("variants").set({ ratio: "1:1" }).where("id", "=", variant.id).execute();
});
afterAll(() => database.drop());

const list = (filter: LibraryFilter, order: LibraryOrder = "newest", from = 0, limit = 20) =>
  listLibrary(database.db, cast.brand.id, filter, { order, from, limit });
const names = async (filter: LibraryFilter, order?: LibraryOrder) => {
  const { videos: found } = await list(filter, order);
  return found.map(({ id }) => Object.entries(videos).find(([, video]) => video === id)?.[0]);
};

test("a score is what the networks counted: null where they count no clicks, 0 where nobody clicked", async () => {
  const { videos: found } = await list({});
  const rates = Object.fromEntries(found.map(({ id, clickRate }) => [id, clickRate]));
  expect(rates).toEqual({
    ...{ [videos.loved]: 0.2, [videos.lucky]: 0.5, [videos.silent]: null, [videos.shown]: 0, [videos.waiting]: null },
  });
});

test("the best score leads, one lucky click does not, and what is unknown comes last", async () => {
  expect(await names({}, "score")).toEqual(["loved", "lucky", "shown", "waiting", "silent"]);
  expect(await names({}, "views")).toEqual(["silent", "loved", "shown", "lucky", "waiting"]);
});

test("above and below the brand's own average leave nothing out but what is unknown", async () => {
  expect(await names({ score: "above" }, "oldest")).toEqual(["loved", "lucky"]);
  expect(await names({ score: "below" })).toEqual(["shown"]);
  expect(await names({ score: "unknown" }, "oldest")).toEqual(["silent", "waiting"]);
});

test("filters narrow together, by what a video is and where it went", async () => {
  expect(await names({ hook: "myth", ratio: "1:1", state: "in-review", personaId: cast.persona.id })).toEqual([
    "waiting",
  ]);
  expect(await names({ hook: "myth", ratio: "9:16" })).not.toContain("waiting");
  expect(await names({ state: "published", channel: "showcase" })).toHaveLength(4);
  expect(await names({ channel: "tiktok" })).toEqual([]);
  expect(await names({ state: "making" })).toEqual([]);
  expect(await names({ briefId: cast.persona.id })).toEqual([]);
});

test("words are found in what is said and in names, all of them, and are no pattern", async () => {
  expect(await names({ words: "HURRY  maja" })).toHaveLength(5);
  expect(await names({ words: "spring roast" })).toHaveLength(5);
  expect(await names({ words: "hurry zebra" })).toEqual([]);
  // "beat" is how a script is stored, and nothing that is said.
  expect(await names({ words: "beat" })).toEqual([]);
  for (const pattern of ["%", "_", "\\", "'"]) expect(await names({ words: pattern })).toEqual([]);
});

test("pages follow each other without gaps, and each says how many there are", async () => {
  const whole = (await list({})).videos.map(({ id }) => id);
  const pages = [await list({}, "newest", 0, 2), await list({}, "newest", 2, 2), await list({}, "newest", 4, 2)];
  expect(pages.flatMap((page) => page.videos.map(({ id }) => id))).toEqual(whole);
  expect(pages.map(({ total }) => total)).toEqual([5, 5, 5]);
});
