import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { nameVariant } from "#db/queries/subjects.ts";
import { getTake, listOpenTakes, moveTake } from "#db/queries/takes.ts";
import { inTransaction } from "#db/transaction.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { failTake } from "./settle-take.ts";

/**
 * Stops the filming of a variant: what is not sent yet is not sent, and what runs is asked to stop the next time that
 * somebody looks, which `takes` are woken for. What had begun has been paid for.
 */
export async function stopFilming(db: Db, brandId: string, by: Actor, variantId: string): Promise<{ takes: string[] }> {
  return inTransaction(db, async (trx) => {
    const open = await listOpenTakes(trx, brandId, variantId);
    if (open.length === 0) throw new Refused("nothing-filming", "Nothing of this video is being filmed right now.");
    for (const take of open) {
      await moveTake(trx, brandId, take.id, [take.state], { cancelAskedAt: new Date() });
    }
    const subject = { kind: "variant", id: variantId, name: await nameVariant(trx, brandId, variantId), brandId };
    await recordAct(trx, by, { act: "variant.filming-stopped", subject, after: { takes: open.length } });
    return { takes: open.map(({ id }) => id) };
  });
}

/**
 * Decides a take of unknown fate, after somebody looked for it at the vendor's: it was never made, and costs nothing; or
 * it was, and is paid for without anything to show. Either way the shot may be filmed again.
 */
export async function settleUnknown(
  db: Db,
  brandId: string,
  by: Actor,
  takeId: string,
  { made }: { made: boolean },
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const take = await getTake(trx, brandId, takeId);
    if (take.state !== "unknown") {
      throw new Refused("not-unknown", "What became of this take is known by now. Look at it once more.");
    }
    const why = made ? "It was made and paid for, and what came of it was lost." : "The order never arrived.";
    await failTake(trx, take, ["unknown"], { why, charged: made });
    const subject = { kind: "take", id: takeId, name: take.model ?? take.provider, brandId };
    await recordAct(trx, by, { act: "take.settled", subject, after: { made } });
  });
}
