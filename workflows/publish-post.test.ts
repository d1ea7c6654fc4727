import { afterAll, beforeAll, expect, test } from "vitest";
import { getPost } from "#db/queries/posts.ts";
import { openPress } from "#studio/posts/press.fixture.ts";
import { reschedulePost, schedulePost } from "#studio/posts/schedule.ts";
import { countView } from "#studio/showcase/views.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { createClient } from "./client.ts";
import { collectReadings } from "./collect-readings.ts";
import { createEngine, type Engine } from "./engine/index.ts";
import { postScheduled, readingsRequested } from "./events.ts";
import { publishPost } from "./publish-post.ts";
import { sweepStuckWork } from "./sweep-stuck-work.ts";

let stage: Awaited<ReturnType<typeof openPress>>;
let engine: Engine;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  stage = await openPress();
  engine = createEngine({
    pool: stage.pool,
    connectionString: stage.connectionString,
    appId: "troupe",
    concurrency: 4,
    retryDelay: () => 100,
  });
  client = createClient(engine.clientOptions);
  const sweep = sweepStuckWork(client, stage.press);
  const sweepNow = client.createFunction({ id: "sweep-now", triggers: [{ event: "test/sweep" }] }, ({ step }) =>
    step.invoke("sweep", { function: sweep, data: {} }),
  );
  const functions = [publishPost(client, stage.press), collectReadings(client, stage.press), sweep, sweepNow];
  await engine.start(client, functions);
});
afterAll(async () => {
  await engine.stop();
  await stage.close();
});

/** A post of a new approved video, at this instant, whose event was not sent. */
async function planAt(at: Date) {
  const { video } = await stage.approved();
  const { db, cast, channels } = stage;
  const plan = await schedulePost(
    db,
    cast.brand.id,
    actorOf(cast.reviewer.id),
    { videoId: video.id, at: null, zone: "" },
    channels,
  );
  await db.updateTable("posts").set({ scheduledAt: at }).where("id", "=", plan.postId).execute();
  return { ...plan, scheduledAt: at.toISOString() };
}

async function until<T>(look: () => Promise<T | undefined>, withinMs = 20_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error("It did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const isOut = (ref: { brandId: string; postId: string }) => async () => {
  const post = await getPost(stage.db, ref.brandId, ref.postId);
  return post.state === "published" ? post : undefined;
};

test("a post goes out on time: not before, and within two seconds", async () => {
  const at = new Date(Date.now() + 2500);
  const ref = await planAt(at);
  await client.send(postScheduled.create(ref));
  await until(async () => ((await stage.read(ref)).state === "armed" ? true : undefined));
  const post = await until(isOut(ref));
  const lateMs = (post.publishedAt?.getTime() ?? 0) - at.getTime();
  expect(lateMs).toBeGreaterThanOrEqual(0);
  expect(lateMs).toBeLessThanOrEqual(2000);
});

test("twelve posts of one slot all go out after it, once each", async () => {
  const at = new Date(Date.now() + 4000);
  const refs = await Promise.all(Array.from({ length: 12 }, () => planAt(at)));
  await client.send(refs.map((ref) => postScheduled.create(ref)));
  for (const ref of refs) {
    const post = await until(isOut(ref));
    expect(post.publishedAt?.getTime()).toBeGreaterThanOrEqual(at.getTime());
    expect(await stage.shown(ref)).toBe(1);
  }
});

test("a post that was moved goes out at its new time only", async () => {
  const ref = await planAt(new Date(Date.now() + 1500));
  await client.send(postScheduled.create(ref));
  await until(async () => ((await stage.read(ref)).state === "armed" ? true : undefined));
  const moved = await reschedulePost(stage.db, ref.brandId, actorOf(null), ref.postId, {
    at: "2031-01-06T09:00",
    zone: "Europe/Oslo",
  });
  await client.send(postScheduled.create(moved));
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(await stage.read(ref)).toMatchObject({ state: "scheduled", publishedAt: null });
});

test("the event arriving twice publishes once", async () => {
  const ref = await planAt(new Date(Date.now() + 300));
  await client.send([postScheduled.create(ref), postScheduled.create(ref), postScheduled.create(ref)]);
  await until(isOut(ref));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await stage.shown(ref)).toBe(1);
});

test("the sweep finds a due post whose event was lost, and settles one of unknown fate", async () => {
  const lost = await planAt(new Date(Date.now() - 120_000));
  const open = await stage.armed();
  await stage.db.updateTable("posts").set({ state: "unconfirmed" }).where("id", "=", open.postId).execute();
  const { id, brandId, handle, name } = stage.cast.connection;
  const { videoId, sha256, caption } = await stage.read(open);
  const listing = { key: open.postId, videoId, sha256, caption, disclosure: { ai: "AI-generated", paid: "Ad" } };
  await stage.network.publish({ id, brandId, handle, name, settings: {} }, listing);
  const still = "update posts set updated_at = now() - interval '2 minutes' where id in ($1, $2)";
  await stage.pool.query(still, [lost.postId, open.postId]);
  await client.send({ name: "test/sweep", data: {} });
  await until(isOut(lost));
  await until(isOut(open));
  expect(await stage.shown(open)).toBe(1);
});

test("the sweep finds a post whose event was lost before it is due, so that it goes out on time", async () => {
  const at = new Date(Date.now() + 4000);
  const ref = await planAt(at);
  await stage.pool.query("update posts set updated_at = now() - interval '2 minutes' where id = $1", [ref.postId]);
  await client.send({ name: "test/sweep", data: {} });
  const post = await until(isOut(ref));
  expect((post.publishedAt?.getTime() ?? 0) - at.getTime()).toBeLessThanOrEqual(2000);
});

test("asking for readings brings them at once", async () => {
  const ref = await planAt(new Date(Date.now() + 200));
  await client.send(postScheduled.create(ref));
  await until(isOut(ref));
  const visit = { cookie: "00000000-0000-4000-8000-00000000000a", userAgent: "Phone" };
  await countView(stage.db, ref.postId, visit, 2500);
  await client.send(readingsRequested.create({ workspaceId: ref.workspaceId, brandId: ref.brandId }));
  const reading = await until(() =>
    stage.db
      .selectFrom("readings")
      .select("value")
      .where("postId", "=", ref.postId)
      .where("metric", "=", "views")
      .executeTakeFirst(),
  );
  expect(reading.value).toBe(1);
});
