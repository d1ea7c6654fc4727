import { createHash } from "node:crypto";
import { drawPortrait } from "#media/portrait.ts";
import type { Portrait } from "#media/storyboard.ts";
import type { FileStore } from "#providers/storage/contract.ts";

/** Large enough for a persona's page on a sharp screen. */
const portraitPixels = 512;

/**
 * Draws a portrait and keeps it under a key that carries its hash, so that an address always means the same face. It may
 * be repeated, and may come to nothing when the transaction around it does: no row then names the file.
 */
export async function keepPortrait(
  files: FileStore,
  brandId: string,
  personaId: string,
  portrait: Portrait,
): Promise<string> {
  const bytes = drawPortrait(portrait, { size: portraitPixels });
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const key = `brands/${brandId}/personas/${personaId}/${hash}.png`;
  await files.save(key, { bytes });
  return key;
}
