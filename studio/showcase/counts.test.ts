import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { NotFound } from "#config/errors.ts";
import { withdrawPost } from "#studio/posts/withdraw.ts";
import { openPress } from "../posts/press.fixture.ts";
import { type PostRef, publishPostNow } from "../posts/publish.ts";
import { collectReadings, readSince } from "../posts/readings.ts";
import { followLink } from "./clicks.ts";
import { countShare, findLiked, setLike } from "./reactions.ts";
import { countView } from "./views.ts";
import { forgetVisitors, hashLiker, hashVisitor, type Visit } from "./visitors.ts";

let stage: Awaited<ReturnType<typeof openPress>>;
let ref: PostRef;
beforeAll(async () => {
  stage = await openPress();
});
beforeEach(async () => {
  ref = await stage.armed();
  await publishPostNow(stage.press, ref);
});
afterAll(() => stage.close());

const ada: Visit = { cookie: "00000000-0000-4000-8000-00000000000a", userAgent: "Phone" };
const bo: Visit = { cookie: "00000000-0000-4000-8000-00000000000b", userAgent: "Phone" };
const noon = new Date("2026-11-23T12:00:00Z");
const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
const views = () => stage.db.selectFrom("showcaseViews").selectAll().where("postId", "=", ref.postId).execute();

async function codeOf(): Promise<string> {
  const link = await stage.db
    .selectFrom("links")
    .select("code")
    .where("postId", "=", ref.postId)
    .executeTakeFirstOrThrow();
  return link.code;
}

async function counted(): Promise<number> {
  const rows = await stage.db.selectFrom("clicks").select("counted").where("postId", "=", ref.postId).execute();
  return rows.filter((row) => row.counted).length;
}

test("one view for each visitor in half an hour, which grows while it is watched", async () => {
  await countView(stage.db, ref.postId, ada, 2000, noon);
  await countView(stage.db, ref.postId, ada, 7000, later(0.1));
  await countView(stage.db, ref.postId, ada, 20_000, later(29));
  await countView(stage.db, ref.postId, bo, 2500, later(1));
  expect((await views()).map((view) => [view.watchedMs, view.completed]).sort()).toEqual([
    [20_000, true],
    [2500, false],
  ]);
  await countView(stage.db, ref.postId, ada, 2000, later(30));
  expect(await views()).toHaveLength(3);
});

test("beacons that arrive together are one view", async () => {
  await Promise.all(
    Array.from({ length: 12 }, (_, n) => countView(stage.db, ref.postId, ada, 2000 + n, later(n / 1000))),
  );
  expect(await views()).toHaveLength(1);
});

test("a visitor is another one every day and for every brand, and is the same within both", async () => {
  const { brandId } = ref;
  const hash = await hashVisitor(stage.db, brandId, ada, noon);
  expect(await hashVisitor(stage.db, brandId, ada, later(60))).toBe(hash);
  expect(await hashVisitor(stage.db, brandId, ada, later(24 * 60))).not.toBe(hash);
  expect(await hashVisitor(stage.db, brandId, bo, noon)).not.toBe(hash);
  const other = await stage.db
    .insertInto("brands")
    .values({ workspaceId: stage.cast.workspace.id, slug: `other-${ref.postId}`, name: "Other" })
    .returning("id")
    .executeTakeFirstOrThrow();
  expect(await hashVisitor(stage.db, other.id, ada, noon)).not.toBe(hash);
  expect(hash).not.toContain(ada.cookie);
});

test("the salts of past days are deleted, and with them the way back", async () => {
  const day = new Date("2026-01-05T12:00:00Z");
  const hash = await hashVisitor(stage.db, ref.brandId, ada, day);
  await forgetVisitors(stage.db, new Date("2026-01-06T12:00:00Z"));
  expect(await hashVisitor(stage.db, ref.brandId, ada, day)).toBe(hash);
  await forgetVisitors(stage.db, new Date("2026-01-07T00:00:00Z"));
  expect(await hashVisitor(stage.db, ref.brandId, ada, day)).not.toBe(hash);
});

