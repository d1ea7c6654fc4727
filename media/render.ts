import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, copyFile, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { writeVtt } from "./captions.ts";
import { RenderFailed } from "./errors.ts";
import { createRenderPool } from "./render-pool.ts";
import type { RenderTier } from "./render-shot.ts";
import type { ShotPlan } from "./scenes/scene.ts";
import { createFileHasher, keyShot } from "./shot-key.ts";
import { planBoard } from "./shot-plan.ts";
import { pixelsOf, type Ratio, stageOf } from "./stage.ts";
import { type Storyboard, storyboard as storyboardSchema } from "./storyboard.ts";
import { type PlacedShot, speechLead } from "./timeline.ts";

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
 * The built-in renderer. Shots are drawn side by side in `workers` child processes, kept in `cacheDir` under a hash of
 * what they show, and joined without encoding again. `shotTimeoutMs` and `memoryMb` bound each process.
 */
export function createRenderer(options: {
  workers: number;
  cacheDir: string;
  shotTimeoutMs: number;
  memoryMb: number;
}): Renderer {
  const { workers, cacheDir, shotTimeoutMs, memoryMb } = options;
  const pool = createRenderPool({ size: workers, timeoutMs: shotTimeoutMs, memoryMb });
  /** Shots being drawn now, so that two variants that share one wait for the same drawing. */
  const underWay = new Map<string, Promise<void>>();

  async function bringShot(
    job: ShotJob,
    tier: RenderTier,
    onProgress: (fraction: number) => void,
    signal: AbortSignal,
  ) {
    if (await isCached(job)) return true;
    for (let other = underWay.get(job.segment); other; other = underWay.get(job.segment)) {
      await other.catch(() => undefined);
      if (await isCached(job)) return true;
      if (signal.aborted) throw new RenderFailed("stopped", "it was stopped");
    }
    const drawing = drawShot(job, tier, onProgress, signal).finally(() => underWay.delete(job.segment));
    underWay.set(job.segment, drawing);
    await drawing;
    return false;
  }

  async function drawShot(
    { plan, segment, still }: ShotJob,
    tier: RenderTier,
    onProgress: (fraction: number) => void,
    signal: AbortSignal,
  ) {
    const mark = randomUUID();
    const fresh = { out: `${segment}.${mark}.part`, poster: `${still}.${mark}.part` };
    try {
      await pool.run({ kind: "shot", plan, tier, ...fresh }, { onProgress, signal });
      await rename(fresh.poster, still);
      await rename(fresh.out, segment);
    } finally {
      await rm(fresh.out, { force: true });
      await rm(fresh.poster, { force: true });
    }
  }

  return {
    async render(wanted, outDir, { tier, onProgress, signal }) {
      const board = checkBoard(wanted);
      const stop = new AbortController();
      const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
      await mkdir(cacheDir, { recursive: true });
      await mkdir(outDir, { recursive: true });
      const jobs = await planShots(board, tier, cacheDir);
      const report = reportShots(jobs, onProgress);
      const brought = await Promise.allSettled(
        jobs.map(async (job, index) => {
          try {
            const cached = await bringShot(job, tier, (fraction) => report(index, fraction), either);
            report(index, 1);
            return cached;
          } catch (error) {
            stop.abort();
            throw nameShot(error, job, index);
          }
        }),
      );
      // The first to fail stops the others, so of several failures the one that was not "stopped" is the cause.
      const failures = brought.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
      const failure =
        failures.find((each) => !(each instanceof RenderFailed && each.reason === "stopped")) ?? failures[0];
      if (failure) throw failure;
      onProgress?.(0.9, "Joining the shots");
      const made = await assemble(board, jobs, outDir, either);
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
    },
    pids: () => pool.pids(),
    close: () => pool.close(),
  };

  async function assemble(board: Storyboard, jobs: ShotJob[], outDir: string, signal: AbortSignal) {
    const last = jobs.at(-1)!.placed;
    const seconds = last.startsAt + last.seconds;
    const names = { file: "video.mp4", poster: "poster.jpg", captions: "captions.vtt" };
    const finals = mapValues(names, (name) => path.join(outDir, name));
    const fresh = mapValues(names, (name) => path.join(outDir, `.${randomUUID()}.${name}`));
    try {
      await pool
        .run(
          {
            kind: "assembly",
            out: fresh.file,
            segments: jobs.map(({ segment, placed }) => ({ file: segment, startFrame: placed.startFrame })),
            lines: jobs.flatMap(({ placed: { shot, startsAt } }) =>
              shot.speech ? [{ file: shot.speech.file, at: startsAt + speechLead }] : [],
            ),
            fps: board.fps,
            seconds,
            title: board.look.brandName,
            note: board.label,
          },
          { signal },
        )
        .catch((error: unknown) => {
          if (!(error instanceof RenderFailed)) throw error;
          throw new RenderFailed(error.reason, `The shots could not be joined: ${error.message}.`, null, {
            cause: error,
          });
        });
      await copyFile(jobs[0]!.still, fresh.poster);
      await writeFile(fresh.captions, writeVtt(board));
      const sha256 = await hashFile(fresh.file);
      const { size: bytes } = await stat(fresh.file);
      for (const key of ["captions", "poster", "file"] as const) await rename(fresh[key], finals[key]);
      return { ...finals, seconds, bytes, sha256 };
    } finally {
      for (const file of Object.values(fresh)) await rm(file, { force: true });
    }
  }
}

