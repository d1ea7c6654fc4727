import { afterAll, beforeAll, expect, test } from "vitest";
import { NotFound, Refused } from "#config/errors.ts";
import { markDisconnected } from "#db/queries/connections.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { castOf } from "#tests/harness/cast.ts";
import { openPress } from "./press.fixture.ts";
import { reschedulePost, schedulePost } from "./schedule.ts";

let stage: Awaited<ReturnType<typeof openPress>>;
beforeAll(async () => {
  stage = await openPress();
});
afterAll(() => stage.close());

const now = new Date("2026-11-20T12:00:00Z");
const zone = "Europe/Oslo";

async function plan(
  videoId: string,
  more: { at?: string | null; connectionId?: string } = {},
  brandId = stage.cast.brand.id,
) {
  return schedulePost(
    stage.db,
    brandId,
    actorOf(stage.cast.reviewer.id),
    { videoId, zone, ...more },
    stage.channels,
    now,
  );
}

async function refusal(work: Promise<unknown>): Promise<Refused> {
  const error = await work.then(
    () => expect.unreachable("it was not refused"),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Refused);
  return error as Refused;
}

const countPosts = async () => (await stage.db.selectFrom("posts").select("id").execute()).length;

test("an approved video is planned with its caption, its disclosure and a tagged link", async () => {
  const { video, variant } = await stage.approved();
  const { postId, scheduledAt, workspaceId } = await plan(video.id, { at: "2026-12-01T18:30" });
  expect(scheduledAt).toBe("2026-12-01T17:30:00.000Z");
  expect(workspaceId).toBe(stage.cast.workspace.id);
  expect(await stage.db.selectFrom("posts").selectAll().where("id", "=", postId).executeTakeFirst()).toMatchObject({
    state: "scheduled",
    zone,
    sha256: video.sha256,
    caption: "Slow mornings, light roast.\n#coffee",
    disclosure: {
      ...{ ai: "AI-generated", paid: "Ad", fields: { "label.ai": true, "label.paid": true } },
      facts: { persona: "synthetic", paid: "own-brand", channel: "showcase" },
      digitalSourceType: expect.stringMatching(/digitalsourcetype/),
    },
    scheduledBy: stage.cast.reviewer.id,
  });
  const link = await stage.db.selectFrom("links").selectAll().where("postId", "=", postId).executeTakeFirstOrThrow();
  expect(link.code).toMatch(/^[2-9a-z]{8}$/);
  expect(link.target).toBe(
    `https://nordlys.example/morning-roast?utm_source=showcase&utm_medium=video&utm_campaign=spring-launch&utm_content=${variant.id}`,
  );
});

test("without a time it takes the next free slot, and two planned at once take two", async () => {
  const made = await Promise.all([stage.approved(), stage.approved(), stage.approved()]);
  const times = await Promise.all(made.map(({ video }) => plan(video.id, { at: null })));
  expect(times.map((each) => each.scheduledAt).sort()).toEqual([
    "2026-11-23T08:00:00.000Z",
    "2026-11-26T17:00:00.000Z",
    "2026-11-30T08:00:00.000Z",
  ]);
});

test.each([
  ["2026-11-20T12:59", "time-past", "That time has passed. Choose a later one."],
  ["2026-11-20T13:00", "time-past", "That time has passed. Choose a later one."],
  ["soon", "time-invalid", "That is not a time. Choose a day and a time, such as 23 November 2026, 09:00."],
  [
    "2027-03-28T02:30",
    "time-skipped",
    "The clocks skip that time in Europe/Oslo. The next one is Sun 28 Mar 2027, 03:30 (Europe/Oslo).",
  ],
])("the time %s is refused, and nothing is written", async (at, code, message) => {
  const { video } = await stage.approved();
  const before = await countPosts();
  expect(await refusal(plan(video.id, { at }))).toMatchObject({ code, message, field: "at" });
  expect(await countPosts()).toBe(before);
});

test("a video that is not approved is not planned", async () => {
  const { video } = await stage.filmed();
  expect(await refusal(plan(video.id))).toMatchObject({ code: "not-approved" });
});

test("an approval of other bytes is none", async () => {
  const { video } = await stage.approved();
  await stage.db
    .updateTable("videos")
    .set({ sha256: "f".repeat(64) })
    .where("id", "=", video.id)
    .execute();
  expect((await refusal(plan(video.id))).message).toBe(
    "This video has changed since it was approved. Approve it again, then plan it.",
  );
});

