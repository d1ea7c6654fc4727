import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Take } from "#db/queries/takes.ts";
import { type ClipProbe, probeClip, Unreadable } from "#media/probe-clip.ts";
import { ProviderError } from "#providers/errors.ts";
import type { Fate, VideoProvider } from "#providers/video/contract.ts";
import { priceRun } from "#providers/video/price.ts";
import { fetchPublic } from "#providers/web/fetch-public.ts";
import { findFilmedDossier } from "./dossier-of-take.ts";
import type { TakeDesk } from "./filming.ts";
import { sha256Of } from "./keys.ts";
import type { TakeNews } from "./send-take.ts";
import { completeTake, failTake } from "./settle-take.ts";

/** A minute of 4K is less than this; what is more is not a clip. */
const largest = 300 * 1024 * 1024;
const fetchMs = 120_000;
/** A clip that is shorter than this share of what was asked for would stand longer than it moves. */
const leastShare = 0.5;
/** Shares of a clip's looks: more of it black, or standing still, and it is not what was asked for. */
const mostBlack = 0.5;
const mostFrozen = 0.95;

type Done = Extract<Fate, { state: "done" }>;

/**
 * Fetches what was made into our own store at once, because the vendor deletes it after an hour, looks at all of it, and
 * writes down what it cost: by the seconds that the vendor says it made, else by those that were asked for. A file that is
 * no use is kept for whoever wants to see it, and has been paid for all the same. Safe to repeat.
 */
export async function collectTake(stage: TakeDesk, filmer: VideoProvider, take: Take, fate: Done): Promise<TakeNews> {
  const { db, files, filming } = stage;
  const costMicros = await costOf(stage, take, fate);
  const paid = { charged: true, costMicros, metrics: fate.metrics };
  const [address] = fate.outputs;
  if (!address) return failTake(db, take, ["running"], { ...paid, why: "The run succeeded and delivered no file." });
  let bytes: Uint8Array;
  try {
    bytes = await fetchPublic(address, { maxBytes: largest, timeoutMs: fetchMs }, filmer.guard);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const age = (Date.now() - fate.finishedAt.getTime()) / 1000;
    // What does not answer just now may later, as long as it is still there.
    if (error.kind === "retry" && age < filming.pace.fetchWithin) throw error;
    const why = `What was made could not be fetched, and ${filmer.name} keeps it for an hour only: ${error.message}`;
    return failTake(db, take, ["running"], { ...paid, why });
  }
  const key = `brands/${take.brandId}/takes/${take.id}.mp4`;
  await files.save(key, { bytes });
  const kept = { file: key, sha256: sha256Of(bytes), bytes: bytes.length };
  try {
    const probe = await probeBytes(stage, bytes);
    const why = whyUseless(probe, take);
    if (why) return await failTake(db, take, ["running"], { ...paid, ...kept, probe, why });
    const { metrics } = fate;
    return await completeTake(db, take, {
      ...kept,
      probe,
      metrics,
      costMicros,
      seconds: probe.seconds,
      score: scoreOf(probe),
    });
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return failTake(db, take, ["running"], { ...paid, ...kept, why: `The file that came is no use. ${error.message}` });
  }
}

async function probeBytes({ scratch }: Pick<TakeDesk, "scratch">, bytes: Uint8Array): Promise<ClipProbe> {
  await mkdir(scratch, { recursive: true });
  const file = path.join(scratch, `${randomUUID()}.mp4`);
  try {
    await writeFile(file, bytes);
    return await probeClip(file);
  } finally {
    await rm(file, { force: true });
  }
}

async function costOf({ db }: Pick<TakeDesk, "db">, take: Take, { madeSeconds }: Done): Promise<number> {
  if (madeSeconds === undefined || !take.asked) return take.estimateMicros;
  const dossier = await findFilmedDossier(db, take);
  return (dossier && priceRun(dossier, { ...take.asked, seconds: madeSeconds })) ?? take.estimateMicros;
}

/** Why nobody would want to see it, as a sentence; undefined when it will do. Its codec and its size are no reason. */
function whyUseless({ seconds, black, frozen, width, height }: ClipProbe, { asked }: Take): string | undefined {
  const wanted = asked?.keeps ?? 0;
  if (seconds < wanted * leastShare) {
    return `The clip lasts ${seconds.toFixed(1)} s, and ${wanted.toFixed(1)} s were asked for.`;
  }
  if (Math.min(width, height) < 64) return `The clip is ${width} × ${height} pixels, which is too small to show.`;
  if (black > mostBlack) return "Most of the clip is black.";
  if (frozen > mostFrozen && seconds > 1) return "Nothing moves in the clip.";
  return undefined;
}

/** Of several candidates the sharpest that moves and is seen is shown. */
function scoreOf({ sharpness, black, frozen }: ClipProbe): number {
  return sharpness * (1 - black) * (1 - 0.8 * frozen);
}
