import type { Db } from "#db/database.ts";
import { markHanded, takeUnhanded } from "#db/queries/webhook-deliveries.ts";
import { inTransaction } from "#db/transaction.ts";
import type { Dispatch } from "./dispatch.ts";
import { webhookWaiting } from "./events.ts";

const batch = 200;

/**
 * Gives what waits to be sent to the engine, and marks it in the same transaction: each delivery is given once, however
 * many do this at a time. Answers how many there were; call again while that is not 0.
 */
export function handOverWebhooks(db: Db, dispatch: Dispatch, now = new Date()): Promise<number> {
  return inTransaction(db, async (trx) => {
    const waiting = await takeUnhanded(trx, batch);
    if (waiting.length === 0) return 0;
    const events = waiting.map(({ id: deliveryId, ...data }) => webhookWaiting.create({ ...data, deliveryId }));
    await dispatch(trx, events);
    await markHanded(
      trx,
      waiting.map(({ id }) => id),
      now,
    );
    return waiting.length;
  });
}
