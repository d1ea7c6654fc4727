import { type Selectable, sql } from "kysely";
import { NotFound } from "#config/errors.ts";
import { asJson, type Db, type Trx } from "../database.ts";
import { asId } from "../ids.ts";
import type { BriefLaunchTable, BriefTable, VariantState } from "../tables/briefs.ts";

export type Brief = Selectable<BriefTable>;
export type BriefLaunch = Selectable<BriefLaunchTable> & { launcher: string | null };

/** A persona as a brief names it, in the brief's order. */
export type BriefPersona = {
  id: string;
  name: string;
  kind: "synthetic" | "cameo";
  portraitFile: string | null;
  archivedAt: Date | null;
};

/** How many variants are in each state; a state without any is left out. */
export type StateCounts = Partial<Record<VariantState, number>>;

export type BriefInList = Brief & {
  productTitle: string;
  personas: number;
  variants: StateCounts;
  launchedAt: Date | null;
};

/** The columns a person decides. Lists are plain arrays; the query turns them into JSON. */
export type BriefValues = Omit<Brief, "id" | "brandId" | "createdBy" | "createdAt" | "updatedAt" | "archivedAt">;

/** A product as a brief names it, in the brief's order. */
export type BriefProduct = { id: string; title: string; handle: string; archivedAt: Date | null };