test("a like is kept, taken back, and counts once for a visitor however often it is given", async () => {
  expect(await setLike(stage.db, ref.postId, ada, true)).toEqual({ likes: 1 });
  expect(await setLike(stage.db, ref.postId, ada, true)).toEqual({ likes: 1 });
  expect(await setLike(stage.db, ref.postId, bo, true)).toEqual({ likes: 2 });
  expect(await findLiked(stage.db, ref.brandId, ada.cookie, [ref.postId])).toEqual(new Set([ref.postId]));
  expect(await setLike(stage.db, ref.postId, ada, false)).toEqual({ likes: 1 });
  expect(await findLiked(stage.db, ref.brandId, ada.cookie, [ref.postId])).toEqual(new Set());
  expect(hashLiker(ada.cookie, ref.postId)).not.toBe(hashLiker(ada.cookie, stage.cast.brand.id));
});

test("a tap counts once in half an hour, leads on every time, and a bot's is not even written", async () => {
  const code = await codeOf();
  const taps = await Promise.all(Array.from({ length: 5 }, () => followLink(stage.db, code, ada, noon)));
  expect(new Set(taps).size).toBe(1);
  expect(taps[0]).toContain("https://nordlys.example/morning-roast?utm_source=showcase");
  expect(await counted()).toBe(1);
  await followLink(stage.db, code, bo, later(1));
  await followLink(stage.db, code, ada, later(31));
  expect(await counted()).toBe(3);
  expect(await followLink(stage.db, code, undefined, noon)).toBe(taps[0]);
  expect(await stage.db.selectFrom("clicks").select("id").where("postId", "=", ref.postId).execute()).toHaveLength(7);
  expect(await followLink(stage.db, "nothing", ada)).toBeUndefined();
});

test("what is not out has no views, likes or shares", async () => {
  await withdrawPost(stage.press, ref.brandId, stage.by, ref.postId);
  await expect(countView(stage.db, ref.postId, ada, 3000)).rejects.toThrow(NotFound);
  await expect(setLike(stage.db, ref.postId, ada, true)).rejects.toThrow(NotFound);
  await expect(countShare(stage.db, ref.postId, ada)).rejects.toThrow(NotFound);
  await expect(countView(stage.db, "no-id", ada, 3000)).rejects.toThrow(NotFound);
});

test("readings say what was counted, and a second round without news makes no row", async () => {
  await countView(stage.db, ref.postId, ada, 2000, noon);
  await countView(stage.db, ref.postId, ada, 20_000, later(1));
  await countView(stage.db, ref.postId, bo, 2000, noon);
  await setLike(stage.db, ref.postId, ada, true);
  await countShare(stage.db, ref.postId, ada, noon);
  await countShare(stage.db, ref.postId, ada, later(5));
  await followLink(stage.db, await codeOf(), ada, noon);
  await collectReadings(stage.db, stage.channels, ref.brandId, readSince("new"));
  const rows = await stage.db.selectFrom("readings").selectAll().where("postId", "=", ref.postId).execute();
  expect(Object.fromEntries(rows.map((row) => [row.metric, [row.value, row.source]]))).toEqual({
    views: [2, "showcase"],
    completions: [1, "showcase"],
    likes: [1, "showcase"],
    shares: [1, "showcase"],
    clicks: [1, "links"],
  });
  expect(await collectReadings(stage.db, stage.channels, ref.brandId, readSince("new"))).toBe(0);
});

test("an account that cannot be read does not keep the clicks from being read", async () => {
  await followLink(stage.db, await codeOf(), ada, noon);
  const showcase = stage.channels.get("showcase");
  const deaf = { ...showcase, readMetrics: () => Promise.reject(new Error("no answer")) };
  const channels = { get: () => deaf, list: () => [deaf] };
  await expect(collectReadings(stage.db, channels, ref.brandId, readSince("all"))).rejects.toThrow("no answer");
  const clicks = await stage.db
    .selectFrom("readings")
    .select("value")
    .where("postId", "=", ref.postId)
    .where("metric", "=", "clicks")
    .execute();
  expect(clicks).toEqual([{ value: 1 }]);
});

test("new posts are read each minute, all of them at the first minute of an hour and when asked", () => {
  const days = (since: Date, now: Date) => Math.round((now.getTime() - since.getTime()) / 86_400_000);
  const busy = new Date("2026-11-23T12:34:00Z");
  expect(days(readSince("new", busy), busy)).toBe(2);
  expect(days(readSince("all", busy), busy)).toBe(90);
  expect(days(readSince("new", noon), noon)).toBe(90);
});
