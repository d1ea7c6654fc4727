import type { Db } from "#db/database.ts";
import { getBrief } from "#db/queries/briefs.ts";
import type { Variant } from "#db/queries/variants.ts";
import type { Pricing } from "./estimate.ts";
import { readPricing } from "./offers.ts";

/**
 * What making another version of a variant costs at most, in millionths of a US dollar, as its brief wants it filmed:
 * nothing for a draft on this machine. Shots that stay as they were are not filmed again, so it may cost less.
 */
export async function priceNext(
  db: Db,
  brandId: string,
  variant: Pick<Variant, "briefId" | "lengthSeconds" | "ratio">,
  pricing?: Pricing,
): Promise<number> {
  const prices = pricing ?? (await readPricing(db, brandId, (await getBrief(db, brandId, variant.briefId)).footage));
  return prices.priceOf(variant).micros;
}
