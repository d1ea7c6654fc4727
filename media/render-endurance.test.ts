import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRenderer, type RenderedVideo, type Renderer } from "./render.ts";
import { composeSampleBoard } from "./sample-board.ts";
import type { Storyboard } from "./storyboard.ts";

let folder: string;
let cacheDir: string;
let renderer: Renderer;
let board: Storyboard;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "endurance-"));
  cacheDir = path.join(folder, "cache");
  renderer = createRenderer({ workers: 1, cacheDir, shotTimeoutMs: 60_000, memoryMb: 1500 });
  const whole = await composeSampleBoard(path.join(folder, "board"));
  board = { ...whole, shots: whole.shots.filter(({ type }) => type === "text-card") };
});
afterAll(async () => {
  await renderer.close();
  await rm(folder, { recursive: true });
});

const saying = (...texts: string[]): Storyboard => ({
  ...board,
  shots: texts.flatMap((text) => board.shots.map((shot) => (shot.type === "text-card" ? { ...shot, text } : shot))),
});
const render = (text: string): Promise<RenderedVideo> =>
  renderer.render(saying(text), path.join(folder, "out"), { tier: "preview" });

test("videos in a row take one process, no more memory, and leave nothing behind", async () => {
  await render("Warm up.");
  await render("Warm up twice.");
  const pids = renderer.pids();
  const before = await residentMiB(pids[0]!);
  for (const text of ["One.", "Two.", "Three.", "Four.", "Five.", "Six."]) {
    expect((await render(text)).bytes).toBeGreaterThan(5_000);
  }
  expect(renderer.pids()).toEqual(pids);
  // A leaked 540×960 video of 34 frames would be 25 MB each time.
  expect((await residentMiB(pids[0]!)) - before).toBeLessThan(80);
  expect(await readdir(path.join(cacheDir, ".held"))).toEqual([]);
  expect((await readdir(cacheDir)).filter((name) => name.endsWith(".part"))).toEqual([]);
  expect((await readdir(path.join(folder, "out"))).sort()).toEqual(["captions.vtt", "poster.jpg", "video.mp4"]);
});

test("a worker that is killed takes its processes along, and the next finds its finished shots and makes the same video", async () => {
  const wanted = saying("Killed in the middle.", "And again.", "Then it goes on.");
  const out = path.join(folder, "killed");
  const worker = fork(fileURLToPath(new URL("./render-worker.fixture.ts", import.meta.url)), [], {
    execArgv: ["--import", "tsx"],
  });
  worker.send({ board: wanted, cacheDir: path.join(folder, "cache-of-killed"), out });
  const pids = await new Promise<number[]>((resolve, reject) => {
    worker.on("message", ({ fraction, pids: drawing }: { fraction?: number; pids?: number[] }) => {
      if (fraction !== undefined && fraction > 0.4 && drawing) resolve(drawing);
    });
    worker.once("exit", () => reject(new Error("The worker was done before it could be killed")));
  });
  worker.kill("SIGKILL");
  await once(worker, "exit");
  await expect.poll(() => pids.filter(isAlive), { timeout: 5000 }).toEqual([]);
  expect(await readdir(out)).toEqual([]);

  const next = createRenderer({
    workers: 1,
    cacheDir: path.join(folder, "cache-of-killed"),
    shotTimeoutMs: 60_000,
    memoryMb: 1500,
  });
  const resumed = await next.render(wanted, out, { tier: "preview" });
  await next.close();
  expect(resumed.shots.filter(({ cached }) => cached).length).toBeGreaterThan(0);
  const undisturbed = await renderer.render(wanted, path.join(folder, "undisturbed"), { tier: "preview" });
  expect(resumed.sha256).toBe(undisturbed.sha256);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Linux tells a process' resident pages; elsewhere memory is not looked at. */
async function residentMiB(pid: number): Promise<number> {
  const pages = await readFile(`/proc/${pid}/statm`, "utf8").catch(() => "0 0");
  return (Number(pages.split(" ")[1]) * 4096) / 1024 / 1024;
}