export async function insertBrief(
  db: Db,
  brandId: string,
  values: BriefValues,
  createdBy: string | null,
): Promise<string> {
  const row = await db
    .insertInto("briefs")
    .values({ ...asColumns(values), brandId, createdBy })
    .returning("id")
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function updateBriefValues(db: Db, brandId: string, id: string, values: BriefValues): Promise<void> {
  await db
    .updateTable("briefs")
    .set({ ...asColumns(values), updatedAt: new Date() })
    .where("brandId", "=", brandId)
    .where("id", "=", id)
    .execute();
}

/** Which day it is where the brand is, as "2026-11-30". */
export async function findToday(db: Db, brandId: string): Promise<string> {
  const { today } = await db
    .selectFrom("brands")
    .where("id", "=", brandId)
    .select(sql<string>`to_char(now() at time zone zone, 'YYYY-MM-DD')`.as("today"))
    .executeTakeFirstOrThrow();
  return today;
}

/** Hides a brief from lists, or shows it again with null. What was made from it stays. */
export async function setBriefArchived(db: Db, brandId: string, id: string, archivedAt: Date | null): Promise<void> {
  await db
    .updateTable("briefs")
    .set({ archivedAt, updatedAt: new Date() })
    .where("brandId", "=", brandId)
    .where("id", "=", id)
    .execute();
}

/** Replaces the brief's personas; the order given is the order kept. */
export async function setBriefPersonas(
  db: Db,
  brandId: string,
  briefId: string,
  personaIds: readonly string[],
): Promise<void> {
  await db.deleteFrom("briefPersonas").where("brandId", "=", brandId).where("briefId", "=", briefId).execute();
  if (personaIds.length === 0) return;
  await db
    .insertInto("briefPersonas")
    .values(personaIds.map((personaId, position) => ({ brandId, briefId, personaId, position })))
    .execute();
}

/** Replaces the products beside the brief's first; the order given is the order kept. */
export async function setBriefProducts(
  db: Db,
  brandId: string,
  briefId: string,
  productIds: readonly string[],
): Promise<void> {
  await db.deleteFrom("briefProducts").where("brandId", "=", brandId).where("briefId", "=", briefId).execute();
  if (productIds.length === 0) return;
  await db
    .insertInto("briefProducts")
    .values(productIds.map((productId, position) => ({ brandId, briefId, productId, position })))
    .execute();
}

/** A brief with its products and its personas in order, the first product's title, and its launches, the latest first. */
export async function getBrief(db: Db, brandId: string, id: string) {
  const brief = await db
    .selectFrom("briefs as b")
    .innerJoin("products as p", "p.id", "b.productId")
    .where("b.brandId", "=", brandId)
    .where("b.id", "=", asId("brief", id))
    .selectAll("b")
    .select(["p.title as productTitle", "p.handle as productHandle", "p.archivedAt as productArchivedAt"])
    .executeTakeFirst();
  if (!brief) throw new NotFound("brief", id);
  const { productHandle, ...rest } = brief;
  const first = { id: brief.productId, title: brief.productTitle, handle: productHandle };
  const [others, personas, launches] = await Promise.all([
    listMoreProducts(db, brandId, id),
    listBriefPersonas(db, brandId, id),
    listLaunches(db, brandId, id),
  ]);
  const products: BriefProduct[] = [{ ...first, archivedAt: brief.productArchivedAt }, ...others];
  return { ...rest, products, personas, launches };
}
export type BriefWithCast = Awaited<ReturnType<typeof getBrief>>;

/** Takes the brief's row for the rest of the transaction, so that two launches of it wait for each other. */
export async function lockBrief(trx: Trx, brandId: string, id: string): Promise<void> {
  const row = await trx
    .selectFrom("briefs")
    .where("brandId", "=", brandId)
    .where("id", "=", asId("brief", id))
    .select("id")
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new NotFound("brief", id);
}

/** Newest first, without the archived ones unless asked for; with the number of variants in each state. */
export async function listBriefs(
  db: Db,
  brandId: string,
  page: { after?: string; limit: number; archived?: boolean },
): Promise<BriefInList[]> {
  let query = db
    .selectFrom("briefs as b")
    .innerJoin("products as p", "p.id", "b.productId")
    .where("b.brandId", "=", brandId)
    .where("b.archivedAt", page.archived ? "is not" : "is", null)
    .selectAll("b")
    .select([
      "p.title as productTitle",
      sql<number>`(select count(*) from brief_personas bp where bp.brief_id = b.id)`.as("personas"),
      sql<StateCounts>`(select coalesce(jsonb_object_agg(c.state, c.n), '{}') from
        (select v.state, count(*) as n from variants v where v.brief_id = b.id group by v.state) c)`.as("variants"),
      sql<Date | null>`(select min(l.launched_at) from brief_launches l where l.brief_id = b.id)`.as("launchedAt"),
    ])
    .orderBy("b.id", "desc")
    .limit(page.limit);
  if (page.after !== undefined) query = query.where("b.id", "<", asId("brief", page.after));
  return query.execute();
}

export async function insertLaunch(
  db: Db,
  brandId: string,
  launch: { briefId: string; launchedBy: string | null; variants: number },
): Promise<string> {
  const row = await db
    .insertInto("briefLaunches")
    .values({ ...launch, brandId })
    .returning("id")
    .executeTakeFirstOrThrow();
  return row.id;
}

async function listBriefPersonas(db: Db, brandId: string, briefId: string): Promise<BriefPersona[]> {
  return db
    .selectFrom("briefPersonas as bp")
    .innerJoin("personas as p", "p.id", "bp.personaId")
    .where("bp.brandId", "=", brandId)
    .where("bp.briefId", "=", briefId)
    .select(["p.id", "p.name", "p.kind", "p.portraitFile", "p.archivedAt"])
    .orderBy("bp.position")
    .execute();
}

async function listMoreProducts(db: Db, brandId: string, briefId: string): Promise<BriefProduct[]> {
  return db
    .selectFrom("briefProducts as bp")
    .innerJoin("products as p", "p.id", "bp.productId")
    .where("bp.brandId", "=", brandId)
    .where("bp.briefId", "=", briefId)
    .select(["p.id", "p.title", "p.handle", "p.archivedAt"])
    .orderBy("bp.position")
    .execute();
}

async function listLaunches(db: Db, brandId: string, briefId: string): Promise<BriefLaunch[]> {
  return db
    .selectFrom("briefLaunches as l")
    .leftJoin("users as u", "u.id", "l.launchedBy")
    .where("l.brandId", "=", brandId)
    .where("l.briefId", "=", briefId)
    .selectAll("l")
    .select("u.name as launcher")
    .orderBy("l.id", "desc")
    .execute();
}

function asColumns(values: BriefValues) {
  return {
    ...values,
    proofPoints: asJson(values.proofPoints),
    mustSay: asJson(values.mustSay),
    neverSay: asJson(values.neverSay),
    hooks: asJson(values.hooks),
    angles: asJson(values.angles),
    channels: asJson(values.channels),
    locales: asJson(values.locales),
    ratios: asJson(values.ratios),
    lengths: asJson(values.lengths),
    evidence: asJson(values.evidence),
    footage: asJson(values.footage),
  };
}
