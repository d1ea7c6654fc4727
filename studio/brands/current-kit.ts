import { type Kit, kitSchema } from "#brand-kits/schema.ts";
import { NotFound } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { type BrandKitRow, findCurrentKitRow, getKitRow } from "#db/queries/kits.ts";

/** A stored version of a brand's kit. A file of the kit has the key `<folder>/<its name>` in the file store. */
export type BrandKit = { id: string; version: number; kit: Kit; voice: string; folder: string; sha256: string };

/** The brand's latest kit. NotFound when none was imported: the brand cannot make videos yet. */
export async function getCurrentKit(db: Db, brandId: string): Promise<BrandKit> {
  const kit = await findCurrentKit(db, brandId);
  if (!kit) throw new NotFound("brand kit");
  return kit;
}

export async function findCurrentKit(db: Db, brandId: string): Promise<BrandKit | undefined> {
  const row = await findCurrentKitRow(db, brandId);
  return row && fromRow(row);
}

/** One version of the brand's kit. NotFound when there is none. */
export async function getKit(db: Db, brandId: string, version: number): Promise<BrandKit> {
  return fromRow(await getKitRow(db, brandId, version));
}

function fromRow({ id, version, kit, voice, folder, sha256 }: BrandKitRow): BrandKit {
  return { id, version, kit: kitSchema.parse(kit), voice, folder, sha256 };
}
