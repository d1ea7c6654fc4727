import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { writeVtt } from "./captions.ts";
import { RenderFailed } from "./errors.ts";
import { checkBoard, nameShot, planShots, type ShotJob } from "./plan-shots.ts";
import { nameSound, planSound } from "./plan-sound.ts";
import { createRenderPool, type RenderPool } from "./render-pool.ts";
import type { RenderTier } from "./render-shot.ts";
import { createShotCache, type Hold } from "./shot-cache.ts";
import { createFileHasher } from "./shot-key.ts";
import { pixelsOf, type Ratio, stageOf } from "./stage.ts";
import type { Storyboard } from "./storyboard.ts";

export { RenderFailed } from "./errors.ts";
export type { RenderTier } from "./render-shot.ts";

/** A finished video: absolute paths of the MP4, its poster (JPEG) and its captions (WebVTT), and what is in it. */
export type RenderedVideo = {
  file: string;
  poster: string;
  captions: string;
  seconds: number;
  width: number;
  height: number;
  bytes: number;
  sha256: string;
  /** In playing order. `hash` names the shot in the cache; `cached` says that it did not have to be drawn again. */
  shots: { hash: string; seconds: number; cached: boolean; startsAt: number }[];
};

export type RenderOptions = {
  tier: RenderTier;
  /** Makes every piece anew, whatever was kept: for when something was wrong with it. */
  fresh?: boolean;
  onProgress?: (fraction: number, stage: string) => void;
  signal?: AbortSignal;
};

export type Renderer = {
  /**
   * Makes `video.mp4`, `poster.jpg` and `captions.vtt` in `outDir`, all or none. The same storyboard gives the same
   * video. Throws `RenderFailed`.
   */
  render(board: Storyboard, outDir: string, options: RenderOptions): Promise<RenderedVideo>;
  pids(): number[];
  close(): Promise<void>;
};

/**
 * The built-in renderer. Shots are drawn side by side in `workers` child processes while the sound is mixed, both are kept
 * in `cacheDir` under a hash of what they are, and joined without encoding again. `shotTimeoutMs` and `memoryMb` bound
 * each process.
 */
export function createRenderer(options: {
  workers: number;
  cacheDir: string;
  shotTimeoutMs: number;
  memoryMb: number;
}): Renderer {
  const { workers, cacheDir, shotTimeoutMs, memoryMb } = options;
  const pool = createRenderPool({ size: workers, timeoutMs: shotTimeoutMs, memoryMb });
  const cache = createShotCache(cacheDir);
  /** Pieces being made now, so that two variants that share one wait for the same making. */
  const underWay = new Map<string, Promise<void>>();

  /** Brings pieces into the hold; true when the cache had them, false when they had to be made. */
  async function bring(hold: Hold, names: string[], make: () => Promise<void>, signal: AbortSignal): Promise<boolean> {
    const key = names[0]!;
    if (await hold.take(names)) return true;
    for (let other = underWay.get(key); other; other = underWay.get(key)) {
      await other.catch(() => undefined);
      if (await hold.take(names)) return true;
      if (signal.aborted) throw new RenderFailed("stopped", "it was stopped");
    }
    const making = make()
      .then(() => hold.keep(names))
      .finally(() => underWay.delete(key));
    underWay.set(key, making);
    await making;
    return false;
  }

  async function film(
    board: Storyboard,
    outDir: string,
    hold: Hold,
    { tier, fresh, onProgress, signal }: RenderOptions,
  ) {
    const stop = new AbortController();
    const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const readHash = createFileHasher();
    const jobs = await planShots(board, tier, readHash);
    const sound = await planSound(
      board,
      jobs.map(({ placed }) => placed),
      cacheDir,
      readHash,
    );
    if (fresh) await cache.forget([...jobs.flatMap(({ segment, still }) => [segment, still]), sound.name]);
    const report = reportShots(jobs, onProgress);
    const orStop = async <T>(work: Promise<T>, name: (error: unknown) => unknown): Promise<T> => {
      try {
        return await work;
      } catch (error) {
        stop.abort();
        throw name(error);
      }
    };
    const mixing = orStop(
      bring(
        hold,
        [sound.name],
        () => pool.run({ kind: "sound", plan: sound.plan, out: hold.file(sound.name) }, { signal: either }),
        either,
      ),
      nameSound,
    );
    const drawing: Promise<boolean>[] = [];
    // The longest first: a long shot that begins last leaves the other processes with nothing to do.
    for (const [index, job] of [...jobs.entries()].toSorted(([, a], [, b]) => b.plan.frames - a.plan.frames)) {
      const told = (fraction: number) => report(index, fraction);
      const made = bring(
        hold,
        [job.segment, job.still],
        () => drawShot(pool, hold, job, tier, told, either),
        either,
      ).then((cached) => {
        told(1);
        return cached;
      });
      drawing[index] = orStop(made, (error) => nameShot(error, job.plan.shot, index));
    }
    const brought = await Promise.allSettled([...drawing, mixing]);
    // The first to fail stops the others, so of several failures the one that was not "stopped" is the cause.
    const failures = brought.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    const failure =
      failures.find((each) => !(each instanceof RenderFailed && each.reason === "stopped")) ?? failures[0];
    if (failure) throw failure;
    onProgress?.(0.95, "Joining the shots");
    const made = await assemble(pool, board, { jobs, hold, sound: hold.file(sound.name) }, outDir, either);
    onProgress?.(1, "Done");
    return {
      ...made,
      ...sizeOf(board.ratio, tier),
      shots: jobs.map(({ hash, placed }, index) => ({
        hash,
        seconds: placed.seconds,
        startsAt: placed.startsAt,
        cached: brought[index]?.status === "fulfilled" && brought[index].value,
      })),
    };
  }

  return {
    async render(wanted, outDir, options) {
      const board = checkBoard(wanted);
      await mkdir(outDir, { recursive: true });
      const hold = await cache.hold();
      try {
        return await film(board, outDir, hold, options);
      } finally {
        await hold.release();
      }
    },
    pids: () => pool.pids(),
    close: () => pool.close(),
  };
}

