import { Refused } from "#config/errors.ts";
import type { Db, Trx } from "#db/database.ts";
import { getBrief, lockBrief } from "#db/queries/briefs.ts";
import { sumBriefMoney } from "#db/queries/budgets.ts";
import { sayMoney } from "./money.ts";

/** A brief's money in millionths of a US dollar. `limitMicros` and `leftMicros` are null when there is no limit. */
export type Budget = {
  limitMicros: number | null;
  spentMicros: number;
  /** What videos in the making may still cost: nobody else may spend it. */
  heldMicros: number;
  leftMicros: number | null;
};

/** `without` is a variant whose own hold is not counted: it is about to be held anew. */
export async function readBudget(db: Db, brandId: string, briefId: string, without?: string): Promise<Budget> {
  const { budgetCents } = await getBrief(db, brandId, briefId);
  const { spentMicros, heldMicros } = await sumBriefMoney(db, brandId, briefId, without);
  const limitMicros = budgetCents === null ? null : budgetCents * 10_000;
  const leftMicros = limitMicros === null ? null : Math.max(0, limitMicros - spentMicros - heldMicros);
  return { limitMicros, spentMicros, heldMicros, leftMicros };
}

/**
 * Takes the brief's row for the rest of the transaction and answers its budget, so that whoever wants of the same budget
 * waits until this one has held or spent its part: two at once never spend it twice. What is then wanted is judged by
 * `whyNotPayable` and written down as the price of a variant in the same transaction.
 */
export async function lockBudget(trx: Trx, brandId: string, briefId: string, without?: string): Promise<Budget> {
  await lockBrief(trx, brandId, briefId);
  return readBudget(trx, brandId, briefId, without);
}

/** Why these videos, at their prices in micros, are more than is left; undefined when they are not. */
export function whyNotPayable({ leftMicros }: Budget, prices: readonly number[]): Refused | undefined {
  const wanted = prices.reduce((sum, price) => sum + price, 0);
  if (leftMicros === null || wanted <= leftMicros) return undefined;
  const most = countPayable(leftMicros, prices);
  const one = prices.length === 1;
  const instead = most > 0 ? ` or make at most ${most}` : "";
  return new Refused(
    "over-budget",
    `${one ? "1 video costs" : `${prices.length} videos cost`} ${sayMoney(wanted)}, and ${sayMoney(leftMicros)} of the budget is left. Raise the budget${instead}.`,
    "budget",
  );
}

/** How many of the videos, in their order, the money is enough for. */
export function countPayable(leftMicros: number, prices: readonly number[]): number {
  let left = leftMicros;
  const first = prices.findIndex((price) => {
    left -= price;
    return left < 0;
  });
  return first < 0 ? prices.length : first;
}
