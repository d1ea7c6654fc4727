import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shippedFonts } from "../canvas/fallback-fonts.ts";
import { createCanvas } from "../canvas/frame.ts";
import { createPainter } from "../canvas/painter.ts";
import { makeClip } from "../clip.fixture.ts";
import { stageShot } from "../render-shot.ts";
import { createFileHasher, keyShot } from "../shot-key.ts";
import { pixelsOf } from "../stage.ts";
import type { Look, Shot } from "../storyboard.ts";
import { planFootage } from "./footage.ts";
import type { ShotPlan } from "./scene.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "troupe-footage-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const look: Look = {
  brandName: "Nordlys",
  palette: { background: "#fff8ee", surface: "#ffffff", text: "#1d1320", primary: "#7a2e4d", accent: "#f2b441" },
  displayFont: { family: "Display", file: shippedFonts.display },
  textFont: { family: "Text", file: shippedFonts.text },
  logo: null,
};
type Footage = Extract<Shot, { type: "footage" }>;
const footageOf = (clips: Footage["clips"], more: Partial<Footage> = {}): Footage => ({
  ...{ type: "footage", speech: null, onScreen: null, clips, lead: 0 },
  ...more,
});
const planOf = (shot: Footage, frames: number): ShotPlan => ({
  ...{
    shot,
    look,
    frames,
    label: "AI-generated",
    ratio: "9:16",
    captionStyle: "highlight",
    fps: 24,
    framing: 0,
    enter: "cut",
    leave: "cut",
  },
});

describe("a shot's frames are shared out among its clips", () => {
  const clip = (seconds: number, has: number) => ({ file: "a.mp4", seconds, has });

  test("one that has more than it needs is cut, one that has a little less plays slower", () => {
    expect(planFootage({ clips: [clip(2, 5)], lead: 0 }, 48, 24)).toEqual([
      { file: "a.mp4", from: 0, to: 48, slower: 1 },
    ]);
    expect(planFootage({ clips: [clip(2, 1.9)], lead: 0 }, 48, 24)[0]?.slower).toBeCloseTo(1.0526, 3);
  });

  test("one that has much less plays 15 % slower and then stands", () => {
    expect(planFootage({ clips: [clip(4, 2)], lead: 0 }, 96, 24)[0]).toEqual({
      ...{ file: "a.mp4", from: 0, to: 96, slower: 1.15 },
    });
  });

  test("clips follow each other without a gap, and the last one stands to the end of the shot", () => {
    const parts = planFootage({ clips: [clip(1.5, 2), clip(2, 2)], lead: 0.05 }, 100, 24);
    expect(parts.map(({ from, to }) => [from, to])).toEqual([
      [1, 37],
      [37, 100],
    ]);
  });
});

test("clips fill the picture, one after the other, under the label, and the last frame stands", async () => {
  const bright = path.join(folder, "bright.mp4");
  const dark = path.join(folder, "dark.mp4");
  await writeFile(bright, await makeClip({ width: 90, height: 160, seconds: 0.5, luma: () => 200 }));
  await writeFile(dark, await makeClip({ width: 90, height: 160, seconds: 0.5, luma: () => 60 }));
  const shot = footageOf([
    { file: bright, seconds: 0.5, has: 0.5 },
    { file: dark, seconds: 0.5, has: 0.5 },
  ]);
  const painter = createPainter(look, 0.5, "9:16");
  const play = await stageShot(planOf(shot, 36), painter);
  const { width, height } = pixelsOf(painter.stage, 0.5);
  const canvas = createCanvas(width, height);
  const middle = (time: number) => {
    play.draw(canvas, time);
    return canvas.y[Math.round(height * 0.75) * width + Math.round(width / 2)]!;
  };
  expect(Math.abs(middle(0.25) - 200)).toBeLessThan(6);
  const { x, y } = painter.stage.label;
  const plate = canvas.y[Math.round(y * 0.5 + 14) * width + Math.round(x * 0.5 + 6)]!;
  expect(plate).toBeLessThan(120);
  expect(Math.abs(middle(0.75) - 60)).toBeLessThan(6);
  expect(Math.abs(middle(35 / 24) - 60)).toBeLessThan(6);
});

test("the same clip in another folder is the same shot, another clip is another", async () => {
  const readHash = createFileHasher();
  const key = async (file: string) => keyShot(planOf(footageOf([{ file, seconds: 1, has: 1 }]), 24), "final", readHash);
  const [one, copy, other] = ["one.mp4", "copy.mp4", "other.mp4"].map((name) => path.join(folder, name));
  await writeFile(one!, "one");
  await writeFile(copy!, "one");
  await writeFile(other!, "other");
  expect(await key(copy!)).toBe(await key(one!));
  expect(await key(other!)).not.toBe(await key(one!));
});
