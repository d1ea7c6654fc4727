import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { lockBrief } from "#db/queries/briefs.ts";
import { findStandingNote } from "#db/queries/reviews.ts";
import { nameVariant } from "#db/queries/subjects.ts";
import { findNextVersion, getVariant, requeueVariant } from "#db/queries/variants.ts";
import { inTransaction } from "#db/transaction.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { holdVersion } from "../ledger/hold.ts";
import type { Pricing } from "./estimate.ts";
import { priceNext } from "./price-next.ts";

/** What the caller sends as `variantRequested`. */
export type Wanted = { variantId: string; version: number; note: string | null };

/**
 * Puts a failed variant back in the queue, with the note it was being remade for, if any, and holds its price anew. Refused
 * unless it failed, and when the brief's budget does not pay for another attempt.
 */
export function tryAgain(db: Db, brandId: string, by: Actor, variantId: string, pricing?: Pricing): Promise<Wanted> {
  return inTransaction(db, async (trx) => {
    const variant = await getVariant(trx, brandId, variantId);
    await lockBrief(trx, brandId, variant.briefId);
    if (!(await requeueVariant(trx, brandId, variantId))) {
      throw new Refused("not-failed", "This video has not failed, so there is nothing to try again.");
    }
    await holdVersion(trx, brandId, variantId, await priceNext(trx, brandId, variant, pricing));
    const [version, note] = [
      await findNextVersion(trx, brandId, variantId),
      await findStandingNote(trx, brandId, variantId),
    ];
    const subject = { kind: "variant", id: variantId, name: await nameVariant(trx, brandId, variantId), brandId };
    await recordAct(trx, by, { act: "variant.retried", subject, after: { version } });
    return { variantId, version, note };
  });
}
