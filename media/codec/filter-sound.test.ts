import { expect, test } from "vitest";
import { measureSound } from "./filter-sound.ts";

const sine = (seconds: number, level: number) => ({
  samples: Float32Array.from(
    { length: Math.round(48_000 * seconds) },
    (_, index) => level * Math.sin((index * 2 * Math.PI * 997) / 48_000),
  ),
  sampleRate: 48_000,
});

test("a sine of −23 dBFS on both loudspeakers is −23 LUFS, as EBU Tech 3341 (case 1) has it", () => {
  const { integratedLufs, truePeakDbtp } = measureSound(sine(20, 10 ** (-23 / 20)));
  expect(integratedLufs).toBeCloseTo(-23, 0);
  expect(truePeakDbtp).toBeCloseTo(-23, 0);
});

test("a length that is no multiple of the meter's 100 ms is measured like any other", () => {
  expect(measureSound(sine(19.968, 0.3)).integratedLufs).toBeCloseTo(measureSound(sine(20, 0.3)).integratedLufs, 1);
});

test("silence is as quiet as the scale goes", () => {
  expect(measureSound(sine(3, 0))).toEqual({ integratedLufs: -70, truePeakDbtp: Number.NEGATIVE_INFINITY });
});
