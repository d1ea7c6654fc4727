import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { getPostToPublish, listAttempts, movePost, startAttempt } from "#db/queries/posts.ts";
import type { ShowcaseNetwork } from "#providers/channels/showcase.ts";
import { ProviderError } from "#providers/errors.ts";
import { addClaim, withdrawClaim } from "#studio/claims/library.ts";
import { whyNotPublishable } from "./preflight.ts";
import { openPress } from "./press.fixture.ts";
import {
  armPost,
  beginPost,
  checkPost,
  findStart,
  giveUpOnPost,
  type PostRef,
  publishPostNow,
  settlePost,
  uploadPost,
} from "./publish.ts";
import { resendPost } from "./resend.ts";
import { reschedulePost } from "./schedule.ts";
import { withdrawPost } from "./withdraw.ts";

/** What goes wrong with the network at the next call that publishes, and how often it was called. */
let fault: ((network: ShowcaseNetwork, ...args: Parameters<ShowcaseNetwork["publish"]>) => Promise<never>) | undefined;
let hidden = false;
let delayMs = 0;
let calls = 0;

const spoil = (network: ShowcaseNetwork): ShowcaseNetwork => ({
  ...network,
  publish: async (...args) => {
    calls++;
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    return fault ? fault(network, ...args) : network.publish(...args);
  },
  find: async (...args) => (hidden ? undefined : network.find(...args)),
});

const acceptThenTimeOut: typeof fault = async (network, ...args) => {
  await network.publish(...args);
  throw new ProviderError("retry", "The connection was lost");
};
const loseOnTheWay: typeof fault = async () => {
  throw new Error("socket hang up");
};
const refuse: typeof fault = async () => {
  throw new ProviderError("reject", "The Showcase does not take this video.", { answer: { code: 422 } });
};
const notNow: typeof fault = async () => {
  throw new ProviderError("retry", "Too many posts", { retryAfterSeconds: 30 });
};

let stage: Awaited<ReturnType<typeof openPress>>;
beforeAll(async () => {
  stage = await openPress(spoil);
});
beforeEach(() => {
  fault = undefined;
  hidden = false;
  delayMs = 0;
  calls = 0;
});
afterAll(() => stage.close());

const publish = (ref: PostRef) => publishPostNow(stage.press, ref);
const settle = (ref: PostRef) => settlePost(stage.press, ref.brandId, ref.postId);

test("a post goes through every state, and a row stands before and after each call", async () => {
  const ref = await stage.due();
  const seen: string[] = [];
  for (const step of [armPost, beginPost, uploadPost, checkPost, publishPostNow]) {
    seen.push((await step(stage.press, ref)).state);
  }
  expect(seen).toEqual(["arming", "uploading", "processing", "armed", "published"]);
  const post = await stage.read(ref);
  expect(post.url).toBe(`https://troupe.test/showcase/${stage.cast.connection.handle}/${ref.postId}`);
  expect(post.publishedAt).not.toBeNull();
  const attempts = await listAttempts(stage.db, ref.brandId, ref.postId);
  expect(attempts.map((each) => [each.step, each.outcome, each.finishedAt !== null])).toEqual([
    ["begin", "done", true],
    ["upload", "done", true],
    ["check", "done", true],
    ["publish", "published", true],
  ]);
});

test("the handle is stored before the network is asked anything under it", async () => {
  const ref = await stage.due();
  await armPost(stage.press, ref);
  await beginPost(stage.press, ref);
  expect(await stage.read(ref)).toMatchObject({ state: "uploading", handle: { key: ref.postId } });
});

test("of many who publish at once, one calls, and the post is out once", async () => {
  delayMs = 150; // Long enough for the others to get as far as the call.
  const ref = await stage.armed();
  const ends = await Promise.all(Array.from({ length: 8 }, () => publish(ref)));
  expect(calls).toBe(1);
  expect(await stage.shown(ref)).toBe(1);
  expect(ends.map((end) => end.state).filter((state) => state === "published").length).toBeGreaterThan(0);
  expect(ends.every((end) => ["published", "publishing"].includes(end.state))).toBe(true);
  expect((await publish(ref)).state).toBe("published");
  expect(calls).toBe(1);
});

test("a timeout after the network took it is unconfirmed, then found, and was told once", async () => {
  fault = acceptThenTimeOut;
  const ref = await stage.armed();
  expect(await publish(ref)).toMatchObject({ state: "unconfirmed" });
  expect((await publish(ref)).state).toBe("unconfirmed");
  expect((await settle(ref)).state).toBe("published");
  expect(calls).toBe(1);
  expect(await stage.shown(ref)).toBe(1);
  expect(await stage.read(ref)).toMatchObject({ failure: null, url: expect.stringContaining(ref.postId) });
});

