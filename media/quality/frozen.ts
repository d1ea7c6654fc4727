import type { Facts } from "./facts.ts";
import { finding, type QualityFinding, say } from "./finding.ts";
import { longestSpan } from "./span.ts";

/** Mean change between two looks, of 255, below which nothing moves: a camera that hardly moves changes twice as much. */
const stillBelow = 0.1;
/** What a key frame changes of a picture that stands, because it is encoded anew: once, and then nothing again. */
const redrawnBelow = 0.6;
/** How long a picture may stand, in seconds: an end card that is read. */
const stillAtMost = 6;

/** A picture that stands still for too long. */
export function findFrozen({ found }: Pick<Facts, "found">): QualityFinding[] {
  const changes = found.looks.map(({ change }) => change ?? Number.POSITIVE_INFINITY);
  const isStill = (index: number) =>
    changes[index]! < stillBelow || (changes[index]! < redrawnBelow && (changes[index + 1] ?? 0) < stillBelow);
  const still = longestSpan(
    found.looks.map(({ at }, index) => ({ at, still: isStill(index) })),
    (look) => look.still,
  );
  if (!still || still.until - still.at <= stillAtMost) return [];
  const message = `Nothing moves for ${say(still.until - still.at)}.`;
  return [finding("frozen", "warn", message, { ...still, fix: { action: "make-again" } })];
}
