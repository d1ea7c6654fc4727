import { type Selectable, sql } from "kysely";
import type { Db } from "../database.ts";
import { asId } from "../ids.ts";
import type { LedgerTable } from "../tables/videos.ts";

export type LedgerEntry = Selectable<LedgerTable>;

/** One cost, in millionths of a US dollar. `kind` is what was bought: "script", "shot", "voice". */
export type NewLedgerEntry = {
  kind: string;
  provider: string;
  amountMicros: number;
  note: string;
  variantId?: string | null;
  takeId?: string | null;
};

/** Writes a cost down for the brand and for the workspace that pays for it. */
export async function insertLedgerEntry(db: Db, brandId: string, entry: NewLedgerEntry): Promise<void> {
  await db
    .insertInto("ledger")
    .values({
      ...entry,
      brandId,
      workspaceId: (eb) => eb.selectFrom("brands").where("id", "=", brandId).select("workspaceId"),
    })
    .execute();
}

/** What the variants of a brief have cost so far, in millionths of a US dollar. */
export async function sumLedgerOfBrief(db: Db, brandId: string, briefId: string): Promise<number> {
  const row = await db
    .selectFrom("ledger as l")
    .innerJoin("variants as v", "v.id", "l.variantId")
    .where("l.brandId", "=", brandId)
    .where("v.briefId", "=", asId("brief", briefId))
    .select(sql<number>`coalesce(sum(l.amount_micros), 0)::bigint`.as("micros"))
    .executeTakeFirstOrThrow();
  return row.micros;
}

/** Newest first. */
export async function listLedger(
  db: Db,
  brandId: string,
  page: { after?: string; limit: number },
): Promise<LedgerEntry[]> {
  let query = db
    .selectFrom("ledger")
    .where("brandId", "=", brandId)
    .selectAll()
    .orderBy("id", "desc")
    .limit(page.limit);
  if (page.after !== undefined) query = query.where("id", "<", asId("ledger entry", page.after));
  return query.execute();
}
