import type { Facts } from "./facts.ts";
import { finding, type QualityFinding } from "./finding.ts";

/**
 * How far a product's colours may drift from its picture, in CIEDE2000: 1 is just visible, print tolerates 5 or so; video
 * compression and 4:2:0 colour take up to 3 of it.
 */
const driftAtMost = 8;
/** From here on it is another product. */
const otherFrom = 20;

/** A product that has another colour in the video than in its own picture, once for each scene. */
export function findProductColour({ found }: Pick<Facts, "found">): QualityFinding[] {
  return found.layout.flatMap((thing, index): QualityFinding[] => {
    if (thing.kind !== "product") return [];
    const drifts = found.seen.flatMap((one) => (one.thing === index && one.drift !== undefined ? [one.drift] : []));
    const drift = drifts.sort((a, b) => a - b)[Math.floor(drifts.length / 2)];
    if (drift === undefined || drift <= driftAtMost) return [];
    const message = `The product’s colour is off from its picture by ${drift.toFixed(0)} (ΔE; up to ${driftAtMost} passes).`;
    const severity = drift >= otherFrom ? "block" : "warn";
    const where = { at: thing.from, until: thing.to };
    return [finding("product-colour", severity, message, { ...where, fix: { action: "make-again" } })];
  });
}
