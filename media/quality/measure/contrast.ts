import type { Box } from "../../stage.ts";
import type { Look } from "./watch.ts";

/**
 * The contrast ratio (WCAG 2, 1 to 21) of what is light and what is dark within a box of a picture: of text and what is
 * behind it, when the box holds a text. Letters blend with their ground at their edges, so each side counts by its far end:
 * the box is split where the two sides differ most (Otsu), and the outer half of each is taken.
 */
export function contrastWithin({ width, rgb }: Look, box: Box): number {
  const counts = new Float64Array(256);
  let total = 0;
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++, total++) {
      // Counted on a scale that is even to the eye, as 8-bit grey is.
      const grey = greys[Math.round(luminanceAt(rgb, (y * width + x) * 3) * finest)]!;
      counts[grey] = counts[grey]! + 1;
    }
  }
  if (total === 0) return 21;
  const split = splitOf(counts, total);
  const dark = outerMean(counts, 0, split);
  const light = outerMean(counts, 255, split + 1);
  return (linear[light]! + 0.05) / (linear[dark]! + 0.05);
}

/** The relative luminance (WCAG 2, 0 to 1) of the pixel whose red is at `at`. */
export function luminanceAt(rgb: Uint8Array, at: number): number {
  return 0.2126 * linear[rgb[at]!]! + 0.7152 * linear[rgb[at + 1]!]! + 0.0722 * linear[rgb[at + 2]!]!;
}

const linear = Float64Array.from({ length: 256 }, (_, value) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

/** Greys by luminance in steps that are finer than the darkest grey: taking a power of every pixel would take most of the time. */
const finest = 4095;
const greys = Uint8Array.from({ length: finest + 1 }, (_, step) => {
  const light = step / finest;
  return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
});

/** Otsu's threshold: the grey that leaves the most between the means of what is below and above it. */
function splitOf(counts: Float64Array, total: number): number {
  const all = counts.reduce((sum, count, grey) => sum + count * grey, 0);
  let [below, sumBelow, best, split] = [0, 0, -1, 127];
  for (let grey = 0; grey < 255; grey++) {
    below += counts[grey]!;
    sumBelow += counts[grey]! * grey;
    const above = total - below;
    if (below === 0 || above === 0) continue;
    const between = below * above * (sumBelow / below - (all - sumBelow) / above) ** 2;
    if (between > best) [best, split] = [between, grey];
  }
  return split;
}

/** The mean grey of the outer half of one side, from `end` (0 or 255) towards the split. */
function outerMean(counts: Float64Array, end: 0 | 255, split: number): number {
  const greys = end === 0 ? range(0, split) : range(split, 255).reverse();
  const half = greys.reduce((sum, grey) => sum + counts[grey]!, 0) / 2;
  let [taken, sum] = [0, 0];
  for (const grey of greys) {
    const count = Math.min(counts[grey]!, half - taken);
    taken += count;
    sum += count * grey;
    if (taken >= half) break;
  }
  return taken > 0 ? Math.round(sum / taken) : split;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
