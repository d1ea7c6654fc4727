import { type Selectable, sql, type Updateable } from "kysely";
import { NotFound } from "#config/errors.ts";
import type { Db } from "../database.ts";
import { asId, isId } from "../ids.ts";
import type { BrandTable } from "../tables/brands.ts";

export type BrandRow = Selectable<BrandTable>;

/** The brand, unless it is not there or of another workspace: NotFound either way. */
export async function getBrand(db: Db, workspaceId: string, id: string): Promise<BrandRow> {
  const row =
    isId(id) &&
    (await db
      .selectFrom("brands")
      .selectAll()
      .where("workspaceId", "=", workspaceId)
      .where("id", "=", id)
      .executeTakeFirst());
  if (!row) throw new NotFound("brand", id);
  return row;
}

/** Which workspace a brand belongs to: dossiers, plans and budgets are the workspace's. */
export async function getWorkspaceOf(db: Db, brandId: string): Promise<string> {
  const row = await db.selectFrom("brands").where("id", "=", brandId).select("workspaceId").executeTakeFirst();
  if (!row) throw new NotFound("brand", brandId);
  return row.workspaceId;
}

/** Archived brands are found too: their addresses keep working. */
export async function findBrandBySlug(db: Db, workspaceId: string, slug: string): Promise<BrandRow | undefined> {
  return db
    .selectFrom("brands")
    .selectAll()
    .where("workspaceId", "=", workspaceId)
    .where("slug", "=", slug)
    .executeTakeFirst();
}

/** The workspace's brands that are not archived, oldest first; `after` is the last id of the page before. */
export async function listBrands(
  db: Db,
  workspaceId: string,
  page: { after?: string; limit: number } = { limit: 100 },
): Promise<BrandRow[]> {
  return db
    .selectFrom("brands")
    .selectAll()
    .where("workspaceId", "=", workspaceId)
    .where("archivedAt", "is", null)
    .$if(page.after !== undefined, (query) => query.where("id", ">", asId("brand", page.after as string)))
    .orderBy("id")
    .limit(page.limit)
    .execute();
}

/** Fails on the unique (workspace, slug) when the slug is taken. */
export async function insertBrand(
  db: Db,
  workspaceId: string,
  brand: { slug: string; name: string; zone: string },
): Promise<BrandRow> {
  return db
    .insertInto("brands")
    .values({ ...brand, workspaceId })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function changeBrand(
  db: Db,
  workspaceId: string,
  id: string,
  changes: Pick<Updateable<BrandTable>, "name" | "zone" | "archivedAt">,
): Promise<BrandRow> {
  const row =
    isId(id) &&
    (await db
      .updateTable("brands")
      .set(changes)
      .where("workspaceId", "=", workspaceId)
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst());
  if (!row) throw new NotFound("brand", id);
  return row;
}

/** Makes whoever imports into this workspace's brand of that slug wait for whoever is importing now; held until commit. */
export async function lockBrandSlug(db: Db, workspaceId: string, slug: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`brand:${workspaceId}:${slug}`}, 0))`.execute(db);
}
