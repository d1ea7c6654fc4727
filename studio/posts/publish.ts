import type { Db, Trx } from "#db/database.ts";
import {
  findLastAttempt,
  finishAttempt,
  getPostToPublish,
  listAttempts,
  movableStates,
  movePost,
  type Post,
  type PostToPublish,
  startAttempt,
} from "#db/queries/posts.ts";
import { nameVariant } from "#db/queries/subjects.ts";
import type { PostState } from "#db/tables/posts.ts";
import { inTransaction } from "#db/transaction.ts";
import type { Channel, ChannelHandle, ChannelRegistry } from "#providers/channels/contract.ts";
import { ProviderError } from "#providers/errors.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { workflowActor } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { tellEndpoints } from "#studio/webhooks/tell.ts";
import { attempt, isFinal, toEvidence } from "./attempts.ts";
import { connectionOf, toChannelDraft, toChannelPost } from "./channel-post.ts";
import { whyNotPublishable } from "./preflight.ts";

/**
 * A post goes out in steps, each of them a verb below. Every verb looks at the post's state first, does its one step
 * when that is next, and answers the state it finds otherwise: so all of them may be repeated and run twice at once,
 * and a run that takes over after a crash goes on where the other stopped. Only `publishPostNow` does what cannot be
 * undone, and the row that says "publishing" is committed before it does.
 */
export type Press = { db: Db; files: FileStore; channels: ChannelRegistry };

/** `scheduledAt` is the time that the caller acts for: when the post has another by now, nothing is done. */
export type PostRef = { brandId: string; postId: string; scheduledAt: string };

/** Where the post is now. `moved`: its time is another, and another run has it. `againInSeconds`: ask again then. */
export type Progress = { state: PostState | "moved"; againInSeconds?: number };

/** How long before its time a post is checked and uploaded, where the network holds it back until it is told. */
export const leadMs = 15 * 60_000;

/** A call that publishes and has not answered by then never will; its outcome is unknown. */
const publishTimeoutMs = 60_000;

/** How often a network that asks us to come back later is told to publish, before a person is asked. */
const maxPublishAttempts = 5;

/** When to start with a post; undefined when there is nothing to start, because it has moved or is past that. */
export async function findStart(press: Press, ref: PostRef): Promise<Date | undefined> {
  const post = await getPostToPublish(press.db, ref.brandId, ref.postId);
  if (hasMoved(post, ref) || !(movableStates as readonly PostState[]).includes(post.state)) return undefined;
  const lead = press.channels.get(post.channel).holdsArmed ? leadMs : 0;
  return new Date(post.scheduledAt.getTime() - lead);
}

/** Preflight. What speaks against the post fails it, with the sentence that says what to do. */
export function armPost(press: Press, ref: PostRef): Promise<Progress> {
  return step(press, ref, "scheduled", async (post, channel) => {
    const [blocker] = await whyNotPublishable(press.db, press.files, channel, post);
    if (blocker) return failPost(press.db, post, ["scheduled"], blocker.message, true);
    return move(press.db, post, ["scheduled"], { state: "arming" });
  });
}

/** Opens the post on the network and stores the handle, before anything is sent or asked under it. */
export function beginPost(press: Press, ref: PostRef): Promise<Progress> {
  return step(press, ref, "arming", async (post, channel) => {
    const handle = await tryTo(press.db, post, "begin", () =>
      channel.begin(connectionOf(post), toChannelPost(press.files, post)),
    );
    if ("refused" in handle) return failPost(press.db, post, ["arming"], handle.refused, handle.retriable);
    return move(press.db, post, ["arming"], { state: "uploading", handle: JSON.stringify(handle.answer) });
  });
}

/** Sends the bytes under the stored handle; repeated, the network resumes. */
export function uploadPost(press: Press, ref: PostRef): Promise<Progress> {
  return step(press, ref, "uploading", async (post, channel) => {
    const sent = await tryTo(press.db, post, "upload", () =>
      channel.upload(connectionOf(post), toChannelPost(press.files, post), handleOf(post)),
    );
    if ("refused" in sent) return failPost(press.db, post, ["uploading"], sent.refused, sent.retriable);
    return move(press.db, post, ["uploading"], { state: "processing" });
  });
}

/** Asks whether the network is through with what was sent. `againInSeconds` is its own wish while it is not. */
export function checkPost(press: Press, ref: PostRef): Promise<Progress> {
  return step(press, ref, "processing", async (post, channel) => {
    const from = ["processing"] as const;
    const checked = await tryTo(press.db, post, "check", () => channel.check(connectionOf(post), handleOf(post)));
    if ("refused" in checked) return failPost(press.db, post, from, checked.refused, checked.retriable);
    const { answer } = checked;
    if (answer.status === "ready") return move(press.db, post, from, { state: "armed" });
    if (answer.status === "done") return markPublished(press.db, post, from, answer);
    if (answer.status === "failed") return failPost(press.db, post, from, answer.message, answer.retriable);
    if (answer.status === "inbox") {
      const handle = JSON.stringify({ ...handleOf(post), inboxUntil: answer.until.toISOString() });
      return move(press.db, post, from, { state: "awaiting-creator", handle });
    }
    return { ...(await move(press.db, post, from, { state: "processing" })), againInSeconds: answer.againInSeconds };
  });
}

