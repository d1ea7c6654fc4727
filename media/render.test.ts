import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Decoder, Demuxer } from "node-av/api";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inspectFile } from "./inspect-file.ts";
import { createRenderer, type RenderedVideo, type Renderer, RenderFailed } from "./render.ts";
import { composeSampleBoard } from "./sample-board.ts";
import type { Storyboard } from "./storyboard.ts";

let folder: string;
let renderer: Renderer;
let board: Storyboard;
let made: RenderedVideo;
const progress: number[] = [];

const rendererAt = (cache: string, more: Partial<Parameters<typeof createRenderer>[0]> = {}) =>
  createRenderer({ workers: 2, cacheDir: path.join(folder, cache), shotTimeoutMs: 60_000, memoryMb: 1500, ...more });
const render = (what: Storyboard, name: string, by = renderer) =>
  by.render(what, path.join(folder, name), { tier: "preview" });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "render-"));
  renderer = rendererAt("cache");
  board = await composeSampleBoard(path.join(folder, "board"));
  made = await renderer.render(board, path.join(folder, "first"), {
    tier: "preview",
    onProgress: (fraction) => progress.push(fraction),
  });
});
afterAll(async () => {
  await renderer.close();
  await rm(folder, { recursive: true });
});

test("a storyboard becomes a real MP4 with picture, sound, poster and captions", async () => {
  const found = await inspectFile({ file: made.file });
  expect(found).toMatchObject({ width: 540, height: 960, videoCodec: "h264", audioCodec: "aac", fps: 24 });
  expect(found.seconds).toBeCloseTo(made.seconds, 0);
  expect(made.shots.map(({ cached }) => cached)).toEqual([false, false, false, false]);
  expect(found.looks.every(({ brightness }) => brightness > 20)).toBe(true);
  expect(found.looks.filter(({ change }) => change !== null && change > 0.2).length).toBeGreaterThan(
    found.looks.length / 2,
  );
  expect(await sharp(made.poster).metadata()).toMatchObject({ format: "jpeg", width: 540, height: 960 });
  expect(await readFile(made.captions, "utf8")).toMatch(/^WEBVTT\n\n00:00:00\.\d{3} --> .*\nSad office coffee\?/);
});

test("the index stands before the sound and picture, so that a phone plays before the whole is there", async () => {
  const bytes = await readFile(made.file);
  expect(bytes.indexOf("moov")).toBeGreaterThan(0);
  expect(bytes.indexOf("moov")).toBeLessThan(bytes.indexOf("mdat"));
  expect(bytes.includes("AI-generated · Ad")).toBe(true);
});

test("the voice is at −14 LUFS and its peak under −1 dBTP", async () => {
  const { integratedLufs, truePeakDbtp } = await inspectFile({ file: made.file });
  expect(integratedLufs).toBeGreaterThan(-15);
  expect(integratedLufs).toBeLessThan(-13);
  expect(truePeakDbtp).toBeLessThanOrEqual(-1);
});

test("a caption comes within 80 ms of the word that is heard", async () => {
  const starts = [...(await readFile(made.captions, "utf8")).matchAll(/^00:00:(\d+\.\d+) -->/gm)].map((cue) =>
    Number(cue[1]),
  );
  const heard = hearOnsets(made.file);
  expect(starts.length).toBeGreaterThanOrEqual(2);
  for (const start of starts) expect(Math.min(...heard.map((onset) => Math.abs(onset - start)))).toBeLessThan(0.08);
});

test("progress only grows and ends at one", () => {
  expect(progress.at(-1)).toBe(1);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(progress.length).toBeGreaterThan(6);
});

test("the same storyboard gives the same bytes, and nothing is drawn twice", async () => {
  const again = await render(board, "again");
  expect(again.shots.every(({ cached }) => cached)).toBe(true);
  expect(again.sha256).toBe(made.sha256);
});

test("another hook redraws one shot only", async () => {
  const swapped = await render(
    await composeSampleBoard(path.join(folder, "board"), { hook: "Still in a hurry?" }),
    "swapped",
  );
  expect(swapped.shots.map(({ cached }) => cached)).toEqual([false, true, true, true]);
  expect(swapped.sha256).not.toBe(made.sha256);
});

test("another end card redraws one shot, and the sound is not mixed again", async () => {
  const mixes = async () => (await readdir(path.join(folder, "cache"))).filter((name) => name.endsWith(".m4a"));
  const before = await mixes();
  const shots = board.shots.map((shot) => (shot.type === "end-card" ? { ...shot, cta: "Taste it first" } : shot));
  const changed = await render({ ...board, shots }, "other-end");
  expect(changed.shots.map(({ cached }) => cached)).toEqual([true, true, true, false]);
  expect(await mixes()).toEqual(before);
});

test("a render leaves nothing behind but what others may use again", async () => {
  expect(await readdir(path.join(folder, "cache", ".held"))).toEqual([]);
  expect((await readdir(path.join(folder, "cache"))).filter((name) => name.endsWith(".part"))).toEqual([]);
  expect((await readdir(path.join(folder, "first"))).sort()).toEqual(["captions.vtt", "poster.jpg", "video.mp4"]);
});

test("two variants made at once draw a shot that they share once", async () => {
  const hooks = await Promise.all(
    ["Slow down a bit.", "One cup, no hurry."].map((hook, index) =>
      composeSampleBoard(path.join(folder, `shared-${index}`), { hook }),
    ),
  );
  const fresh = rendererAt("shared");
  const videos = await Promise.all(hooks.map((each, index) => render(each, `shared-out-${index}`, fresh)));
  await fresh.close();
  const drawn = videos.flatMap(({ shots }) => shots.filter(({ cached }) => !cached));
  expect(new Set(drawn.map(({ hash }) => hash)).size).toBe(drawn.length);
  expect(drawn).toHaveLength(5);
});

