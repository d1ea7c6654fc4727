import { afterAll, beforeAll, expect, test } from "vitest";
import { NotFound } from "#config/errors.ts";
import { markDisconnected } from "#db/queries/connections.ts";
import { openPress } from "#studio/posts/press.fixture.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { addVideo } from "#tests/harness/cast.ts";
import { approveAndSchedule, undoDecision } from "./approve-and-schedule.ts";
import { listOutlets } from "./next-slot.ts";

let stage: Awaited<ReturnType<typeof openPress>>;
let position = 500;
beforeAll(async () => {
  stage = await openPress();
});
afterAll(() => stage.close());

const now = new Date("2026-11-20T12:00:00Z");
const zone = "Europe/Oslo";
const waitingVideo = () => addVideo(stage.db, stage.cast, position++);
const approve = (video: { id: string; sha256: string }, at: string | null = null, shown = video.sha256) =>
  approveAndSchedule(
    stage,
    stage.cast.brand.id,
    actorOf(stage.cast.reviewer.id),
    shown,
    { videoId: video.id, at, zone },
    now,
  );
const undo = (videoId: string) => undoDecision(stage, stage.cast.brand.id, actorOf(stage.cast.reviewer.id), videoId);
const stateOf = async (id: string) =>
  (await stage.db.selectFrom("variants").where("id", "=", id).select("state").executeTakeFirst())?.state;
const postsOf = (videoId: string) =>
  stage.db.selectFrom("posts").where("videoId", "=", videoId).select(["id", "state", "scheduledAt"]).execute();

test("one press approves the video and takes the slot that was offered; the next one is offered the slot after", async () => {
  const [first] = await listOutlets(stage.db, stage.cast.brand.id, zone, now);
  const { variant, video } = await waitingVideo();
  const scheduled = await approve(video);
  expect(scheduled.scheduledAt).toBe(first?.at?.toISOString());
  expect(await stateOf(variant.id)).toBe("approved");
  const [second] = await listOutlets(stage.db, stage.cast.brand.id, zone, now);
  expect(second?.at?.getTime()).toBeGreaterThan(first?.at?.getTime() ?? 0);
});

test("a time that has passed leaves the video in review, with nothing planned and nothing decided", async () => {
  const { variant, video } = await waitingVideo();
  await expect(approve(video, "2026-11-20T09:00")).rejects.toMatchObject({ code: "time-past", field: "at" });
  expect(await stateOf(variant.id)).toBe("in-review");
  expect(await postsOf(video.id)).toEqual([]);
  await approve(video, "2026-12-01T18:30");
});

test("a video that changed is not planned either", async () => {
  const { video } = await waitingVideo();
  await expect(approve(video, null, "0".repeat(64))).rejects.toMatchObject({ code: "changed" });
  expect(await postsOf(video.id)).toEqual([]);
});

test("undo takes the planned post off the calendar, frees its slot, and puts the video back into the queue", async () => {
  const { variant, video } = await waitingVideo();
  const { scheduledAt } = await approve(video);
  await undo(video.id);
  expect(await stateOf(variant.id)).toBe("in-review");
  expect((await postsOf(video.id)).map((post) => post.state)).toEqual(["withdrawn"]);
  expect((await approve(video)).scheduledAt).toBe(scheduledAt);
});

test("a published video stays approved, and one that is going out right now, too", async () => {
  const { variant, video } = await waitingVideo();
  const { postId } = await approve(video);
  for (const [state, code] of [
    ["publishing", "has-post"],
    ["published", "published"],
  ] as const) {
    await stage.db.updateTable("posts").set({ state }).where("id", "=", postId).execute();
    await expect(undo(video.id)).rejects.toMatchObject({ code });
  }
  expect(await stateOf(variant.id)).toBe("approved");
  expect((await postsOf(video.id)).map((post) => post.state)).toEqual(["published"]);
});

test("another brand's video is not found, and without an account there is nowhere to go", async () => {
  const { video } = await waitingVideo();
  await expect(
    approveAndSchedule(stage, crypto.randomUUID(), actorOf(stage.cast.reviewer.id), video.sha256, {
      videoId: video.id,
      zone,
    }),
  ).rejects.toBeInstanceOf(NotFound);
  await markDisconnected(stage.db, stage.cast.brand.id, stage.cast.connection.id);
  expect(await listOutlets(stage.db, stage.cast.brand.id, zone, now)).toEqual([]);
  await expect(approve(video)).rejects.toMatchObject({ code: "no-connection" });
});
