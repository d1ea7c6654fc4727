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

export async function renameBrief(db: Db, brandId: string, id: string, name: string): Promise<void> {
  await db
    .updateTable("briefs")
    .set({ name, updatedAt: new Date() })
    .where("brandId", "=", brandId)
    .where("id", "=", id)
    .execute();
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

/** A brief with its product, its personas in order and its launches, the latest first. */
export async function getBrief(db: Db, brandId: string, id: string) {
  const brief = await db
    .selectFrom("briefs as b")
    .innerJoin("products as p", "p.id", "b.productId")
    .where("b.brandId", "=", brandId)
    .where("b.id", "=", asId("brief", id))
    .selectAll("b")
    .select(["p.title as productTitle", "p.archivedAt as productArchivedAt"])
    .executeTakeFirst();
  if (!brief) throw new NotFound("brief", id);
  const [personas, launches] = await Promise.all([listBriefPersonas(db, brandId, id), listLaunches(db, brandId, id)]);
  return { ...brief, personas, launches };
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
  };
}
