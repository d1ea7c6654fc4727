import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hushFfmpeg } from "./codec/ffmpeg.ts";
import { measureLoudness, measureSound, type Sound } from "./codec/filter-sound.ts";
import { mixSound, type SoundPlan } from "./mix.ts";

hushFfmpeg();
let folder: string;
let voice: SoundPlan["lines"][number];

/**
 * A voice of two seconds that says that it speaks for four: in its silent half nothing is heard but the music as it lies
 * under speech.
 */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "mix-"));
  const file = path.join(folder, "voice.wav");
  await writeFile(file, babble(2, 4));
  voice = { file, seconds: 4, at: 0, shot: 0, spans: [{ start: 0, end: 4 }] };
});
afterAll(() => rm(folder, { recursive: true }));

const warm = () => ({ bed: "warm" as const, seed: "nordlys", level: 0, loops: path.join(folder, "loops") });
const part = ({ samples, sampleRate }: Sound, from: number, to: number): Sound => ({
  samples: samples.slice(from * sampleRate, to * sampleRate),
  sampleRate,
});

test("music lies 12 to 18 LU under speech, comes up when nobody speaks, and the whole is at −14 LUFS", async () => {
  const mix = await mixSound({ seconds: 10, lines: [voice], music: warm() });
  const spoken = measureLoudness(part(mix, 0, 2));
  const under = spoken - measureLoudness(part(mix, 2.2, 3.9));
  const open = spoken - measureLoudness(part(mix, 4.8, 8.4));
  expect(under).toBeGreaterThan(12);
  expect(under).toBeLessThan(19);
  expect(under - open).toBeGreaterThan(5);
  const { integratedLufs, truePeakDbtp } = measureSound(mix);
  expect(Math.abs(integratedLufs + 14)).toBeLessThan(0.5);
  expect(truePeakDbtp).toBeLessThanOrEqual(-1);
});

test("without music there is none, and a video without either is silent", async () => {
  const mix = await mixSound({ seconds: 10, lines: [voice], music: null });
  expect(measureLoudness(part(mix, 2.5, 9))).toBe(-70);
  expect((await mixSound({ seconds: 2, lines: [], music: null })).samples.every((sample) => sample === 0)).toBe(true);
});

test("music alone is as loud as any video, and a bed is played once and kept", async () => {
  const plan = { seconds: 6, lines: [], music: warm() };
  const mix = await mixSound(plan);
  expect(measureSound(mix).integratedLufs).toBeCloseTo(-14, 0);
  expect(await readdir(path.join(folder, "loops"))).toHaveLength(1);
  expect((await mixSound(plan)).samples).toEqual(mix.samples);
});

/** 16-bit WAV of `seconds`, of which the first `sounding` are a voice-like buzz with syllables. */
function babble(sounding: number, seconds: number): Buffer {
  const rate = 16_000;
  const samples = Int16Array.from({ length: rate * seconds }, (_, index) => {
    const time = index / rate;
    if (time > sounding) return 0;
    const buzz = [1, 2, 3, 4, 5, 6, 8, 10].reduce((sum, n) => sum + Math.sin(2 * Math.PI * 140 * n * time) / n, 0);
    return 5000 * buzz * (0.6 + 0.4 * Math.sin(2 * Math.PI * 4 * time));
  });
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write("WAVEfmt ", 8, "latin1");
  for (const [at, value] of [
    [16, 16],
    [24, rate],
    [28, rate * 2],
    [40, samples.byteLength],
  ] as const)
    header.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    header.writeUInt16LE(value, at);
  header.write("data", 36, "latin1");
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}
