import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import type { Inspection } from "./inspect.ts";
import { checkVideoFile, judge } from "./quality.ts";

const rules = { label: "AI-generated · Ad", minSeconds: 12, maxSeconds: 33 };
const looks = (change: (at: number) => number, brightness: (at: number) => number = () => 90) =>
  Array.from({ length: 40 }, (_, index) => ({
    at: index / 2,
    brightness: brightness(index / 2),
    change: index === 0 ? null : change(index / 2),
  }));
const clean: Inspection = {
  seconds: 20,
  width: 1080,
  height: 1920,
  videoCodec: "h264",
  audioCodec: "aac",
  fps: 24,
  integratedLufs: -14.2,
  truePeakDbtp: -1.4,
  looks: looks(() => 3),
};

test("a clean video passes every gate", () => {
  expect(judge(clean, rules)).toEqual([]);
});

const defects: [string, Partial<Inspection>, string, number | null][] = [
  ["a small picture", { width: 540, height: 960 }, "format", null],
  ["no sound at all", { audioCodec: null }, "format", null],
  ["four seconds", { seconds: 4 }, "length", null],
  ["a whisper", { integratedLufs: -22 }, "loudness", null],
  ["clipping", { truePeakDbtp: 0.3 }, "peak", null],
  [
    "two black seconds",
    {
      looks: looks(
        () => 3,
        (at) => (at >= 8 && at <= 10 ? 1 : 90),
      ),
    },
    "black",
    7.5,
  ],
  ["ten seconds in which nothing moves", { looks: looks((at) => (at > 5 && at <= 15 ? 0 : 3)) }, "frozen", 5],
];
test.each(defects)("%s is found", (_, defect, gate, at) => {
  expect(judge({ ...clean, ...defect }, rules)).toMatchObject([{ gate, atSeconds: at }]);
});

test("a label that does not say AI blocks", () => {
  expect(judge(clean, { ...rules, label: "Ad" })).toMatchObject([{ gate: "label", severity: "block" }]);
});

test("a file that is no video is a finding, not an error", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "troupe-quality-"));
  const file = path.join(folder, "video.mp4");
  await writeFile(file, "this is not a video");
  expect(await checkVideoFile(file, rules)).toMatchObject([{ gate: "readable", severity: "block" }]);
  await rm(folder, { recursive: true });
});