test("a picture that is not a picture is an error that names the shot, and leaves no half video", async () => {
  const file = path.join(folder, "notes.png");
  await writeFile(file, "not a picture at all");
  const shots = board.shots.map((shot) => (shot.type === "product" ? { ...shot, picture: file } : shot));
  const failed = render({ ...board, shots }, "broken");
  await expect(failed).rejects.toBeInstanceOf(RenderFailed);
  await expect(failed).rejects.toMatchObject({
    reason: "input",
    shot: 1,
    message: "Shot 2 (product) could not be made: its picture is not a picture that can be read.",
  });
  expect(await readdir(path.join(folder, "broken"))).toEqual([]);
});

test("a file that is gone is named", async () => {
  const shots = board.shots.map((shot) => (shot.type === "product" ? { ...shot, picture: "/nowhere/bag.png" } : shot));
  await expect(render({ ...board, shots }, "gone")).rejects.toMatchObject({
    reason: "input",
    shot: 1,
    message: expect.stringContaining("bag.png"),
  });
});

test("a storyboard that breaks the schema is refused before anything is drawn", async () => {
  await expect(render({ ...board, label: "" }, "unlabelled")).rejects.toMatchObject({ reason: "input", shot: null });
});

test.each<[string, (wav: Buffer) => Buffer, RegExp]>([
  ["breaks off", (wav) => wav.subarray(0, wav.length / 2), /shot 1: its voice breaks off/],
  ["has no sound", (wav) => emptied(wav), /shot 1: its voice has no sound in it/],
  ["is no WAV file", () => Buffer.from("hello".repeat(20)), /shot 1: its voice is not a WAV file/],
])("a voice that %s is named with its shot, and leaves no half video", async (_, spoil, says) => {
  const speech = board.shots[0]!.speech!;
  const file = path.join(folder, `${randomUUID()}.wav`);
  await writeFile(file, spoil(await readFile(speech.file)));
  const shots = board.shots.map((shot, index) => (index === 0 ? { ...shot, speech: { ...speech, file } } : shot));
  const out = `spoilt-${path.basename(file)}`;
  await expect(render({ ...board, shots }, out)).rejects.toMatchObject({
    reason: "input",
    message: expect.stringMatching(says),
  });
  expect(await readdir(path.join(folder, out))).toEqual([]);
});

test("a script of ten minutes is refused before anything is drawn", async () => {
  const shots = Array.from({ length: 16 }, () => ({ ...board.shots[0]!, atLeast: 38 }));
  await expect(render({ ...board, shots }, "endless")).rejects.toMatchObject({
    reason: "input",
    message: "The video would be 10:08 long; the longest is 3:00. Shorten the script.",
  });
});

test("a killed process fails its own render only; the next one works", async () => {
  const victim = rendererAt("victim");
  const failed = victim.render(board, path.join(folder, "killed"), {
    tier: "preview",
    onProgress: () => {
      for (const pid of victim.pids()) process.kill(pid, "SIGKILL");
    },
  });
  await expect(failed).rejects.toMatchObject({
    reason: "crashed",
    message: expect.stringMatching(/^(Shot \d \(|The sound ).*ended unexpectedly/),
  });
  const next = await render(board, "revived", victim);
  expect(next.sha256).toBe(made.sha256);
  await victim.close();
});

test("a shot that takes too long or too much memory is stopped and says so", async () => {
  const slow = rendererAt("slow", { shotTimeoutMs: 40 });
  await expect(render(board, "slow-out", slow)).rejects.toMatchObject({ reason: "timed-out" });
  await slow.close();
  const small = rendererAt("small", { memoryMb: 64 });
  await expect(render(board, "small-out", small)).rejects.toMatchObject({ reason: "too-much-memory" });
  await small.close();
});

test("a render that nobody wants any more stops", async () => {
  const fresh = rendererAt("stopped");
  const stop = new AbortController();
  const stopped = fresh.render(board, path.join(folder, "stopped-out"), {
    tier: "preview",
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  await expect(stopped).rejects.toMatchObject({ reason: "stopped" });
  await fresh.close();
});

/** A WAV file whose sound is zero samples long. */
function emptied(wav: Buffer): Buffer {
  const bare = Buffer.from(wav.subarray(0, 44));
  bare.writeUInt32LE(0, 40);
  return bare;
}

/** When sound begins after silence, in seconds, in what the file really plays. */
function hearOnsets(file: string): number[] {
  using input = Demuxer.openSync(file);
  const stream = input.audio()!;
  using decoder = Decoder.createSync(stream);
  const onsets: number[] = [];
  let quietSince = 0;
  for (const frame of decoder.framesSync(input.packetsSync(stream.index))) {
    if (!frame) continue;
    const bytes = Uint8Array.from(frame.data![0]!.subarray(0, frame.nbSamples * 4));
    const samples = new Float32Array(bytes.buffer);
    const begins = Number(frame.pts) * stream.timeBase.toDouble();
    for (let at = 0; at + 240 <= samples.length; at += 240) {
      const loudness = Math.max(...samples.subarray(at, at + 240).map(Math.abs));
      const now = begins + at / 48_000;
      if (loudness < 0.03) continue;
      if (now - quietSince > 0.05) onsets.push(now);
      quietSince = now;
    }
    frame.free();
  }
  return onsets;
}