test("an approval that was taken back is none", async () => {
  const { video } = await stage.approved();
  await stage.db.updateTable("decisions").set({ withdrawnAt: new Date() }).where("videoId", "=", video.id).execute();
  expect(await refusal(plan(video.id))).toMatchObject({ code: "not-approved" });
});

test("a superseded version is not planned", async () => {
  const { video } = await stage.approved();
  await stage.db.updateTable("videos").set({ supersededAt: new Date() }).where("id", "=", video.id).execute();
  expect(await refusal(plan(video.id))).toMatchObject({ code: "superseded" });
});

test("of many who plan one video at once, one does, and the others hear that it is planned", async () => {
  const { video } = await stage.approved();
  const tries = await Promise.allSettled(Array.from({ length: 6 }, () => plan(video.id, { at: "2026-12-24T18:00" })));
  expect(tries.filter((each) => each.status === "fulfilled")).toHaveLength(1);
  for (const each of tries) {
    if (each.status === "rejected") expect(each.reason).toMatchObject({ name: "Refused", code: "already-posted" });
  }
  const posts = await stage.db.selectFrom("posts").select("id").where("videoId", "=", video.id).execute();
  expect(posts).toHaveLength(1);
});

test("a withdrawn post leaves room for another", async () => {
  const { video } = await stage.approved();
  const { postId } = await plan(video.id, { at: "2026-12-25T18:00" });
  await stage.db.updateTable("posts").set({ state: "withdrawn" }).where("id", "=", postId).execute();
  expect((await plan(video.id, { at: "2026-12-25T18:00" })).postId).not.toBe(postId);
});

test("another brand's video or account is not found or gone, never used", async () => {
  const other = await castOf(stage.db, "other");
  const { video } = await stage.approved();
  await expect(plan(video.id, {}, other.brand.id)).rejects.toThrow();
  expect(await refusal(plan(video.id, { connectionId: other.connection.id }))).toMatchObject({ code: "no-connection" });
  await expect(plan("not-an-id")).rejects.toThrow(NotFound);
});

test("a video that the network does not take is refused with its sentence, and nothing stays behind", async () => {
  const { video } = await stage.approved();
  await stage.db.updateTable("videos").set({ seconds: 400 }).where("id", "=", video.id).execute();
  const before = await countPosts();
  expect(await refusal(plan(video.id, { at: "2026-12-26T18:00" }))).toMatchObject({ code: "channel-refuses" });
  expect(await countPosts()).toBe(before);
});

test("a post moves to another time, and drops what the network held for the old one", async () => {
  const { video } = await stage.approved();
  const { postId } = await plan(video.id, { at: "2026-12-27T18:00" });
  await stage.db
    .updateTable("posts")
    .set({ state: "armed", handle: JSON.stringify({ key: postId }) })
    .where("id", "=", postId)
    .execute();
  const moved = await reschedulePost(
    stage.db,
    stage.cast.brand.id,
    actorOf(null),
    postId,
    { at: "2026-12-28T09:00", zone },
    now,
  );
  expect(moved.scheduledAt).toBe("2026-12-28T08:00:00.000Z");
  const post = await stage.db.selectFrom("posts").selectAll().where("id", "=", postId).executeTakeFirstOrThrow();
  expect(post).toMatchObject({ state: "scheduled", handle: null });
});

test.each(["publishing", "published", "unconfirmed", "withdrawn", "failed"] as const)(
  "a post that is %s does not move",
  async (state) => {
    const { video } = await stage.approved();
    const { postId } = await plan(video.id, { at: "2026-12-29T18:00" });
    await stage.db.updateTable("posts").set({ state }).where("id", "=", postId).execute();
    const move = reschedulePost(
      stage.db,
      stage.cast.brand.id,
      actorOf(null),
      postId,
      { at: "2026-12-30T09:00", zone },
      now,
    );
    expect(await refusal(move)).toMatchObject({ code: "too-late" });
  },
);

test("a disconnected account takes no more posts", async () => {
  const { video } = await stage.approved();
  await markDisconnected(stage.db, stage.cast.brand.id, stage.cast.connection.id);
  expect(await refusal(plan(video.id))).toMatchObject({ code: "no-connection" });
});