test("a crash between the call and its answer is unconfirmed, then found, and is not told again", async () => {
  const ref = await stage.armed();
  await movePost(stage.db, ref.brandId, ref.postId, { from: ["armed"] }, { state: "publishing" });
  await startAttempt(stage.db, ref.brandId, ref.postId, "publish");
  const post = await stage.read(ref);
  const { id, brandId, handle, name } = stage.cast.connection;
  await stage.network.publish(
    { id, brandId, handle, name, settings: {} },
    {
      key: ref.postId,
      videoId: post.videoId,
      sha256: post.sha256,
      caption: post.caption,
      disclosure: { ai: "AI", paid: "Ad" },
    },
  );
  // The studio comes back: the workflow tries its step again, and the sweep looks after it.
  expect((await publish(ref)).state).toBe("publishing");
  expect(await settle(ref)).toMatchObject({ state: "publishing", againInSeconds: 5 });
  await stage.age(ref, 61);
  expect((await settle(ref)).state).toBe("published");
  expect(calls).toBe(0);
  expect(await stage.shown(ref)).toBe(1);
});

test("what is lost on the way stays unconfirmed while it may still turn up, and fails after that", async () => {
  fault = loseOnTheWay;
  const ref = await stage.armed();
  expect((await publish(ref)).state).toBe("unconfirmed");
  expect(await settle(ref)).toMatchObject({ state: "unconfirmed", againInSeconds: 10 });
  await stage.age(ref, 119);
  expect((await settle(ref)).state).toBe("unconfirmed");
  await stage.age(ref, 121);
  expect((await settle(ref)).state).toBe("failed");
  expect(calls).toBe(1);
  expect(await stage.read(ref)).toMatchObject({
    retriable: true,
    failure: expect.stringMatching(/nothing of it is out/),
  });
});

test("sending again what had in truth arrived finds it instead of posting it twice", async () => {
  fault = acceptThenTimeOut;
  const ref = await stage.armed();
  hidden = true;
  await publish(ref);
  await stage.age(ref, 300);
  expect((await settle(ref)).state).toBe("failed");
  hidden = false;
  expect(await resendPost(stage.press, ref.brandId, stage.by, ref.postId)).toBeUndefined();
  expect((await stage.read(ref)).state).toBe("published");
  expect(calls).toBe(1);
  expect(await stage.shown(ref)).toBe(1);
});

test("sending a failed post again gives it a new time, and it goes out once", async () => {
  fault = refuse;
  const ref = await stage.armed();
  expect((await publish(ref)).state).toBe("failed");
  expect(await stage.read(ref)).toMatchObject({ retriable: false, failure: "The Showcase does not take this video." });
  const attempts = await listAttempts(stage.db, ref.brandId, ref.postId);
  expect(attempts.at(-1)).toMatchObject({ outcome: "refused", answer: { answer: { code: 422 } } });
  fault = undefined;
  const again = await resendPost(stage.press, ref.brandId, stage.by, ref.postId);
  expect(again).toBeDefined();
  for (const step of [armPost, beginPost, uploadPost, checkPost, publishPostNow]) await step(stage.press, again!);
  expect(await stage.shown(ref)).toBe(1);
  await expect(resendPost(stage.press, ref.brandId, stage.by, ref.postId)).rejects.toMatchObject({
    code: "not-failed",
  });
});

test("being told to come back later is no failure: the post stays armed, and gives up after five tries", async () => {
  fault = notNow;
  const ref = await stage.armed();
  for (let tries = 0; tries < 4; tries++) {
    expect(await publish(ref)).toEqual({ state: "armed", againInSeconds: 30 });
  }
  expect((await publish(ref)).state).toBe("failed");
  expect(calls).toBe(5);
  expect(await stage.shown(ref)).toBe(0);
});

test("a rate limit that had let the post through is found out before anything is tried again", async () => {
  fault = async (network, ...args) => {
    await network.publish(...args);
    throw new ProviderError("retry", "Too many posts", { retryAfterSeconds: 30 });
  };
  const ref = await stage.armed();
  expect((await publish(ref)).state).toBe("published");
  expect(await stage.shown(ref)).toBe(1);
});

test("nothing goes out before its time", async () => {
  const ref = await stage.armed();
  const later = new Date(Date.now() + 60_000);
  await stage.db.updateTable("posts").set({ scheduledAt: later }).where("id", "=", ref.postId).execute();
  const early = await publish({ ...ref, scheduledAt: later.toISOString() });
  expect(early.state).toBe("armed");
  expect(early.againInSeconds).toBeGreaterThan(55);
  expect(calls).toBe(0);
});

test("a run that wakes at a time that no longer holds does nothing, at any step", async () => {
  const ref = await stage.due();
  const at = "2031-01-06T09:00";
  await reschedulePost(stage.db, ref.brandId, stage.by, ref.postId, { at, zone: "Europe/Oslo" });
  expect(await findStart(stage.press, ref)).toBeUndefined();
  for (const step of [armPost, beginPost, uploadPost, checkPost, publishPostNow]) {
    expect((await step(stage.press, ref)).state).toBe("moved");
  }
  expect(await stage.read(ref)).toMatchObject({ state: "scheduled", handle: null });
  expect(calls).toBe(0);
});

