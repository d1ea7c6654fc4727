import type { Db } from "#db/database.ts";
import { failVariant } from "#db/queries/variants.ts";
import { inTransaction } from "#db/transaction.ts";
import { tellEndpoints, tellIfFinished } from "../webhooks/tell.ts";

/** Ends a variant's making with the sentence that says why. One that a person has decided on stays as it is. */
export async function giveUpOnVariant(db: Db, brandId: string, variantId: string, sentence: string): Promise<void> {
  await inTransaction(db, async (trx) => {
    if (!(await failVariant(trx, brandId, variantId, sentence))) return;
    await tellEndpoints(trx, brandId, "variant.failed", variantId);
    await tellIfFinished(trx, brandId, variantId);
  });
}
