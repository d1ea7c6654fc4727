import { type Selectable, sql } from "kysely";
import { NotFound } from "#config/errors.ts";
import { asJson, type Db } from "../database.ts";
import { asId, isId } from "../ids.ts";
import type { ClaimTable } from "../tables/claims.ts";

export type ClaimRow = Selectable<ClaimTable>;
export type ClaimValues = Pick<
  ClaimRow,
  "productId" | "personaId" | "statement" | "source" | "evidenceUrl" | "territories" | "expiresOn" | "addedBy"
>;

export async function insertClaim(db: Db, brandId: string, claim: ClaimValues): Promise<ClaimRow> {
  return db
    .insertInto("claims")
    .values({ ...claim, brandId, territories: asJson(claim.territories) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Newest first, with the names of what each is about; `after` is the last id of the page before. */
export async function listClaims(db: Db, brandId: string, page: { after?: string; limit: number } = { limit: 50 }) {
  return db
    .selectFrom("claims as c")
    .leftJoin("products as p", (join) => join.onRef("p.id", "=", "c.productId").onRef("p.brandId", "=", "c.brandId"))
    .leftJoin("personas as a", (join) => join.onRef("a.id", "=", "c.personaId").onRef("a.brandId", "=", "c.brandId"))
    .selectAll("c")
    .select(["p.title as product", "a.name as persona"])
    .where("c.brandId", "=", brandId)
    .$if(page.after !== undefined, (query) => query.where("c.id", "<", asId("claim", page.after as string)))
    .orderBy("c.id", "desc")
    .limit(page.limit)
    .execute();
}

/** What stands on a day for one product and one speaker: not taken back, not expired. The newest first. */
export async function listStandingClaims(
  db: Db,
  brandId: string,
  about: { productId: string | null; personaId: string | null; day: string },
): Promise<ClaimRow[]> {
  return db
    .selectFrom("claims")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("withdrawnAt", "is", null)
    .where((where) =>
      where.or([
        where("productId", "is", null),
        ...(about.productId === null ? [] : [where("productId", "=", asId("product", about.productId))]),
      ]),
    )
    .where((where) =>
      where.or([
        where("personaId", "is", null),
        ...(about.personaId === null ? [] : [where("personaId", "=", asId("persona", about.personaId))]),
      ]),
    )
    .where((where) => where.or([where("expiresOn", "is", null), where("expiresOn", ">=", about.day)]))
    .orderBy("id", "desc")
    .execute();
}

/** Takes a claim back, or lets it stand again. NotFound when the brand has none of that id. */
export async function setClaimWithdrawn(db: Db, brandId: string, id: string, withdrawn: boolean): Promise<ClaimRow> {
  const row =
    isId(id) &&
    (await db
      .updateTable("claims")
      .set({ withdrawnAt: withdrawn ? sql<Date>`coalesce(withdrawn_at, now())` : null })
      .where("brandId", "=", brandId)
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst());
  if (!row) throw new NotFound("claim", id);
  return row;
}
