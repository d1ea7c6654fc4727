import { sql } from "kysely";
import type { Db } from "../database.ts";
import { asId } from "../ids.ts";
import { makingStates } from "./variants.ts";

/** In millionths of a US dollar: what is in the ledger, and what videos in the making may still cost. */
export type BriefMoney = { spentMicros: number; heldMicros: number };

/**
 * What a brief has spent and what is held for it. A video in the making holds its price, less what it has cost already;
 * one that is made, or has failed, holds nothing: what it cost stands in the ledger. `without` is a variant that is not
 * counted among those that hold.
 */
export async function sumBriefMoney(db: Db, brandId: string, briefId: string, without?: string): Promise<BriefMoney> {
  return db
    .selectFrom("variants as v")
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom("ledger as l")
          .whereRef("l.variantId", "=", "v.id")
          .where("l.brandId", "=", brandId)
          .select(sql<number>`coalesce(sum(l.amount_micros), 0)::bigint`.as("micros"))
          .as("spent"),
      (join) => join.onTrue(),
    )
    .where("v.brandId", "=", brandId)
    .where("v.briefId", "=", asId("brief", briefId))
    .select([
      sql<number>`coalesce(sum(spent.micros), 0)::bigint`.as("spentMicros"),
      sql<number>`coalesce(sum(greatest(0, v.price_micros - spent.micros))
        filter (where v.state in (${sql.join([...makingStates])})
          and v.id is distinct from ${without ?? null}::uuid), 0)::bigint`.as("heldMicros"),
    ])
    .executeTakeFirstOrThrow();
}

/** Sets what a variant is priced at from now on: what it has cost so far and what its next version will. */
export async function holdPrice(db: Db, brandId: string, variantId: string, nextMicros: number): Promise<void> {
  await db
    .updateTable("variants")
    .set({
      priceMicros: sql<number>`${nextMicros} + (select coalesce(sum(l.amount_micros), 0)::bigint from ledger l
        where l.variant_id = variants.id and l.brand_id = ${brandId})`,
    })
    .where("brandId", "=", brandId)
    .where("id", "=", asId("variant", variantId))
    .execute();
}

/** What one variant has spent, and what is held for it while it is being made, in millionths of a US dollar. */
export async function sumVariantMoney(db: Db, brandId: string, variantId: string): Promise<BriefMoney> {
  const id = asId("variant", variantId);
  const spent = sql<number>`(select coalesce(sum(l.amount_micros), 0)::bigint from ledger l
    where l.variant_id = v.id and l.brand_id = ${brandId})`;
  const row = await db
    .selectFrom("variants as v")
    .where("v.brandId", "=", brandId)
    .where("v.id", "=", id)
    .select([
      spent.as("spentMicros"),
      sql<number>`case when v.state in (${sql.join([...makingStates])})
        then greatest(0, v.price_micros - ${spent}) else 0 end`.as("heldMicros"),
    ])
    .executeTakeFirst();
  return row ?? { spentMicros: 0, heldMicros: 0 };
}
