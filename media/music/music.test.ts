import { describe, expect, test } from "vitest";
import { hushFfmpeg } from "../codec/ffmpeg.ts";
import { measureSound } from "../codec/filter-sound.ts";
import { bedIds, beds, type Instrument } from "./beds.ts";
import { composeBed } from "./compose-bed.ts";
import { ducking, duckUnder } from "./duck.ts";
import { playNote } from "./instruments.ts";
import { bedLufs, synthesiseBed } from "./synthesise.ts";

hushFfmpeg();

describe.each(bedIds)("the bed %s", (id) => {
  test("is the same for the same brand, and another for another", () => {
    expect(composeBed(id, "nordlys")).toEqual(composeBed(id, "nordlys"));
    expect(composeBed(id, "nordlys")).not.toEqual(composeBed(id, "lykke"));
  });

  test("has no note outside of its key, and none outside of the loop", () => {
    for (const seed of ["a", "b", "c", "d"]) {
      const { notes, strokes, seconds } = composeBed(id, seed);
      const tones = new Set(
        notes.map(({ hertz }) => Math.round(12 * Math.log2(hertz / 440)) % 12).map((t) => (t + 12) % 12),
      );
      const keys = Array.from({ length: 12 }, (_, home) => [0, 2, 4, 5, 7, 9, 11].map((step) => (home + step) % 12));
      expect(keys.some((key) => [...tones].every((tone) => key.includes(tone)))).toBe(true);
      for (const { at } of [...notes, ...strokes]) expect(at >= 0 && at < seconds).toBe(true);
    }
  });

  test("is as loud as every other, goes round without a click, and never crackles", () => {
    const { samples, sampleRate } = synthesiseBed(id, "nordlys");
    expect(samples.length / sampleRate).toBeCloseTo((8 * 4 * 60) / beds[id].bpm, 2);
    const { integratedLufs, truePeakDbtp } = measureSound({ samples, sampleRate });
    expect(integratedLufs).toBeCloseTo(bedLufs, 0);
    expect(truePeakDbtp).toBeLessThan(-3);
    const seam = Math.abs(samples[0]! - samples.at(-1)!);
    expect(seam).toBeLessThan(steepest(samples));
  });
});

test.each<Instrument>(["pad", "keys", "pluck", "bell", "bass"])("the %s is in tune", (instrument) => {
  for (const hertz of [110, 261.63, 440]) {
    const loop = { samples: new Float32Array(24_000), sampleRate: 24_000 };
    playNote(loop, { instrument, at: 0, seconds: 0.8, hertz, level: 1 });
    const cents = 1200 * Math.log2(hear(loop.samples.subarray(2400, 12_000), hertz) / hertz);
    // The pad is two voices a little apart.
    expect(Math.abs(cents), `${instrument} at ${hertz} Hz`).toBeLessThan(instrument === "pad" ? 15 : 8);
  }
});

describe("music under speech", () => {
  const sampleRate = 1000;
  const spans = [
    { start: 2, end: 3 },
    { start: 3.4, end: 5 },
    { start: 9, end: 10 },
  ];
  const gains = duckUnder(spans, { seconds: 14, sampleRate, open: 0.4, under: 0.1 });
  const at = (seconds: number) => gains[Math.round(seconds * sampleRate)]!;

  test("is down when the first sound of a word comes, and stays down between words", () => {
    for (const time of [2, 2.5, 3.2, 4, 5, 9, 10]) expect(at(time)).toBeCloseTo(0.1, 5);
  });

  test("is up where nobody speaks for a while", () => {
    for (const time of [1, 6, 7.5, 11.5]) expect(at(time)).toBeCloseTo(0.4, 5);
  });

  test("goes up and down in 150 to 300 ms and never in a step", () => {
    for (const length of [ducking.down, ducking.up]) expect(length >= 0.15 && length <= 0.3).toBe(true);
    expect(at(1.85)).toBeGreaterThan(0.1);
    expect(at(1.85)).toBeLessThan(0.4);
    expect(steepest(gains)).toBeLessThan(0.005);
  });

  test("comes in softly and is gone at the end", () => {
    expect(at(0)).toBe(0);
    expect(at(13.4)).toBeLessThan(0.25);
    expect(gains.at(-1)).toBeLessThan(0.001);
  });
});

function steepest(samples: Float32Array): number {
  let most = 0;
  for (let index = 1; index < samples.length; index++) {
    most = Math.max(most, Math.abs(samples[index]! - samples[index - 1]!));
  }
  return most;
}

/** The frequency near `expected` that a sound has most of. */
function hear(samples: Float32Array, expected: number): number {
  let best = { hertz: 0, power: 0 };
  for (let cents = -60; cents <= 60; cents += 2) {
    const hertz = expected * 2 ** (cents / 1200);
    let [re, im] = [0, 0];
    for (let index = 0; index < samples.length; index++) {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / samples.length);
      re += window * samples[index]! * Math.cos((2 * Math.PI * hertz * index) / 24_000);
      im += window * samples[index]! * Math.sin((2 * Math.PI * hertz * index) / 24_000);
    }
    const power = re * re + im * im;
    if (power > best.power) best = { hertz, power };
  }
  return best.hertz;
}