async function drawShot(
  pool: RenderPool,
  hold: Hold,
  { plan, segment, still }: ShotJob,
  tier: RenderTier,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const fresh = { out: hold.file(`${segment}.part`), poster: hold.file(`${still}.part`) };
  await pool.run({ kind: "shot", plan, tier, ...fresh }, { onProgress, signal });
  await rename(fresh.poster, hold.file(still));
  await rename(fresh.out, hold.file(segment));
}

/** Joins what lies in the hold into the three files of a video, all or none. */
async function assemble(
  pool: RenderPool,
  board: Storyboard,
  { jobs, hold, sound }: { jobs: ShotJob[]; hold: Hold; sound: string },
  outDir: string,
  signal: AbortSignal,
) {
  const last = jobs.at(-1)!.placed;
  const names = { file: "video.mp4", poster: "poster.jpg", captions: "captions.vtt" };
  const finals = mapValues(names, (name) => path.join(outDir, name));
  const fresh = mapValues(names, (name) => path.join(outDir, `.${randomUUID()}.${name}`));
  try {
    await pool
      .run(
        {
          kind: "assembly",
          out: fresh.file,
          segments: jobs.map(({ segment, placed }) => ({ file: hold.file(segment), startFrame: placed.startFrame })),
          sound,
          fps: board.fps,
          title: board.look.brandName,
          note: board.label,
        },
        { signal },
      )
      .catch((error: unknown) => {
        if (!(error instanceof RenderFailed)) throw error;
        const message = `The shots could not be joined: ${error.message}.`;
        throw new RenderFailed(error.reason, message, null, { cause: error });
      });
    await copyFile(hold.file(jobs[0]!.still), fresh.poster);
    await writeFile(fresh.captions, writeVtt(board));
    const sha256 = await hashFile(fresh.file);
    const { size: bytes } = await stat(fresh.file);
    for (const key of ["captions", "poster", "file"] as const) await rename(fresh[key], finals[key]);
    return { ...finals, seconds: last.startsAt + last.seconds, bytes, sha256 };
  } finally {
    for (const file of Object.values(fresh)) await rm(file, { force: true });
  }
}

/** Shots count by their frames; joining is the last twentieth. */
function reportShots(jobs: ShotJob[], onProgress: RenderOptions["onProgress"]) {
  const done = jobs.map(() => 0);
  const total = jobs.reduce((sum, { plan }) => sum + plan.frames, 0);
  return (index: number, fraction: number) => {
    done[index] = fraction;
    const share = jobs.reduce((sum, { plan }, at) => sum + plan.frames * (done[at] ?? 0), 0) / total;
    onProgress?.(0.95 * share, `Drawing ${jobs.length} shots`);
  };
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

function sizeOf(ratio: Ratio, tier: RenderTier): { width: number; height: number } {
  return pixelsOf(stageOf(ratio), tier === "final" ? 1 : 0.5);
}

function mapValues<K extends string>(record: Record<K, string>, change: (value: string) => string): Record<K, string> {
  return Object.fromEntries(Object.entries<string>(record).map(([key, value]) => [key, change(value)])) as Record<
    K,
    string
  >;
}
