import { readFile } from "node:fs/promises";
import sharp from "sharp";

/** 50 megapixels is past every phone's camera; more is a bomb or a mistake. */
export const pixelLimit = 50_000_000;

/**
 * A product's picture as a scene may show it. `cut` has the thing alone on a transparent ground, when the picture shows it
 * before one plain colour (or nothing); `ratio` is of what is shown, width by height.
 */
export type ProductPicture = { bytes: Buffer; ratio: number; cut: boolean };

/** The longer side at which a picture is cut out and drawn: more than any framing shows. */
const longest = 1400;
/** How far a colour may be from the ground's and still be ground, and from where it is the thing itself (0 to 441). */
const [groundWithin, thingFrom] = [22, 58];

/** Reads a product's picture, upright, in RGB, of any format that sharp knows. Throws with a sentence about the picture. */
export async function readProductPicture(file: string): Promise<ProductPicture> {
  const { data, info } = await openPicture(await readFile(file))
    .resize({ width: longest, height: longest, fit: "inside", withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(sayWhy);
  const { width, height } = info;
  const raw = { raw: { width, height, channels: 4 as const } };
  if (cutOut(data, width, height)) {
    const trimmed = await sharp(data, raw)
      .trim({ background: { r: 0, g: 0, b: 0, alpha: 0 }, threshold: 8 })
      .png({ compressionLevel: 1 })
      .toBuffer({ resolveWithObject: true })
      .catch(() => undefined);
    if (trimmed) return { bytes: trimmed.data, ratio: trimmed.info.width / trimmed.info.height, cut: true };
  }
  return { bytes: await sharp(data, raw).png({ compressionLevel: 1 }).toBuffer(), ratio: width / height, cut: false };
}

/** A picture upright and in the colours of screens, CMYK included; an animation is its first frame. */
export function openPicture(bytes: Buffer) {
  return sharp(bytes, { limitInputPixels: pixelLimit, density: 144, pages: 1 }).rotate().toColourspace("srgb");
}

function sayWhy(cause: unknown): never {
  const message = cause instanceof Error ? cause.message : "";
  if (/pixel limit/i.test(message)) {
    throw new Error("its picture has more than 50 megapixels; export it smaller", { cause });
  }
  if (/unsupported image format|Input buffer/i.test(message)) {
    throw new Error("its picture is not a picture that can be read", { cause });
  }
  throw new Error("its picture breaks off or is damaged", { cause });
}

/**
 * Makes the ground around a thing transparent, in place, where the picture's whole border is one colour; answers whether it
 * was. Only ground that is joined to the border goes, so white letters on a label stay; the edge is soft.
 */
export function cutOut(rgba: Uint8Array, width: number, height: number): boolean {
  const border: number[] = [];
  for (let x = 0; x < width; x += 2) border.push(x, (height - 1) * width + x);
  for (let y = 0; y < height; y += 2) border.push(y * width, y * width + width - 1);
  const clear = border.filter((at) => rgba[at * 4 + 3]! < 16).length;
  if (clear > border.length * 0.97) return true;
  if (clear > 0) return false;
  const mean = [0, 1, 2].map((part) => border.reduce((sum, at) => sum + rgba[at * 4 + part]!, 0) / border.length);
  const off = (at: number) =>
    Math.hypot(rgba[at * 4]! - mean[0]!, rgba[at * 4 + 1]! - mean[1]!, rgba[at * 4 + 2]! - mean[2]!);
  if (border.filter((at) => off(at) > groundWithin).length > border.length * 0.02) return false;

  const before = rgba.slice();
  /** Lets a pixel through by `share`, and takes the ground's colour out of what stays, so that no pale rim is left. */
  const fade = (at: number, share: number) => {
    rgba[at * 4 + 3] = Math.round(255 * share);
    for (let part = 0; share > 0 && part < 3; part++) {
      const alone = (rgba[at * 4 + part]! - (1 - share) * mean[part]!) / share;
      rgba[at * 4 + part] = Math.min(255, Math.max(0, Math.round(alone)));
    }
  };
  const seen = new Uint8Array(width * height);
  const queue = border.filter((at) => off(at) <= groundWithin);
  for (const at of queue) seen[at] = 1;
  let gone = 0;
  while (queue.length > 0) {
    const at = queue.pop()!;
    const far = off(at);
    fade(at, far <= groundWithin ? 0 : (far - groundWithin) / (thingFrom - groundWithin));
    gone++;
    // Ground leads on; the soft edge beside it does not, so that nothing runs into the thing.
    if (far > groundWithin) continue;
    const x = at % width;
    for (const next of [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width]) {
      if (next < 0 || next >= seen.length || seen[next] || off(next) >= thingFrom) continue;
      seen[next] = 1;
      queue.push(next);
    }
  }
  // A picture that is nearly all ground, or hardly any, was not a thing before a plain wall.
  if (gone > width * height * 0.08 && gone < width * height * 0.97) return true;
  rgba.set(before);
  return false;
}
