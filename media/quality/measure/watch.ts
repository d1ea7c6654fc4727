import { Demuxer, FilterAPI } from "node-av/api";
import type { Inspection } from "../../inspect.ts";
import { hashPicture } from "../fingerprint.ts";
import { sampleFrames } from "./sample.ts";

/** One sampled picture of a video: rows of red, green and blue, 0 to 255, without padding. */
export type Look = { at: number; width: number; height: number; rgb: Uint8Array };

/** How many pictures a second are looked at, and how wide: the letters of a label are 15 pixels high there. */
export const looksPerSecond = 3;
const widest = 540;

/** How wide a look is at a video: a whole share of its own, so that areas average evenly. */
export function lookWidthOf(width: number): number {
  return Math.round(width / Math.max(1, Math.round(width / widest)));
}

/** Decodes the picture once. Brightness and change are of a small grey picture; `onLook` sees each in colour. */
export function watch(file: string, onLook: (look: Look) => void): { looks: Inspection["looks"]; frames: string[] } {
  using input = Demuxer.openSync(file);
  const stream = input.video();
  if (!stream) return { looks: [], frames: [] };
  const { width: wide, height: high } = stream.codecpar;
  const width = lookWidthOf(wide);
  const height = Math.max(2, Math.round((high * width) / wide / 2) * 2);
  const fps = stream.avgFrameRate.num / Math.max(1, stream.avgFrameRate.den) || 24;
  // Whole frames by their number: the `fps` filter would take some from before a cut and some from after it.
  const every = Math.max(1, Math.round(fps / looksPerSecond));
  using filter = FilterAPI.create(`scale=${width}:${height}:flags=area,format=rgb24`);
  const looks: Inspection["looks"] = [];
  const frames: string[] = [];
  const small = { width: 36, height: Math.max(8, Math.round((36 * height) / width)) };
  let before: Uint8Array | undefined;
  for (const { index, frame } of sampleFrames(input, every)) {
    for (const scaled of filter.processAllSync(frame)) {
      const rgb = unpad(scaled.data?.[0], scaled.linesize[0], width, height);
      scaled.free();
      const look = { at: index / fps, width, height, rgb };
      const grey = shrink(look, small.width, small.height);
      looks.push({ at: look.at, brightness: mean(grey), change: before ? meanChange(grey, before) : null });
      // One for each whole second, so that two videos can be laid side by side.
      if (look.at >= frames.length - 1e-6) frames.push(hashPicture(grey, small.width, small.height));
      before = grey;
      onLook(look);
    }
    frame.free();
  }
  return { looks, frames };
}

function unpad(plane: Uint8Array | undefined, stride = 0, width: number, height: number): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  for (let row = 0; plane && row < height; row++) {
    rgb.set(plane.subarray(row * stride, row * stride + width * 3), row * width * 3);
  }
  return rgb;
}

/** Brightness in areas: the mean of nine points of each is as good as of all, and cheaper. */
function shrink({ width, height, rgb }: Look, columns: number, rows: number): Uint8Array {
  const grey = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let y = 0; y < 3; y++) {
        const line = Math.floor(((row + (y + 0.5) / 3) * height) / rows) * width;
        for (let x = 0; x < 3; x++) {
          const at = (line + Math.floor(((column + (x + 0.5) / 3) * width) / columns)) * 3;
          sum += 0.2126 * rgb[at]! + 0.7152 * rgb[at + 1]! + 0.0722 * rgb[at + 2]!;
        }
      }
      grey[row * columns + column] = sum / 9;
    }
  }
  return grey;
}

function mean(grey: Uint8Array): number {
  return grey.reduce((sum, value) => sum + value, 0) / grey.length;
}

function meanChange(now: Uint8Array, before: Uint8Array): number {
  return now.reduce((sum, value, at) => sum + Math.abs(value - before[at]!), 0) / now.length;
}
