import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createRenderer, type RenderedVideo, type Renderer } from "#media/render.ts";
import { composeSampleBoard, type Say } from "#media/sample-board.ts";
import type { Storyboard } from "#media/storyboard.ts";
import { chooseVoices } from "#providers/voice/index.ts";
import { encodeBare } from "./bare-encode.ts";
import { captionOffsets, withoutCaptions } from "./caption-offset.ts";

const workers = 2;
/** A brief's variants as the matrix makes them: every hook with every call to action. */
const hooks = [
  "Still drinking sad office coffee?",
  "Your mug deserves better than this.",
  "Three things about coffee that nobody tells you.",
  "This bag was roasted on Tuesday.",
  "Stop buying coffee in the supermarket.",
  "What does fresh really taste like?",
  "Nobody needs a barista at home.",
  "The cheapest upgrade to your morning.",
  "Four minutes, and the day is saved.",
  "Here is why your coffee is bitter.",
];
const calls = ["Shop the roast", "Taste it first", "Find your roast", "Start with a bag", "See what is fresh"];

/**
 * The built-in renderer with two processes and empty caches: a spoken video of about 20 s with music at full size and as a
 * preview; another hook; the whole anew by processes that run, against the same frames through a bare libx264 in this run
 * (frames a second of either); fifty variants of one brief (ten hooks, five calls to action) against fifty times the one; how
 * far a caption's change in the finished picture is off the word's first sound in the recording. Memory is the renderer's
 * processes together, where the system tells it.
 */
export async function run(): Promise<Record<string, number>> {
  const folder = await mkdtemp(path.join(tmpdir(), "bench-render-"));
  const voices = chooseVoices({ source: {} });
  const say: Say = async (text, file) => ({ ...(await voices.speak({ text, voice: "slt", pace: 1 }, file)), text });
  const compose = async (hook: string, cta?: string): Promise<Storyboard> => {
    const board = await composeSampleBoard(path.join(folder, "board"), { hook, say, long: true });
    const shots = board.shots.map((shot) => {
      if (shot.type === "talking-head") return { ...shot, set: { room: "kitchen" as const, seed: "maja" } };
      return shot.type === "end-card" && cta ? { ...shot, cta } : shot;
    });
    return { ...board, shots, music: { bed: "warm", seed: "nordlys-coffee", level: 0 } };
  };
  const rendererAt = (cache: string) =>
    createRenderer({ workers, cacheDir: path.join(folder, cache), shotTimeoutMs: 120_000, memoryMb: 1500 });
  const renderers = { one: rendererAt("one"), fifty: rendererAt("fifty") };
  const memory = watchMemory(Object.values(renderers));
  const out = (name: string) => path.join(folder, name);
  try {
    const board = await compose(hooks[0]!);
    const swapped = await compose(hooks[1]!);
    const { render } = renderers.one;
    const final = await timed(() => render(board, out("final"), { tier: "final" }));
    const swap = await timed(() => render(swapped, out("swap"), { tier: "final" }));
    const again = await timed(() => render(board, out("again"), { tier: "final", fresh: true }));
    const preview = await timed(() => render(board, out("preview"), { tier: "preview" }));
    const plain = await render(withoutCaptions(board), out("plain"), { tier: "preview" });
    await renderers.one.close();
    const bareSeconds = await encodeBare(final.result, board.fps);
    const fifty = await timed(() => makeFifty(renderers.fifty, compose, out));
    const offsets = await captionOffsets(board, preview.result, plain);
    const realtimeFactor = final.result.seconds / final.seconds;
    return {
      coldSeconds20s: round(20 / realtimeFactor),
      realtimeFactor: round(realtimeFactor),
      previewRealtimeFactor: round(preview.result.seconds / preview.seconds),
      ratioToBareEncode: round(bareSeconds / again.seconds),
      coldRatioToBareEncode: round(bareSeconds / final.seconds),
      hookSwapSeconds: round(swap.seconds),
      fiftyVariantsVsFiftySingles: round(fifty.seconds / (50 * final.seconds)),
      peakRssMiB: Math.round(memory.peak() / 1024 / 1024),
      captionOffsetMsP95: Math.round(percentile(offsets, 0.95) * 1000),
      bytesPerSecond: Math.round(final.result.bytes / final.result.seconds),
    };
  } finally {
    memory.stop();
    await Promise.all(Object.values(renderers).map((renderer) => renderer.close()));
    await rm(folder, { recursive: true, force: true });
  }
}

/** Two at a time, as the studio makes them. */
async function makeFifty(
  renderer: Renderer,
  compose: (hook: string, cta: string) => Promise<Storyboard>,
  out: (name: string) => string,
): Promise<void> {
  const waiting = hooks.flatMap((hook) => calls.map((cta) => ({ hook, cta })));
  const made: RenderedVideo[] = [];
  const turn = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const folder = out(`fifty-${waiting.length}`);
      made.push(await renderer.render(await compose(next.hook, next.cta), folder, { tier: "final" }));
      await rm(folder, { recursive: true });
    }
  };
  await Promise.all([turn(), turn()]);
  if (new Set(made.map(({ sha256 }) => sha256)).size !== 50) throw new Error("Fifty variants are not fifty videos");
}

function watchMemory(renderers: Renderer[]) {
  let peak = 0;
  const watch = setInterval(async () => {
    const each = await Promise.all(renderers.flatMap((one) => one.pids()).map(residentBytes));
    peak = Math.max(
      peak,
      each.reduce((sum, bytes) => sum + bytes, 0),
    );
  }, 100);
  return { peak: () => peak, stop: () => clearInterval(watch) };
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

function percentile(figures: number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const round = (figure: number) => Math.round(figure * 100) / 100;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(JSON.stringify(await run()));
  process.exit();
}