type ShotJob = { plan: ShotPlan; placed: PlacedShot; hash: string; segment: string; still: string };

async function planShots(board: Storyboard, tier: RenderTier, cacheDir: string): Promise<ShotJob[]> {
  const readHash = createFileHasher();
  return Promise.all(
    planBoard(board).map(async ({ plan, placed }, index) => {
      try {
        const hash = await keyShot(plan, tier, readHash);
        const segment = path.join(cacheDir, `${hash}.mp4`);
        return { plan, placed, hash, segment, still: path.join(cacheDir, `${hash}.jpg`) };
      } catch (error) {
        throw nameShot(error, { plan }, index);
      }
    }),
  );
}

function checkBoard(wanted: Storyboard): Storyboard {
  const parsed = storyboardSchema.safeParse(wanted);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const shot = issue?.path[0] === "shots" && typeof issue.path[1] === "number" ? issue.path[1] : null;
  throw new RenderFailed(
    "input",
    `The storyboard cannot be filmed: ${issue?.path.join(".")}: ${issue?.message}.`,
    shot,
    {
      cause: parsed.error,
    },
  );
}

const shotNames = {
  "talking-head": "talking head",
  product: "product",
  "text-card": "text card",
  "end-card": "end card",
};

/** Says which shot it was, as people count: from one. */
function nameShot(error: unknown, { plan }: { plan: ShotPlan }, index: number): unknown {
  if (!(error instanceof RenderFailed)) return error;
  const message = `Shot ${index + 1} (${shotNames[plan.shot.type]}) could not be made: ${error.message}.`;
  return new RenderFailed(error.reason, message, index, { cause: error });
}

/** Shots count by their frames; joining is the last tenth. */
function reportShots(jobs: ShotJob[], onProgress: RenderOptions["onProgress"]) {
  const done = jobs.map(() => 0);
  const total = jobs.reduce((sum, { plan }) => sum + plan.frames, 0);
  return (index: number, fraction: number) => {
    done[index] = fraction;
    const share = jobs.reduce((sum, { plan }, at) => sum + plan.frames * (done[at] ?? 0), 0) / total;
    onProgress?.(0.9 * share, `Drawing ${jobs.length} shots`);
  };
}

async function isCached({ segment, still }: ShotJob): Promise<boolean> {
  const there = (file: string) =>
    access(file).then(
      () => true,
      () => false,
    );
  return (await there(segment)) && (await there(still));
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
