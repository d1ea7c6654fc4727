import type { Selectable } from "kysely";
import { NotFound } from "#config/errors.ts";
import { asJson, type Db } from "../database.ts";
import type { BrandKitTable } from "../tables/brands.ts";

/** `kit` is as stored; brand-kits' schema parses it (studio/brands/current-kit.ts does). */
export type BrandKitRow = Selectable<BrandKitTable>;

/** The brand's kit of the highest version. */
export async function findCurrentKitRow(db: Db, brandId: string): Promise<BrandKitRow | undefined> {
  return db
    .selectFrom("brandKits")
    .selectAll()
    .where("brandId", "=", brandId)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
}

export async function getKitRow(db: Db, brandId: string, version: number): Promise<BrandKitRow> {
  const row = await db
    .selectFrom("brandKits")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("version", "=", version)
    .executeTakeFirst();
  if (!row) throw new NotFound("brand kit", String(version));
  return row;
}

/** Newest first; `before` is the last version of the page before. */
export async function listKits(
  db: Db,
  brandId: string,
  page: { before?: number; limit: number } = { limit: 50 },
): Promise<Pick<BrandKitRow, "id" | "version" | "sha256" | "createdAt">[]> {
  return db
    .selectFrom("brandKits")
    .select(["id", "version", "sha256", "createdAt"])
    .where("brandId", "=", brandId)
    .$if(page.before !== undefined, (query) => query.where("version", "<", page.before as number))
    .orderBy("version", "desc")
    .limit(page.limit)
    .execute();
}

export async function insertKit(
  db: Db,
  brandId: string,
  version: { version: number; kit: object; voice: string; folder: string; sha256: string },
): Promise<BrandKitRow> {
  return db
    .insertInto("brandKits")
    .values({ ...version, brandId, kit: asJson(version.kit) })
    .returningAll()
    .executeTakeFirstOrThrow();
}
