import { type Canvas, createCanvas } from "../../canvas/frame.ts";
import { createPainter } from "../../canvas/painter.ts";
import { paintLabel } from "../../scenes/captions.ts";
import { stageOf } from "../../stage.ts";
import type { Storyboard } from "../../storyboard.ts";
import type { Look } from "./watch.ts";

/** The label as it should be seen in a look: the brightness of each pixel of its place, where the label itself decides it. */
export type ExpectedLabel = { x: number; y: number; luma: number }[];

/**
 * Draws the label of a storyboard alone, on black and on white, at the size of the video, and brings it to the size of a
 * look: pixels that are alike on both are the label's own, and those that differ show what is behind it.
 */
export function drawLabel(
  board: Storyboard,
  video: { width: number; height: number },
  lookWidth: number,
): ExpectedLabel {
  const { width, height } = video;
  const painter = createPainter(board.look, width / stageOf(board.ratio).width, board.ratio);
  const label = paintLabel(board.label, painter);
  const [onBlack, onWhite] = [16, 235].map((ground) => {
    const canvas = createCanvas(width, height);
    canvas.y.fill(ground);
    label.draw(canvas);
    return canvas;
  }) as [Canvas, Canvas];
  const each = Math.max(1, Math.round(width / lookWidth));
  const expected: ExpectedLabel = [];
  for (let y = 0; y * each + each <= height; y++) {
    for (let x = 0; x * each + each <= width; x++) {
      const black = meanOf(onBlack, x * each, y * each, each);
      const white = meanOf(onWhite, x * each, y * each, each);
      if (white - black < 150) expected.push({ x, y, luma: (white + black) / 2 });
    }
  }
  return expected;
}

function meanOf({ width, y: luma }: Canvas, left: number, top: number, size: number): number {
  let sum = 0;
  for (let row = top; row < top + size; row++) {
    for (let column = left; column < left + size; column++) sum += luma[row * width + column]!;
  }
  return sum / (size * size);
}

/** From here on nobody asks whether a pixel beside it would be liker still. */
const likeEnough = 0.9;

/** How much a picture is like the label at its place, or a pixel beside it: 1 is the label, 0 has nothing to do with it. */
export function likenessOf(look: Look, expected: ExpectedLabel): number {
  const there = correlate(look, expected, 0, 0);
  if (there >= likeEnough) return there;
  const places = [0, -1, 1].flatMap((dy) => [0, -1, 1].map((dx) => correlate(look, expected, dx, dy)));
  return Math.max(...places);
}

/** Pearson's correlation of brightness. */
function correlate({ width, height, rgb }: Look, expected: ExpectedLabel, dx: number, dy: number): number {
  let [n, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0];
  for (const { x, y, luma } of expected) {
    const [column, row] = [x + dx, y + dy];
    if (column < 0 || row < 0 || column >= width || row >= height) continue;
    const at = (row * width + column) * 3;
    const seen = 0.2126 * rgb[at]! + 0.7152 * rgb[at + 1]! + 0.0722 * rgb[at + 2]!;
    n++;
    sumA += luma;
    sumB += seen;
    sumAA += luma * luma;
    sumBB += seen * seen;
    sumAB += luma * seen;
  }
  const spread = Math.sqrt((n * sumAA - sumA * sumA) * (n * sumBB - sumB * sumB));
  return spread > 0 ? (n * sumAB - sumA * sumB) / spread : 0;
}
