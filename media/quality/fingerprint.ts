import { z } from "zod";

/**
 * What a video is known again by: a 64-bit hash of each second's picture, in hex, and for each quarter of a second
 * whether something is said. Small changes of colour, size or compression change few bits.
 */
export const fingerprint = z.object({
  seconds: z.number(),
  frames: z.array(z.string().regex(/^[0-9a-f]{16}$/)),
  sound: z.string().regex(/^[01]*$/),
});
export type Fingerprint = z.infer<typeof fingerprint>;

/**
 * A difference hash (dHash): whether each of 8 × 8 areas is brighter than the one to its right. `grey` has rows of
 * `width` brightnesses.
 */
export function hashPicture(grey: Uint8Array, width: number, height: number): string {
  const mean = (column: number, row: number) => {
    let [sum, count] = [0, 0];
    for (let y = Math.floor((row * height) / 8); y < Math.floor(((row + 1) * height) / 8); y++) {
      for (let x = Math.floor((column * width) / 9); x < Math.floor(((column + 1) * width) / 9); x++, count++) {
        sum += grey[y * width + x]!;
      }
    }
    return sum / count;
  };
  let hash = 0n;
  for (let row = 0; row < 8; row++) {
    const means = Array.from({ length: 9 }, (_, column) => mean(column, row));
    for (let column = 0; column < 8; column++) hash = (hash << 1n) | (means[column]! > means[column + 1]! ? 1n : 0n);
  }
  return hash.toString(16).padStart(16, "0");
}

/** Bits that differ between two hashes of pictures, up to which people see the same picture: dHash's usual 10 of 64. */
const sameUpTo = 10;

/**
 * How alike two videos are, 0 to 1: the share of seconds with the same picture, and of the same speech and rests. Two
 * without any sound are alike in it.
 */
export function compareFingerprints(a: Fingerprint, b: Fingerprint): { picture: number; sound: number } {
  const frames = Math.max(a.frames.length, b.frames.length);
  const same = a.frames.filter(
    (hash, at) => b.frames[at] !== undefined && differingBits(hash, b.frames[at]) <= sameUpTo,
  );
  const length = Math.max(a.sound.length, b.sound.length);
  const alike = [...a.sound].filter((said, at) => said === b.sound[at]);
  return { picture: frames ? same.length / frames : 0, sound: length ? alike.length / length : 1 };
}

function differingBits(a: string, b: string): number {
  return [...(BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2)].filter((bit) => bit === "1").length;
}
