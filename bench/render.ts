import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createRenderer } from "#media/render.ts";
import { composeSampleBoard, type Say } from "#media/sample-board.ts";
import { chooseVoices } from "#providers/voice/index.ts";

/**
 * The animatic renderer with two processes and an empty cache: a spoken video of about 20 s at full size and as a
 * preview, then the same with another hook. Memory is the renderer's processes together, where the system tells it.
 */
export async function run(): Promise<Record<string, number>> {
  const folder = await mkdtemp(path.join(tmpdir(), "bench-render-"));
  const voices = chooseVoices({ source: {} });
  const say: Say = async (text, file) => ({ ...(await voices.speak({ text, voice: "slt", pace: 1 }, file)), text });
  const renderer = createRenderer({
    workers: 2,
    cacheDir: path.join(folder, "cache"),
    shotTimeoutMs: 120_000,
    memoryMb: 1500,
  });
  let peakRss = 0;
  const watch = setInterval(async () => {
    const each = await Promise.all(renderer.pids().map(residentBytes));
    peakRss = Math.max(
      peakRss,
      each.reduce((sum, bytes) => sum + bytes, 0),
    );
  }, 100);
  try {
    const board = await composeSampleBoard(path.join(folder, "board"), {
      hook: "Still drinking sad office coffee?",
      say,
      long: true,
    });
    const swapped = await composeSampleBoard(path.join(folder, "board"), {
      hook: "Your mug deserves better than this.",
      say,
      long: true,
    });
    const final = await timed(() => renderer.render(board, path.join(folder, "final"), { tier: "final" }));
    const swap = await timed(() => renderer.render(swapped, path.join(folder, "swap"), { tier: "final" }));
    const preview = await timed(() => renderer.render(board, path.join(folder, "preview"), { tier: "preview" }));
    const realtimeFactor = final.result.seconds / final.seconds;
    return {
      coldSeconds20s: round(20 / realtimeFactor),
      realtimeFactor: round(realtimeFactor),
      previewRealtimeFactor: round(preview.result.seconds / preview.seconds),
      hookSwapSeconds: round(swap.seconds),
      peakRssMiB: Math.round(peakRss / 1024 / 1024),
      megabytes: round(final.result.bytes / 1e6),
    };
  } finally {
    clearInterval(watch);
    await renderer.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const begun = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - begun) / 1000 };
}

/** Linux tells a process' resident pages; elsewhere the figure stays 0. */
async function residentBytes(pid: number): Promise<number> {
  const pages = await readFile(`/proc/${pid}/statm`, "utf8").catch(() => "0 0");
  return Number(pages.split(" ")[1]) * 4096;
}

const round = (figure: number) => Math.round(figure * 100) / 100;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(JSON.stringify(await run()));
  process.exit();
}
