import { afterAll, beforeAll, expect, test } from "vitest";
import { listHeldPosts } from "#db/queries/posts.ts";
import { listHeldLines } from "#db/queries/today.ts";
import { holdRestoredPosts, type Release, releasePosts } from "./hold.ts";
import { openPress } from "./press.fixture.ts";
import { type PostRef, publishPostNow } from "./publish.ts";

let desk: Awaited<ReturnType<typeof openPress>>;
let ahead: PostRef;
let out: PostRef;
let late: PostRef;
const told: string[] = [];

beforeAll(async () => {
  desk = await openPress();
  ahead = await desk.due();
  const scheduledAt = new Date(Date.now() + 3_600_000);
  await desk.db.updateTable("posts").set({ scheduledAt }).where("id", "=", ahead.postId).execute();
  out = await desk.armed();
  expect(await publishPostNow(desk.press, out)).toMatchObject({ state: "published" });
  late = await desk.armed();
  // As the backup has it, which was taken a moment before.
  await desk.db
    .updateTable("posts")
    .set({ state: "armed", remoteId: null, url: null, publishedAt: null })
    .where("id", "=", out.postId)
    .execute();
  expect(await desk.db.transaction().execute((trx) => holdRestoredPosts(trx, new Date()))).toBe(3);
});
afterAll(() => desk.close());

const brandId = () => desk.cast.brand.id;
const release = (ids: string[], tell = async (_: unknown, { postId }: { postId: string }) => void told.push(postId)) =>
  releasePosts(desk.press, { brandId: brandId(), by: desk.by }, ids, tell);
const held = async () => (await listHeldPosts(desk.db, brandId())).map(({ id }) => id).sort();
const released = async () =>
  desk.db
    .selectFrom("auditEntries")
    .select(["subjectId", "after"])
    .where("act", "=", "post.released")
    .orderBy("seq")
    .execute();

test("what was about to go out when the backup was taken is held, each with why, those due first in front", async () => {
  expect(await held()).toEqual([ahead, out, late].map(({ postId }) => postId).sort());
  const lines = await listHeldLines(desk.press.db, brandId(), 10);
  expect(lines.map(({ id }) => id).at(-1)).toBe(ahead.postId);
  expect(lines.every(({ failure }) => failure?.includes("Restored from a backup"))).toBe(true);
});

test("a post whose workflow cannot be told stays held, and nothing says that it was released", async () => {
  const failing = async () => {
    throw new Error("no events today");
  };
  await expect(release([ahead.postId], failing)).rejects.toThrow("no events today");
  expect(await held()).toContain(ahead.postId);
  expect(await released()).toEqual([]);
});

test("released, each is looked for first: one goes out on time, one was out, one is late; and each is written down", async () => {
  const ends: Release[] = await release([ahead, out, late].map(({ postId }) => postId));
  expect(ends).toEqual([
    { postId: ahead.postId, outcome: "scheduled" },
    { postId: out.postId, outcome: "published" },
    { postId: late.postId, outcome: "late" },
  ]);
  expect(told).toEqual([ahead.postId]);
  expect((await desk.read(ahead)).state).toBe("scheduled");
  expect(await desk.read(out)).toMatchObject({ state: "published", failure: null, url: expect.any(String) });
  expect(await desk.read(late)).toMatchObject({ state: "failed", retriable: true });
  expect([await desk.shown(ahead), await desk.shown(out), await desk.shown(late)]).toEqual([0, 1, 0]);
  expect(await released()).toMatchObject([
    { subjectId: ahead.postId, after: { state: "scheduled" } },
    { subjectId: out.postId, after: { state: "published" } },
    { subjectId: late.postId, after: { state: "failed" } },
  ]);
  expect(await held()).toEqual([]);
});

test("what is not held any more is refused in a sentence and stays what it is; one that is nobody's is not found", async () => {
  expect(await release([ahead.postId, out.postId])).toEqual([
    { postId: ahead.postId, refused: "This post is not held back." },
    { postId: out.postId, refused: "This post is not held back." },
  ]);
  await expect(release(["01a204ee-e641-7e42-8e43-7bbfdefe6b68"])).rejects.toThrow("not found");
});

test("a post that was let go and is of unknown fate since then is not held", async () => {
  await desk.db
    .insertInto("postAttempts")
    .values({ brandId: brandId(), postId: ahead.postId, step: "publish", outcome: "unknown" })
    .execute();
  await desk.db.updateTable("posts").set({ state: "unconfirmed" }).where("id", "=", ahead.postId).execute();
  expect(await held()).toEqual([]);
});