/**
 * Looks once more whether the post may go out, and tells the network to publish it. Of all who try, one commits the row
 * that says so, and only that one calls. Whatever leaves the outcome open ends in `unconfirmed`, for `settlePost`.
 */
export function publishPostNow(press: Press, ref: PostRef): Promise<Progress> {
  return step(press, ref, "armed", async (post, channel) => {
    const { db, files } = press;
    const early = post.scheduledAt.getTime() - Date.now();
    if (early > 0) return { state: "armed", againInSeconds: Math.ceil(early / 1000) };
    const [blocker] = await whyNotPublishable(db, files, channel, post);
    if (blocker) return failPost(db, post, ["armed"], blocker.message, true);
    const attemptId = await inTransaction(db, async (trx) => {
      const mine = await movePost(
        trx,
        post.brandId,
        post.id,
        { from: ["armed"], at: post.scheduledAt },
        { state: "publishing" },
      );
      return mine && startAttempt(trx, post.brandId, post.id, "publish");
    });
    if (!attemptId) return current(db, ref);
    const end = (outcome: string, answer: unknown) =>
      finishAttempt(db, post.brandId, attemptId, outcome, toEvidence(answer));
    try {
      const outcome = await within(
        publishTimeoutMs,
        channel.finalize(connectionOf(post), toChannelPost(files, post), handleOf(post)),
      );
      await end(outcome.status, outcome);
      if (outcome.status === "published") return markPublished(db, post, ["publishing", "unconfirmed"], outcome);
      return { state: "publishing", againInSeconds: 5 };
    } catch (error) {
      if (isFinal(error)) {
        await end("refused", error);
        return failPost(db, post, ["publishing"], error.message, error.kind !== "reject");
      }
      if (error instanceof ProviderError && error.retryAfterSeconds !== undefined) {
        await end("not-now", error);
        return comeBackLater(db, post, channel, error.retryAfterSeconds);
      }
      await end("unknown", error);
      const failure = `${channel.name} did not say whether it published this. We are looking for it there.`;
      return { ...(await move(db, post, ["publishing"], { state: "unconfirmed", failure })), againInSeconds: 5 };
    }
  });
}

/**
 * Finds out, by reading only, what became of a post that was told to go out. It is published when it is found, and
 * failed when it is not there after all the time the network may take to show it. Where the network cannot tell, it
 * stays unconfirmed and a person is asked.
 */
export async function settlePost(press: Press, brandId: string, postId: string): Promise<Progress> {
  const { db } = press;
  const post = await getPostToPublish(db, brandId, postId);
  const from = ["publishing", "unconfirmed", "awaiting-creator"] as const;
  if (!(from as readonly PostState[]).includes(post.state)) return { state: post.state };
  const channel = press.channels.get(post.channel);
  const told = await findLastAttempt(db, brandId, postId, "publish");
  const toldAt = told?.startedAt ?? post.updatedAt;
  const age = Date.now() - toldAt.getTime();
  if (post.state === "publishing" && told?.outcome === "started") {
    if (age < publishTimeoutMs) return { state: "publishing", againInSeconds: 5 };
    await finishAttempt(db, brandId, told.id, "unknown", { message: "The studio stopped before the answer came." });
  }

  const looked = await attempt(db, post, "look", async () => {
    if (post.handle) {
      const checked = await channel.check(connectionOf(post), handleOf(post));
      if (checked.status === "done" || checked.status === "failed") return checked;
    }
    return channel.reconcile(connectionOf(post), toChannelDraft(post), post.handle as ChannelHandle | null);
  });
  if (looked.status === "done" || looked.status === "found") return markPublished(db, post, from, looked, toldAt);
  if (looked.status === "failed") return failPost(db, post, from, looked.message, looked.retriable);
  if (post.state === "awaiting-creator") return move(db, post, from, { state: "awaiting-creator" });
  if (age < publishTimeoutMs + channel.reconcileWithinSeconds * 1000) {
    const failure = `${channel.name} does not show this post yet. We keep looking.`;
    return { ...(await move(db, post, from, { state: "unconfirmed", failure })), againInSeconds: 10 };
  }
  if (looked.status === "absent") {
    return failPost(
      db,
      post,
      from,
      `${channel.name} did not take this post, and nothing of it is out. Send it again.`,
      true,
    );
  }
  const failure = `${channel.name} cannot tell whether this post is out. Look on ${post.accountName} whether it is there.`;
  return move(db, post, from, { state: "unconfirmed", failure });
}

