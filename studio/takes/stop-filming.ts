import { Refused } from "#config/errors.ts";
import type { Db, Trx } from "#db/database.ts";
import { holdPrice, sumVariantMoney } from "#db/queries/budgets.ts";
import { nameVariant } from "#db/queries/subjects.ts";
import { stopWaiting, type TakeWaiter } from "#db/queries/take-waiters.ts";
import { getTake, listOpenTakes, moveTake, openStates, sumOpenTakes, type Take } from "#db/queries/takes.ts";
import { getVariant } from "#db/queries/variants.ts";
import { inTransaction } from "#db/transaction.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { findRoom } from "./order-clip.ts";
import { failTake } from "./settle-take.ts";

/**
 * Stops the filming of a variant: what is not sent yet is not sent, and what runs is asked to stop the next time that
 * somebody looks, which `takes` are woken for. What had begun has been paid for. A take that another video waits for goes
 * on, as that video's own, when its brief's budget has room for it; otherwise that video orders anew what it can pay for.
 */
export async function stopFilming(db: Db, brandId: string, by: Actor, variantId: string): Promise<{ takes: string[] }> {
  return inTransaction(db, async (trx) => {
    const open = await listOpenTakes(trx, brandId, variantId);
    if (open.length === 0) throw new Refused("nothing-filming", "Nothing of this video is being filmed right now.");
    for (const take of open) {
      const heirs = await stopWaiting(trx, brandId, take.id, variantId);
      if (take.variantId !== variantId || (await handOver(trx, take, heirs))) continue;
      await moveTake(trx, brandId, take.id, openStates, { cancelAskedAt: new Date() });
    }
    const subject = { kind: "variant", id: variantId, name: await nameVariant(trx, brandId, variantId), brandId };
    await recordAct(trx, by, { act: "variant.filming-stopped", subject, after: { takes: open.length } });
    return { takes: open.map(({ id }) => id) };
  });
}

/** Makes a take the first heir's own who can pay for it, with the money that is held for it; false when none can. */
async function handOver(trx: Trx, take: Take, heirs: readonly TakeWaiter[]): Promise<boolean> {
  const { brandId, id, estimateMicros } = take;
  const briefOf = async (variantId: string) => (await getVariant(trx, brandId, variantId)).briefId;
  const from = take.variantId === null ? undefined : await briefOf(take.variantId);
  for (const { variantId, version, position } of heirs) {
    const room = await findRoom(trx, { brandId, variantId });
    // Of the same budget the money is held already.
    const paid = from === (await briefOf(variantId)) || room.micros >= estimateMicros;
    if (!paid || !(await moveTake(trx, brandId, id, openStates, { variantId, version, position }))) continue;
    if (take.variantId !== null) {
      const { heldMicros } = await sumVariantMoney(trx, brandId, take.variantId);
      await holdPrice(trx, brandId, take.variantId, Math.max(0, heldMicros - estimateMicros));
    }
    await room.hold(await sumOpenTakes(trx, brandId, variantId));
    return true;
  }
  return false;
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
