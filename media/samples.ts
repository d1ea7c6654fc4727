import { createCanvas } from "./canvas/frame.ts";
import { createPainter } from "./canvas/painter.ts";
import type { CaptionStyle, EndCardDesign } from "./caption-styles.ts";
import { wordsOf } from "./captions-in-picture.ts";
import { stageShot } from "./render-shot.ts";
import { groundOf } from "./scenes/backdrop.ts";
import { paintCaptions } from "./scenes/captions.ts";
import { planBoard } from "./shot-plan.ts";
import { pixelsOf } from "./stage.ts";
import { pngOf } from "./still.ts";
import type { Look, SpokenLine, Storyboard } from "./storyboard.ts";

/** A moment of one shot of a storyboard as a PNG, `scale` times its full size: `shot` counts from 0, `at` in its seconds. */
export async function drawMoment(board: Storyboard, shot: number, at: number, scale: number): Promise<Buffer> {
  const planned = planBoard(board)[shot];
  if (!planned) throw new Error(`The storyboard has no shot ${shot}`);
  const { plan, placed } = planned;
  const painter = createPainter(plan.look, scale, plan.ratio, wordsOf(plan.shot));
  const scene = await stageShot(plan, painter);
  const { width, height } = pixelsOf(painter.stage, scale);
  const canvas = createCanvas(width, height);
  scene.draw(canvas, Math.min(at, placed.seconds - 1 / plan.fps));
  return pngOf(canvas);
}

/** What a brand's end cards say. */
export type EndCardWords = { cta: string; link: string; label: string };

/** An end card of a brand once all of it has come in, as an upright PNG (270 × 480 at a scale of 0.25). */
export function drawEndCardSample(
  design: EndCardDesign,
  look: Look,
  { cta, link, label }: EndCardWords,
  scale = 0.25,
): Promise<Buffer> {
  const card = { type: "end-card" as const, design, cta, link, seconds: 2, speech: null, onScreen: null };
  const board = { ratio: "9:16", fps: 24, look, captionStyle: "highlight", label, shots: [card] } as const;
  return drawMoment({ ...board, shots: [card] }, 0, 1.6, scale);
}

/** Design pixels of a caption sample. */
const sample = { width: 920, height: 240 };

/**
 * A caption style in a brand's colours and type, as a small PNG (460 × 120 at a scale of 0.5): `text` with its fourth word,
 * or its last, being said.
 */
export async function drawCaptionSample(
  style: CaptionStyle,
  look: Look,
  { text = "Ground the day it ships", scale = 0.5 }: { text?: string; scale?: number } = {},
): Promise<Buffer> {
  const words = text
    .split(/\s+/)
    .filter(Boolean)
    .map((word, index) => ({ word, start: index * 0.4, end: index * 0.4 + 0.36 }));
  const speech: SpokenLine = { file: "", seconds: words.length * 0.4 + 0.4, text, words, phonemes: [] };
  const painter = createPainter(look, scale, "1:1", text);
  const zone = { x: 30, y: 24, width: sample.width - 60, height: sample.height - 48, size: 60 };
  const captions = paintCaptions({ speech, skip: 0 }, style, zone, look, painter);
  const { width, height } = pixelsOf(sample, scale);
  const canvas = createCanvas(width, height);
  const ground = painter.paint(
    `<rect width="100%" height="100%" fill="${groundOf(look.palette, "wings")}"/>`,
    sample.width,
    sample.height,
  );
  canvas.y.set(ground.y);
  canvas.u.set(ground.u);
  canvas.v.set(ground.v);
  captions.draw(canvas, (Math.min(4, words.length) - 1) * 0.4 + 0.35);
  return pngOf(canvas);
}
