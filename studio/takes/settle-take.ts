import type { Db } from "#db/database.ts";
import { insertLedgerEntry } from "#db/queries/ledger.ts";
import { moveTake, type Take, type TakeChange, type TakeState } from "#db/queries/takes.ts";
import { inTransaction } from "#db/transaction.ts";
import { dollars } from "../shots/choose-model.ts";
import type { TakeNews } from "./send-take.ts";

/** How a take failed. `charged`: the vendor may ask for money, because it had begun. */
export type TakeFailure = {
  why: string;
  charged: boolean;
  stopped?: boolean;
  metrics?: Record<string, unknown>;
  /** What it cost when that is known better than by its estimate. */
  costMicros?: number;
} & Pick<TakeChange, "file" | "sha256" | "bytes" | "probe">;

/**
 * Ends a take that delivered nothing, with the sentence that says why, and writes down what it cost: what was expected,
 * when it had begun, because no vendor says that such a run is free, and nothing when it had not. Once: a take that has
 * ended is left as it is.
 */
export async function failTake(
  db: Db,
  take: Take,
  from: readonly TakeState[],
  { why, charged, stopped = false, metrics, costMicros, ...more }: TakeFailure,
): Promise<TakeNews> {
  const cost = charged ? (costMicros ?? take.estimateMicros) : 0;
  const state = stopped ? "cancelled" : "failed";
  const what = charged ? (costMicros === undefined ? "counted in full, as it had begun" : "paid for") : "not charged";
  await end(db, take, from, { ...more, state, error: why.slice(0, 600), ...(metrics ? { metrics } : {}) }, cost, what);
  return { state, againInSeconds: 0 };
}

/** Ends a take that delivered, with its file and what was measured, and writes down what it cost. */
export async function completeTake(
  db: Db,
  take: Take,
  { costMicros, ...delivered }: Omit<TakeChange, "state"> & { costMicros: number },
): Promise<TakeNews> {
  const off = costMicros - take.estimateMicros;
  const what = off === 0 ? "as expected" : `${dollars(take.estimateMicros)} were expected`;
  await end(
    db,
    take,
    ["running", "sending", "unknown"],
    { ...delivered, state: "done", error: null },
    costMicros,
    what,
  );
  return { state: "done", againInSeconds: 0 };
}

/** The state and the cost, together or not at all: a take's cost stands in the ledger exactly once. */
async function end(
  db: Db,
  take: Take,
  from: readonly TakeState[],
  change: TakeChange,
  costMicros: number,
  what: string,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const moved = await moveTake(trx, take.brandId, take.id, from, { ...change, costMicros, finishedAt: new Date() });
    if (!moved) return;
    await insertLedgerEntry(trx, take.brandId, {
      kind: "footage",
      provider: take.provider,
      variantId: take.variantId,
      takeId: take.id,
      amountMicros: costMicros,
      note: `Shot ${(take.position ?? 0) + 1} by ${take.model}, ${change.state}, ${what}`,
    });
  });
}
