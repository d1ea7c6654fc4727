import type { Facts } from "./facts.ts";
import { finding, type QualityFinding } from "./finding.ts";

/**
 * WCAG 2.2, 1.4.3: large text needs 3 : 1 against what is behind it, other text 4.5 : 1. Large is 24 CSS pixels; a phone
 * shows 1080 pixels on about 390 of them, so 66 here.
 */
const contrast = { large: 3, other: 4.5, largeFrom: 66 };
/** Type below this cannot be read on a phone: 9 CSS pixels, which is 25 of 1080. */
const smallestType = 25;
/** Text that moves or fades in is passed over for so long, in seconds. */
const settles = 0.5;

/** Text that is too small, or hardly stands out from what is behind it in the frames. */
export function findLegibility({ found }: Pick<Facts, "found">): QualityFinding[] {
  return found.layout.flatMap((thing, index): QualityFinding[] => {
    const { kind, text, size = 0, scene, from, to } = thing;
    if (!text) return [];
    const where = { at: from, until: to };
    const fix = kind === "headline" ? { fix: { action: "drop-text", scene } as const } : {};
    if (size > 0 && size < smallestType) {
      return [finding("legibility", "warn", `“${text}” is set too small to read on a phone.`, { ...where, ...fix })];
    }
    const seen = found.seen.filter((one) => one.thing === index && one.at >= from + Math.min(settles, (to - from) / 2));
    const ratio = median(seen.flatMap((one) => (one.contrast === undefined ? [] : [one.contrast])));
    const least = size >= contrast.largeFrom ? contrast.large : contrast.other;
    if (ratio === undefined || ratio >= least) return [];
    const message = `“${text}” hardly stands out: its contrast is ${ratio.toFixed(1)} : 1, and ${least} : 1 is the least.`;
    return [finding("legibility", kind === "label" ? "block" : "warn", message, { ...where, ...fix })];
  });
}

function median(values: number[]): number | undefined {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
