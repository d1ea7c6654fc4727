import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createRenderer, RenderFailed } from "#media/render.ts";
import { composeSampleBoard } from "#media/sample-board.ts";
import { sweepShots } from "#media/shot-cache.ts";

const renders = 200;
/** Memory settles while code is compiled and pools fill; what grows after that is a leak. */
const settled = 40;
/** At these a drawing process is killed in the middle, and the video is asked for again. */
const killedAt = new Set([60, 120, 180]);

/**
 * Two hundred videos in a row by one renderer, at preview size, each with a hook that nobody drew before: does memory grow,
 * does a process or a file stay behind, and does a killed process leave a whole video at the next try.
 */
export async function run(): Promise<Record<string, number>> {
  const folder = await mkdtemp(path.join(tmpdir(), "bench-many-"));
  const cacheDir = path.join(folder, "cache");
  const renderer = createRenderer({ workers: 2, cacheDir, shotTimeoutMs: 120_000, memoryMb: 1500 });
  const children: number[] = [];
  const studio: number[] = [];
  const everyPid = new Set<number>();
  let resumed = 0;
  try {
    const begun = performance.now();
    for (let turn = 0; turn < renders; turn++) {
      const board = await composeSampleBoard(path.join(folder, "board"), { hook: `Cup ${words(turn)}` });
      const music = { bed: "calm" as const, seed: "bench", level: 0 };
      const out = path.join(folder, `out-${turn}`);
      const make = (onProgress?: () => void) =>
        renderer.render({ ...board, music }, out, { tier: "preview", ...(onProgress ? { onProgress } : {}) });
      if (killedAt.has(turn)) {
        const failed = await make(() => killOne(renderer.pids())).catch((error: unknown) => error);
        if (!(failed instanceof RenderFailed)) throw new Error("A killed process did not fail its render");
        resumed++;
      }
      const { bytes } = await make();
      if (bytes < 10_000) throw new Error(`Video ${turn} has ${bytes} bytes`);
      for (const pid of renderer.pids()) everyPid.add(pid);
      const each = await Promise.all(renderer.pids().map(residentMiB));
      children.push(each.reduce((sum, mib) => sum + mib, 0));
      studio.push(await residentMiB(process.pid));
      await rm(out, { recursive: true });
    }
    const seconds = (performance.now() - begun) / 1000;
    await renderer.close();
    const kept = await readdir(cacheDir);
    const halves = kept.filter((name) => name.endsWith(".part")).length;
    const held = (await readdir(path.join(cacheDir, ".held"))).length;
    await sweepShots(cacheDir, { days: 30, bytes: 0 });
    const swept = (await readdir(cacheDir)).filter((name) => name !== ".held").length;
    return {
      renders,
      secondsEach: round(seconds / renders),
      childrenRssMiBSettled: average(children.slice(settled, settled + 20)),
      childrenRssMiBLast: average(children.slice(-20)),
      studioRssMiBSettled: average(studio.slice(settled, settled + 20)),
      studioRssMiBLast: average(studio.slice(-20)),
      killedAndResumed: resumed,
      processesLeft: [...everyPid].filter(isAlive).length,
      halfFilesLeft: halves + held,
      filesLeftAfterSweep: swept,
    };
  } finally {
    await renderer.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function killOne([pid]: number[]): void {
  if (pid !== undefined && isAlive(pid)) process.kill(pid, "SIGKILL");
}

/** Alive, and not only waiting for its exit to be noticed. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Another hook for every turn, in letters. */
function words(turn: number): string {
  return [...String(turn)]
    .map((digit) => ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"][Number(digit)])
    .join(" ");
}

/** Linux tells a process' resident pages; elsewhere the figure stays 0. */
async function residentMiB(pid: number): Promise<number> {
  const pages = await readFile(`/proc/${pid}/statm`, "utf8").catch(() => "0 0");
  return (Number(pages.split(" ")[1]) * 4096) / 1024 / 1024;
}

function average(figures: number[]): number {
  return Math.round(figures.reduce((sum, each) => sum + each, 0) / Math.max(1, figures.length));
}

const round = (figure: number) => Math.round(figure * 100) / 100;
