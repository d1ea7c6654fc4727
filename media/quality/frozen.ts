import type { Facts } from "./facts.ts";
import { finding, type QualityFinding, say } from "./finding.ts";
import { longestSpan } from "./span.ts";

/** Mean change between two looks, of 255, below which nothing moves: encoding noise alone is about a tenth of it. */
const stillBelow = 0.04;
/** How long a picture may stand, in seconds: an end card that is read. */
const stillAtMost = 6;

/** A picture that stands still for too long. */
export function findFrozen({ found }: Pick<Facts, "found">): QualityFinding[] {
  const still = longestSpan(found.looks, ({ change }) => change !== null && change < stillBelow);
  if (!still || still.until - still.at <= stillAtMost) return [];
  const message = `Nothing moves for ${say(still.until - still.at)}.`;
  return [finding("frozen", "warn", message, { ...still, fix: { action: "make-again" } })];
}
