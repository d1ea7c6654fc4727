import { type Kit, kitSchema } from "#brand-kits/schema.ts";
import { NotFound } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { findCurrentKitRow } from "#db/queries/kits.ts";

/** A brand's kit as it stands: `voice` is its voice.md; a kit file `logo.png` is `<folder>/logo.png` in the file store. */
export type CurrentKit = { id: string; version: number; kit: Kit; voice: string; folder: string };

/** The brand's newest kit. Throws NotFound for a brand without one, and for another workspace's brand alike. */
export async function getCurrentKit(db: Db, brandId: string): Promise<CurrentKit> {
  const row = await findCurrentKitRow(db, brandId);
  if (!row) throw new NotFound("brand kit");
  const { id, version, kit, voice, folder } = row;
  return { id, version, kit: kitSchema.parse(kit), voice, folder };
}
