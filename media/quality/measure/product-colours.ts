import sharp from "sharp";
import { readProductPicture } from "../../scenes/product-picture.ts";
import type { Box } from "../../stage.ts";
import { colourDifference, type Lab, toLab } from "../colour-difference.ts";
import type { Look } from "./watch.ts";

/** A colour and its share of a picture. */
export type Share = { lab: Lab; share: number };

/** How many colours stand for a picture. */
const most = 5;

/** The colours that make up a product as its picture shows it, without the ground that a scene cuts away. */
export async function coloursOf(file: string): Promise<Share[]> {
  const { data, info } = await sharp((await readProductPicture(file)).bytes)
    .resize({ width: 96, height: 96, fit: "inside" })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixels: number[] = [];
  for (let at = 0; at < info.width * info.height * 4; at += 4) {
    if (data[at + 3]! > 200) pixels.push(data[at]!, data[at + 1]!, data[at + 2]!);
  }
  return mainColours(Uint8Array.from(pixels));
}

/**
 * How far the colours in a box are off those of a picture (CIEDE2000): for each of its colours the nearest in the box,
 * weighted by its share. A product may stand anywhere in its box, before anything.
 */
export function driftWithin({ width, rgb }: Look, box: Box, own: Share[]): number {
  const pixels: number[] = [];
  for (let y = box.y; y < box.y + box.height; y += 2) {
    for (let x = box.x; x < box.x + box.width; x += 2) {
      const at = (y * width + x) * 3;
      pixels.push(rgb[at]!, rgb[at + 1]!, rgb[at + 2]!);
    }
  }
  const there = mainColours(Uint8Array.from(pixels), 24, 0.004);
  if (there.length === 0 || own.length === 0) return 0;
  const weight = own.reduce((sum, { share }) => sum + share, 0);
  return own.reduce(
    (sum, { lab, share }) => sum + (share / weight) * Math.min(...there.map((one) => colourDifference(lab, one.lab))),
    0,
  );
}

/** The most frequent colours, as means of cells of 32 × 32 × 32; those with less than `least` of the picture left out. */
function mainColours(rgb: Uint8Array, keep = most, least = 0.04): Share[] {
  const cells = new Map<number, [count: number, red: number, green: number, blue: number]>();
  for (let at = 0; at + 2 < rgb.length; at += 3) {
    const [red, green, blue] = [rgb[at]!, rgb[at + 1]!, rgb[at + 2]!];
    const key = ((red >> 5) << 6) | ((green >> 5) << 3) | (blue >> 5);
    const cell = cells.get(key) ?? [0, 0, 0, 0];
    cells.set(key, [cell[0] + 1, cell[1] + red, cell[2] + green, cell[3] + blue]);
  }
  const total = Math.max(1, rgb.length / 3);
  return [...cells.values()]
    .sort((a, b) => b[0] - a[0])
    .slice(0, keep)
    .filter(([count]) => count / total >= least)
    .map(([count, red, green, blue]) => ({
      lab: toLab(red / count, green / count, blue / count),
      share: count / total,
    }));
}
