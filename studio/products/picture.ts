import { createHash } from "node:crypto";
import { normalisePicture } from "#media/picture.ts";
import type { FileStore } from "#providers/storage/contract.ts";

/** Longest side of a stored product picture in pixels: more than a 1080-wide frame can show. */
const pictureSide = 1600;

/**
 * Stores a product's picture, upright and without its metadata, and answers its key. The key carries the picture's hash:
 * an address always means the same bytes, and the same picture is stored once. Throws `MediaRefused` for what is no
 * picture. What no row names in the end, because a transaction came to nothing, is waste and no harm.
 */
export async function keepPicture(files: FileStore, brandId: string, bytes: Uint8Array): Promise<string> {
  const picture = await normalisePicture(bytes, pictureSide);
  const hash = createHash("sha256").update(picture.bytes).digest("hex").slice(0, 20);
  const key = `brands/${brandId}/products/${hash}.${picture.extension}`;
  await files.save(key, { bytes: picture.bytes });
  return key;
}