/** Ends a post whose run gave up: failed where nothing was published, unconfirmed where that is not known. */
export async function giveUpOnPost(db: Db, ref: PostRef, sentence: string): Promise<void> {
  const post = await getPostToPublish(db, ref.brandId, ref.postId);
  if (hasMoved(post, ref)) return;
  await failPost(db, post, movableStates, sentence, true);
  await move(db, post, ["publishing"], { state: "unconfirmed", failure: sentence });
}

async function step(
  press: Press,
  ref: PostRef,
  state: PostState,
  take: (post: PostToPublish, channel: Channel) => Promise<Progress>,
): Promise<Progress> {
  const post = await getPostToPublish(press.db, ref.brandId, ref.postId);
  if (hasMoved(post, ref)) return { state: "moved" };
  return post.state === state ? take(post, press.channels.get(post.channel)) : { state: post.state };
}

async function current(db: Db, ref: PostRef): Promise<Progress> {
  const post = await getPostToPublish(db, ref.brandId, ref.postId);
  return { state: hasMoved(post, ref) ? "moved" : post.state };
}

function hasMoved(post: PostToPublish, ref: PostRef): boolean {
  return post.scheduledAt.getTime() !== new Date(ref.scheduledAt).getTime();
}

type Changes = Parameters<typeof movePost>[4];

/** Moves the post if it still is where it was read, at the same time; answers where it is. */
async function move(db: Db, post: PostToPublish, from: readonly PostState[], changes: Changes): Promise<Progress> {
  const ref = { brandId: post.brandId, postId: post.id, scheduledAt: post.scheduledAt.toISOString() };
  const moved = await inTransaction(db, async (trx) => {
    const there = await movePost(trx, post.brandId, post.id, { from, at: post.scheduledAt }, changes);
    if (there && there.state !== post.state) await recordFate(trx, post, there);
    return there;
  });
  return moved ? { state: moved.state } : current(db, ref);
}

const fates = { published: "post.published", failed: "post.failed", unconfirmed: "post.unconfirmed" } as const;

/** What became of a post is written down like what people do; how it got there is in its attempts. */
async function recordFate(trx: Trx, post: PostToPublish, now: Post): Promise<void> {
  const act = now.state in fates ? fates[now.state as keyof typeof fates] : undefined;
  if (!act) return;
  const { id, brandId, variantId, workspaceId, accountName: account } = post;
  const subject = { kind: "post", id, name: await nameVariant(trx, brandId, variantId), brandId };
  const after = { account, url: now.url, failure: now.failure, sha256: now.sha256 };
  await recordAct(trx, workflowActor(workspaceId, "publish-post"), { act, subject, after });
  await tellEndpoints(trx, brandId, act, id);
}

function failPost(
  db: Db,
  post: PostToPublish,
  from: readonly PostState[],
  failure: string,
  retriable: boolean,
): Promise<Progress> {
  return move(db, post, from, { state: "failed", failure, retriable });
}

function markPublished(
  db: Db,
  post: PostToPublish,
  from: readonly PostState[],
  entry: { remoteId: string; url: string },
  publishedAt = new Date(),
): Promise<Progress> {
  const { remoteId, url } = entry;
  return move(db, post, from, { state: "published", remoteId, url, publishedAt, failure: null, retriable: null });
}

/**
 * The network took nothing and named a delay: after a look that it really took nothing, the post waits, still armed.
 */
async function comeBackLater(db: Db, post: PostToPublish, channel: Channel, seconds: number): Promise<Progress> {
  const trace = await attempt(db, post, "look", () =>
    channel.reconcile(connectionOf(post), toChannelDraft(post), handleOf(post)),
  );
  if (trace.status === "found") return markPublished(db, post, ["publishing"], trace);
  const told = (await listAttempts(db, post.brandId, post.id)).filter((each) => each.step === "publish");
  if (told.length >= maxPublishAttempts) {
    const failure = `${channel.name} keeps asking us to come back later. Send the post again in some hours.`;
    return failPost(db, post, ["publishing"], failure, true);
  }
  return { ...(await move(db, post, ["publishing"], { state: "armed" })), againInSeconds: seconds };
}

/** A call that may be repeated: a final refusal is an answer; what may pass is thrown, for the engine to try again. */
async function tryTo<T>(
  db: Db,
  post: PostToPublish,
  name: string,
  call: () => Promise<T>,
): Promise<{ answer: T } | { refused: string; retriable: boolean }> {
  try {
    return { answer: await attempt(db, post, name, call) };
  } catch (error) {
    if (isFinal(error)) return { refused: error.message, retriable: error.kind !== "reject" };
    throw error;
  }
}

function handleOf(post: PostToPublish): ChannelHandle {
  return post.handle as ChannelHandle;
}

async function within<T>(ms: number, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ProviderError("retry", "The network did not answer in time")), ms);
  });
  try {
    return await Promise.race([call, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
