import { type Canvas, createCanvas } from "../../canvas/frame.ts";
import { createPainter } from "../../canvas/painter.ts";
import { paintLabel } from "../../scenes/captions.ts";
import { stageOf } from "../../stage.ts";
import type { Storyboard } from "../../storyboard.ts";
import type { Look } from "./watch.ts";

/** The label as it should be seen: the brightness of each pixel of its place, where the label itself decides it. */
export type ExpectedLabel = { width: number; pixels: { x: number; y: number; luma: number }[] };

/**
 * Draws the label of a storyboard alone, on black and on white: pixels that are alike on both are the label's own, and
 * those that differ show what is behind it.
 */
export async function drawLabel(board: Storyboard, width: number): Promise<ExpectedLabel> {
  const stage = stageOf(board.ratio);
  const scale = width / stage.width;
  const height = Math.round((stage.height * scale) / 2) * 2;
  const painter = createPainter(board.look, scale, board.ratio);
  const label = paintLabel(board.label, painter);
  const [onBlack, onWhite] = [16, 235].map((ground) => {
    const canvas = createCanvas(width, height);
    canvas.y.fill(ground);
    label.draw(canvas);
    return canvas;
  }) as [Canvas, Canvas];
  const pixels: ExpectedLabel["pixels"] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (onWhite.y[at]! - onBlack.y[at]! < 150) pixels.push({ x, y, luma: (onWhite.y[at]! + onBlack.y[at]!) / 2 });
    }
  }
  return { width, pixels };
}

/** Pearson's correlation of a picture with the label at its place: 1 is the label, 0 has nothing to do with it. */
export function likenessOf({ width, height, rgb }: Look, { pixels, width: drawnAt }: ExpectedLabel): number {
  const scale = width / drawnAt;
  let [n, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0];
  for (const { x, y, luma } of pixels) {
    const [column, row] = [Math.round(x * scale), Math.round(y * scale)];
    if (column >= width || row >= height) continue;
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
