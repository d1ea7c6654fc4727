import { getTake, moveTake, type Take, touchTake } from "#db/queries/takes.ts";
import { ProviderError } from "#providers/errors.ts";
import type { VideoProvider } from "#providers/video/contract.ts";
import type { Filmers } from "#providers/video/index.ts";
import { collectTake } from "./collect-take.ts";
import type { TakeDesk } from "./filming.ts";
import { lendFiles } from "./inputs.ts";
import { orderOf, sendTake, type TakeNews } from "./send-take.ts";
import { failTake } from "./settle-take.ts";

/**
 * Does what is next for a take: sends it, looks for it, asks the vendor how it is, fetches what was made, stops it when its
 * time is over. Safe to repeat, at any moment and by several at once. `look` counts how often one has looked, from 0. A
 * vendor that does not answer just now is asked again later; what repeating cannot mend throws `ProviderError`.
 */
export async function lookAtTake(stage: TakeDesk, brandId: string, takeId: string, look = 0): Promise<TakeNews> {
  const { db, filming } = stage;
  const take = await getTake(db, brandId, takeId);
  const filmer = filming.filmers[take.provider as keyof Filmers];
  const { looks } = filming.pace;
  const again = looks[Math.min(look, looks.length - 1)] ?? 30;
  if (!["ordered", "sending", "running"].includes(take.state)) return { state: take.state, againInSeconds: 0 };
  if (!filmer) throw new ProviderError("misconfigured", `${take.provider} is not set up here any more.`);
  try {
    if (take.state === "ordered") {
      if (take.cancelAskedAt) return await failTake(db, take, ["ordered"], { ...stopped, charged: false });
      return await sendTake(stage, filmer, take);
    }
    await touchTake(db, brandId, takeId);
    const news = take.state === "sending" ? await lookFor(stage, filmer, take) : await ask(stage, filmer, take);
    return { ...news, againInSeconds: Math.max(news.againInSeconds, news.state === "done" ? 0 : again) };
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind !== "retry") throw error;
    if (await isOverdue(stage, take)) return hold(stage, take);
    return { state: take.state, againInSeconds: error.retryAfterSeconds ?? again };
  }
}

const stopped = { why: "Filming was stopped.", stopped: true };
const secondsSince = (at: Date | null) => (at ? (Date.now() - at.getTime()) / 1000 : 0);

/** An order that was on its way when nobody heard of it again: in the vendor's list, or not. */
async function lookFor(stage: TakeDesk, filmer: VideoProvider, take: Take): Promise<TakeNews> {
  const { db, filming } = stage;
  const { unansweredAfter, holdAfter } = filming.pace;
  const since = secondsSince(take.sentAt);
  // Whoever sent it may still be waiting for the answer.
  if (since < unansweredAfter) return { state: "sending", againInSeconds: unansweredAfter - since };
  const input = await lendFiles(stage, take.brandId, filmer, take.input ?? {});
  const found = await filmer.find(orderOf(take, filming, filmer, input), take.sentAt ?? take.createdAt);
  if (found) {
    const predictionId = found.handle;
    await moveTake(db, take.brandId, take.id, ["sending"], { state: "running", predictionId });
    return { state: "running", againInSeconds: 0 };
  }
  return since < holdAfter ? { state: "sending", againInSeconds: 0 } : hold(stage, take);
}

async function ask(stage: TakeDesk, filmer: VideoProvider, take: Take): Promise<TakeNews> {
  const { db } = stage;
  const fate = await filmer.check(take.predictionId ?? "");
  switch (fate.state) {
    case "done":
      return collectTake(stage, filmer, take, fate);
    case "failed":
    case "cancelled": {
      const { metrics, begun: charged } = fate;
      if (take.cancelAskedAt && fate.state === "cancelled") {
        const late = take.deadlineAt !== null && take.cancelAskedAt >= take.deadlineAt;
        const why = late
          ? `It was not done after ${take.asked?.deadlineMinutes} minutes, and was stopped.`
          : stopped.why;
        return failTake(db, take, ["running"], { why, charged, metrics, stopped: !late });
      }
      return failTake(db, take, ["running"], { why: fate.why, charged, metrics });
    }
    case "pending": {
      const late = take.deadlineAt !== null && take.deadlineAt.getTime() <= Date.now();
      if (take.cancelAskedAt || late) {
        if (await isOverdue(stage, take)) return hold(stage, take);
        if (!take.cancelAskedAt) {
          await moveTake(db, take.brandId, take.id, ["running"], { state: "running", cancelAskedAt: new Date() });
        }
        await filmer.cancel(take.predictionId ?? "");
      }
      return { state: "running", againInSeconds: 0 };
    }
  }
}

/** Long past its deadline, with a vendor that does not answer or does not stop. */
async function isOverdue({ filming }: TakeDesk, take: Take): Promise<boolean> {
  const from = take.deadlineAt ?? take.cancelAskedAt;
  return from !== null && secondsSince(from) > filming.pace.stopWithin;
}

/** Leaves a take to a person: it may be running and paid for, or not, and is never ordered again by itself. */
async function hold({ db }: TakeDesk, take: Take): Promise<TakeNews> {
  const error =
    "Nobody knows what became of this order. Look for it at the vendor's, then say here whether it was made.";
  await moveTake(db, take.brandId, take.id, ["sending", "running"], { state: "unknown", error });
  return { state: "unknown", againInSeconds: 0 };
}
