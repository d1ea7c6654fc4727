import type { Trx } from "#db/database.ts";
import { holdPrice } from "#db/queries/budgets.ts";
import { getVariant } from "#db/queries/variants.ts";
import { lockBudget, whyNotPayable } from "./budget.ts";

/**
 * Holds what a variant's next version, or the rest of the one in the making, will still cost, in millionths of a US dollar,
 * instead of what was held for it before. Refused (`over-budget`) when the brief's budget has not that much left. Call it
 * in the transaction that puts the variant in the making, and again when the price is known better: the hold ends by
 * itself when the variant is made or has failed, and what was spent stands in the ledger.
 */
export async function holdVersion(trx: Trx, brandId: string, variantId: string, micros: number): Promise<void> {
  const { briefId } = await getVariant(trx, brandId, variantId);
  const why = whyNotPayable(await lockBudget(trx, brandId, briefId, variantId), [micros]);
  if (why) throw why;
  await holdPrice(trx, brandId, variantId, micros);
}
