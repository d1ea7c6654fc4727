import type { Facts } from "./facts.ts";
import { finding, type QualityFinding, say } from "./finding.ts";
import { longestSpan } from "./span.ts";

/** Below this mean brightness (of 255) a picture is black: video black is 16, and a dark scene is well over it. */
const blackBelow = 20;
/** How long black may last, in seconds: a cut or a fade, which FFmpeg's blackdetect leaves alone too (its default is 2). */
const blackAtMost = 1;

/** A stretch of black picture. */
export function findBlack({ found }: Pick<Facts, "found">): QualityFinding[] {
  const black = longestSpan(found.looks, ({ brightness }) => brightness < blackBelow);
  if (!black || black.until - black.at <= blackAtMost) return [];
  const message = `The picture is black for ${say(black.until - black.at)}.`;
  return [finding("black", "block", message, { ...black, fix: { action: "make-again" } })];
}