test("a post that moved does not go out at its old time, even when the run of its new time has armed it again", async () => {
  const ref = await stage.armed();
  const moved = await reschedulePost(stage.db, ref.brandId, stage.by, ref.postId, {
    at: "2031-01-13T09:00",
    zone: "Europe/Oslo",
  });
  for (const step of [armPost, beginPost, uploadPost, checkPost]) await step(stage.press, moved);
  expect((await stage.read(ref)).state).toBe("armed");
  expect((await publish(ref)).state).toBe("moved");
  expect(calls).toBe(0);
});

test("taking the approval back stops the post, before it is prepared and at the last moment", async () => {
  const first = await stage.due();
  const second = await stage.armed();
  for (const { videoId } of [first, second]) {
    await stage.db.updateTable("decisions").set({ withdrawnAt: new Date() }).where("videoId", "=", videoId).execute();
  }
  expect((await armPost(stage.press, first)).state).toBe("failed");
  expect((await publish(second)).state).toBe("failed");
  expect(calls).toBe(0);
  expect((await stage.read(second)).failure).toBe(
    "The video's approval was taken back. Approve it, then send the post again.",
  );
});

test("a claim whose evidence was taken back since stops the post at the last moment", async () => {
  const ref = await stage.armed();
  const proven = {
    statement: "The bag is compostable",
    source: "A laboratory",
    evidenceUrl: "https://example.com/1.pdf",
  };
  const { id } = await addClaim(stage.db, ref.brandId, stage.by, proven, "2026-11-23");
  await stage.db
    .updateTable("posts")
    .set({ caption: "The bag is compostable." })
    .where("id", "=", ref.postId)
    .execute();
  const post = await getPostToPublish(stage.db, ref.brandId, ref.postId);
  const channel = stage.press.channels.get("showcase");
  expect(await whyNotPublishable(stage.db, stage.files, channel, post)).toEqual([]);
  await withdrawClaim(stage.db, ref.brandId, stage.by, id);
  expect(await whyNotPublishable(stage.db, stage.files, channel, post)).toMatchObject([
    {
      code: "claim",
      severity: "block",
      message: expect.stringContaining("In the caption, “The bag is compostable.” needs evidence"),
    },
  ]);
  expect((await publish(ref)).state).toBe("failed");
  expect(calls).toBe(0);
});

test("a file that is not the approved one is not published, whatever the rows say", async () => {
  const ref = await stage.armed();
  const { file } = await stage.db
    .selectFrom("videos")
    .select("file")
    .where("id", "=", ref.videoId)
    .executeTakeFirstOrThrow();
  await stage.files.save(file, { bytes: new TextEncoder().encode("another video") });
  expect((await publish(ref)).state).toBe("failed");
  expect((await stage.read(ref)).failure).toMatch(/not the one that was approved/);
  const missing = await stage.due();
  const video = await stage.db
    .selectFrom("videos")
    .select("file")
    .where("id", "=", missing.videoId)
    .executeTakeFirstOrThrow();
  await stage.files.remove(video.file);
  expect((await armPost(stage.press, missing)).state).toBe("failed");
});

test("a withdrawn post never goes out, and a published one is taken down", async () => {
  const planned = await stage.armed();
  expect((await withdrawPost(stage.press, planned.brandId, stage.by, planned.postId)).state).toBe("withdrawn");
  expect((await publish(planned)).state).toBe("withdrawn");
  expect(calls).toBe(0);
  const out = await stage.armed();
  await publish(out);
  await withdrawPost(stage.press, out.brandId, stage.by, out.postId);
  await withdrawPost(stage.press, out.brandId, stage.by, out.postId);
  expect(await stage.shown(out)).toBe(0);
  expect((await stage.read(out)).state).toBe("withdrawn");
});

test("a post of unknown fate cannot be taken back before it is settled", async () => {
  fault = loseOnTheWay;
  const ref = await stage.armed();
  await publish(ref);
  await expect(withdrawPost(stage.press, ref.brandId, stage.by, ref.postId)).rejects.toMatchObject({
    code: "in-flight",
  });
});

test("a run that gives up fails a post that was not told to go out, and leaves open one that was", async () => {
  const before = await stage.armed();
  await giveUpOnPost(stage.db, before, "The network is away. Send it again.");
  expect(await stage.read(before)).toMatchObject({ state: "failed", retriable: true });
  const during = await stage.armed();
  await movePost(stage.db, during.brandId, during.postId, { from: ["armed"] }, { state: "publishing" });
  await giveUpOnPost(stage.db, during, "The studio lost its way.");
  expect((await stage.read(during)).state).toBe("unconfirmed");
});
