import { type Selectable, sql } from "kysely";
import { NotFound } from "#config/errors.ts";
import { asJson, type Db } from "../database.ts";
import { asId, isId } from "../ids.ts";
import type { ProductTable } from "../tables/brands.ts";

export type ProductRow = Selectable<ProductTable>;

/** What a writer of products sets. Money is in cents of `currency`; `picture` is a key in the file store. */
export type ProductValues = Omit<ProductRow, "id" | "brandId" | "createdAt" | "updatedAt" | "archivedAt">;

export async function findProduct(db: Db, brandId: string, id: string): Promise<ProductRow | undefined> {
  if (!isId(id)) return undefined;
  return db.selectFrom("products").selectAll().where("brandId", "=", brandId).where("id", "=", id).executeTakeFirst();
}

export async function getProduct(db: Db, brandId: string, id: string): Promise<ProductRow> {
  const row = await findProduct(db, brandId, id);
  if (!row) throw new NotFound("product", id);
  return row;
}

export async function findProductByHandle(db: Db, brandId: string, handle: string): Promise<ProductRow | undefined> {
  return db
    .selectFrom("products")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("handle", "=", handle)
    .executeTakeFirst();
}

/** The product in use that links to an address. */
export async function findProductByUrl(db: Db, brandId: string, url: string): Promise<ProductRow | undefined> {
  return db
    .selectFrom("products")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("url", "=", url)
    .where("archivedAt", "is", null)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
}

/**
 * Oldest first; `after` is the last id of the page before. `archived` true lists only archived ones. `search` looks in
 * titles and handles.
 */
export async function listProducts(
  db: Db,
  brandId: string,
  page: { after?: string; limit: number; archived?: boolean; search?: string } = { limit: 50 },
): Promise<ProductRow[]> {
  const wanted = `%${(page.search ?? "").replace(/[\\%_]/g, "\\$&")}%`;
  return db
    .selectFrom("products")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("archivedAt", page.archived ? "is not" : "is", null)
    .$if(page.after !== undefined, (query) => query.where("id", ">", asId("product", page.after as string)))
    .$if(Boolean(page.search), (query) =>
      query.where((where) => where.or([where("title", "ilike", wanted), where("handle", "ilike", wanted)])),
    )
    .orderBy("id")
    .limit(page.limit)
    .execute();
}

/** Undefined when the brand has a product of that handle already. */
export async function insertProduct(db: Db, brandId: string, product: ProductValues): Promise<ProductRow | undefined> {
  return db
    .insertInto("products")
    .values({ ...asColumns(product), brandId })
    .onConflict((conflict) => conflict.columns(["brandId", "handle"]).doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** Makes the product, or changes the brand's product of that handle; one that was archived is on sale again. */
export async function upsertProduct(db: Db, brandId: string, product: ProductValues): Promise<ProductRow> {
  const columns = asColumns(product);
  return db
    .insertInto("products")
    .values({ ...columns, brandId })
    .onConflict((conflict) =>
      conflict.columns(["brandId", "handle"]).doUpdateSet({ ...columns, updatedAt: sql`now()`, archivedAt: null }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function changeProduct(
  db: Db,
  brandId: string,
  id: string,
  changes: Partial<ProductValues> & { archivedAt?: Date | null },
): Promise<ProductRow> {
  const row =
    isId(id) &&
    (await db
      .updateTable("products")
      .set({ ...asColumns(changes), updatedAt: sql`now()` })
      .where("brandId", "=", brandId)
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst());
  if (!row) throw new NotFound("product", id);
  return row;
}

function asColumns<T extends { benefits?: string[]; facts?: string[] }>(values: T) {
  const { benefits, facts, ...rest } = values;
  return {
    ...rest,
    ...(benefits === undefined ? {} : { benefits: asJson(benefits) }),
    ...(facts === undefined ? {} : { facts: asJson(facts) }),
  } as Omit<T, "benefits" | "facts"> & { [K in "benefits" | ("facts" & keyof T)]: string };
}
