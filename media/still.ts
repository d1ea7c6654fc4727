import sharp from "sharp";
import type { Canvas } from "./canvas/frame.ts";

/** Saves what the canvas holds as a JPEG. */
export async function saveStill(canvas: Canvas, file: string): Promise<void> {
  await sharp(toRgb(canvas), { raw: { width: canvas.width, height: canvas.height, channels: 3 } })
    .jpeg({ quality: 86 })
    .toFile(file);
}

/** What the canvas holds as a PNG. */
export function pngOf(canvas: Canvas): Promise<Buffer> {
  return sharp(toRgb(canvas), { raw: { width: canvas.width, height: canvas.height, channels: 3 } })
    .png()
    .toBuffer();
}

function toRgb({ width, height, y, u, v }: Canvas): Uint8ClampedArray {
  const rgb = new Uint8ClampedArray(width * height * 3);
  let at = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at += 3) {
      const colour = (row >> 1) * (width >> 1) + (column >> 1);
      const luma = 1.1644 * (y[row * width + column]! - 16);
      const [blue, red] = [u[colour]! - 128, v[colour]! - 128];
      rgb[at] = luma + 1.7927 * red;
      rgb[at + 1] = luma - 0.2132 * blue - 0.5329 * red;
      rgb[at + 2] = luma + 2.1124 * blue;
    }
  }
  return rgb;
}
