import { expect, test } from "vitest";
import { mouthAtFrames } from "./mouth-shapes.ts";

const speech = (phonemes: [string, number, number][]) => ({
  file: "/line.wav",
  text: "x",
  seconds: 1,
  words: [],
  phonemes: phonemes.map(([phoneme, start, end]) => ({ phoneme, start, end })),
});

test("lips meet for m, b and p even in a quick word", () => {
  const row = mouthAtFrames(
    speech([
      ["aa", 0, 0.3],
      ["m", 0.3, 0.36],
      ["aa", 0.36, 0.8],
    ]),
    24,
    24,
    0,
  );
  expect(row).toContain("closed");
  expect(row.slice(0, 5)).toEqual(Array(5).fill("open"));
});

test("no other shape lasts a single frame", () => {
  const quick = ["iy", "ao", "t", "s", "uw", "eh"].map((name, index): [string, number, number] => [
    name,
    index * 0.03,
    index * 0.03 + 0.03,
  ]);
  const row = mouthAtFrames(speech(quick), 24, 24, 0);
  for (let frame = 1; frame + 1 < 8; frame++) {
    const alone = row[frame] !== row[frame - 1] && row[frame] !== row[frame + 1];
    expect(alone && row[frame] !== "rest").toBe(false);
  }
});

test("a silent shot keeps a resting mouth", () => {
  expect(new Set(mouthAtFrames(null, 30, 24, 0))).toEqual(new Set(["rest"]));
});
