import type { Facts } from "./facts.ts";
import { finding, type QualityFinding, say } from "./finding.ts";

/** Correlation of the label's place with the drawn label, from which it is there: text alone, of other words, stays below 0.5. */
const seenFrom = 0.7;
/** How long the label may be hidden, in seconds: one look, at a cut. */
const hiddenAtMost = 0.6;

/** The label has to say AI, and has to be seen in the pixels for as long as the video plays. */
export function findLabel({ found, board }: Pick<Facts, "found" | "board">): QualityFinding[] {
  if (!/\bAI\b|\bKI\b|\bIA\b/i.test(board.label)) {
    const message = "The picture does not say that it is AI-generated. Mend the kit’s disclosure words.";
    return [finding("label", "block", message)];
  }
  if (found.label.length === 0) return [];
  const hidden = found.label.filter(({ likeness }) => likeness < seenFrom);
  const every = found.seconds / found.label.length;
  if (hidden.length * every <= hiddenAtMost) return [];
  const message =
    hidden.length === found.label.length
      ? `The label “${board.label}” is not in the picture.`
      : `The label “${board.label}” cannot be seen for ${say(hidden.length * every)}.`;
  const where = { at: hidden[0]!.at, until: Math.min(found.seconds, hidden.at(-1)!.at + every) };
  return [finding("label", "block", message, { ...where, fix: { action: "make-again" } })];
}
