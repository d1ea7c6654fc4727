import type { Selectable } from "kysely";
import { NotFound } from "#config/errors.ts";
import type { Db } from "../database.ts";
import { asId, isId } from "../ids.ts";
import type { BeforeAfterTable, CutawayTable } from "../tables/cutaways.ts";

export type Cutaway = Selectable<CutawayTable>;
export type BeforeAfter = Selectable<BeforeAfterTable>;
export type NewCutaway = Omit<Cutaway, "id" | "brandId" | "createdAt" | "removedAt" | "removedBy">;
export type NewBeforeAfter = Pick<BeforeAfter, "productId" | "beforeId" | "afterId" | "shows" | "markedBy">;

/** Stores an upload. The same file once more takes the place of the one before, also of one that was taken back. */
export async function putCutaway(db: Db, brandId: string, cutaway: NewCutaway): Promise<Cutaway> {
  const { shows, rights, licence, uploadedBy } = cutaway;
  return db
    .insertInto("cutaways")
    .values({ ...cutaway, brandId })
    .onConflict((conflict) =>
      conflict
        .columns(["brandId", "productId", "sha256"])
        .doUpdateSet({ shows, rights, licence, uploadedBy, removedAt: null, removedBy: null }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** What videos of a product may cut to, in the order in which it was uploaded, with who uploaded it. At most 100. */
export async function listCutaways(db: Db, brandId: string, productId: string) {
  return db
    .selectFrom("cutaways as c")
    .leftJoin("users as u", "u.id", "c.uploadedBy")
    .where("c.brandId", "=", brandId)
    .where("c.productId", "=", asId("product", productId))
    .where("c.removedAt", "is", null)
    .selectAll("c")
    .select("u.name as uploader")
    .orderBy("c.id")
    .limit(100)
    .execute();
}

/** Those with these ids, taken back or not: videos show them still. */
export async function listCutawaysById(db: Db, brandId: string, ids: string[]) {
  const wanted = ids.filter(isId);
  if (wanted.length === 0) return [];
  return db
    .selectFrom("cutaways as c")
    .leftJoin("users as u", "u.id", "c.uploadedBy")
    .where("c.brandId", "=", brandId)
    .where("c.id", "in", wanted)
    .selectAll("c")
    .select("u.name as uploader")
    .execute();
}

export async function getCutaway(db: Db, brandId: string, id: string): Promise<Cutaway> {
  const row =
    isId(id) &&
    (await db
      .selectFrom("cutaways")
      .where("brandId", "=", brandId)
      .where("id", "=", id)
      .selectAll()
      .executeTakeFirst());
  if (!row) throw new NotFound("cutaway", id);
  return row;
}

/** Takes an upload back, and with it every before and after that it is a half of. */
export async function removeCutaway(db: Db, brandId: string, id: string, removedBy: string | null): Promise<Cutaway> {
  const row =
    isId(id) &&
    (await db
      .updateTable("cutaways")
      .set({ removedAt: new Date(), removedBy })
      .where("brandId", "=", brandId)
      .where("id", "=", id)
      .where("removedAt", "is", null)
      .returningAll()
      .executeTakeFirst());
  if (!row) throw new NotFound("cutaway", id);
  await db
    .updateTable("beforeAfters")
    .set({ removedAt: new Date(), removedBy })
    .where("brandId", "=", brandId)
    .where("removedAt", "is", null)
    .where((either) => either.or([either("beforeId", "=", id), either("afterId", "=", id)]))
    .execute();
  return row;
}

export async function insertBeforeAfter(db: Db, brandId: string, pair: NewBeforeAfter): Promise<BeforeAfter> {
  return db
    .insertInto("beforeAfters")
    .values({ ...pair, brandId })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The marked pairs of a product, in the order in which they were marked. At most 50. */
export async function listBeforeAfters(db: Db, brandId: string, productId: string): Promise<BeforeAfter[]> {
  return db
    .selectFrom("beforeAfters")
    .where("brandId", "=", brandId)
    .where("productId", "=", asId("product", productId))
    .where("removedAt", "is", null)
    .selectAll()
    .orderBy("id")
    .limit(50)
    .execute();
}

/** Those with these ids, unmarked or not. */
export async function listBeforeAftersById(db: Db, brandId: string, ids: string[]): Promise<BeforeAfter[]> {
  const wanted = ids.filter(isId);
  if (wanted.length === 0) return [];
  return db.selectFrom("beforeAfters").where("brandId", "=", brandId).where("id", "in", wanted).selectAll().execute();
}

export async function removeBeforeAfter(
  db: Db,
  brandId: string,
  id: string,
  removedBy: string | null,
): Promise<BeforeAfter> {
  const row =
    isId(id) &&
    (await db
      .updateTable("beforeAfters")
      .set({ removedAt: new Date(), removedBy })
      .where("brandId", "=", brandId)
      .where("id", "=", id)
      .where("removedAt", "is", null)
      .returningAll()
      .executeTakeFirst());
  if (!row) throw new NotFound("before and after", id);
  return row;
}
