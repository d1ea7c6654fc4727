import type { Facts } from "./facts.ts";
import { finding, type QualityFinding } from "./finding.ts";
import { coveredShare, type LaidOut } from "./laid-out.ts";

/** How much of a face or a product a caption may cover: a hair's breadth at the chin is no fault. */
const coveredAtMost = { face: 0.03, product: 0.06 };
/** From here on whatever lies below cannot be seen for what it is. */
const hiddenFrom = 0.2;
const names = { face: "face", product: "product" };

/** Captions and texts that lie over a face or a product, once for each scene and thing. */
export function findOverlap({ found }: Pick<Facts, "found">): QualityFinding[] {
  // A price tag hangs over its product by design.
  const over = found.layout.filter(({ kind }) => kind === "caption" || kind === "headline" || kind === "text");
  const findings = new Map<string, QualityFinding & { share: number }>();
  for (const kind of ["face", "product"] as const) {
    for (const under of found.layout.filter((each) => each.kind === kind)) {
      for (const text of over.filter((each) => meets(each, under))) {
        const share = coveredShare(under.box, text.box);
        const key = `${under.scene} ${kind} ${text.kind === "caption"}`;
        if (share <= coveredAtMost[kind] || share <= (findings.get(key)?.share ?? 0)) continue;
        const what = text.kind === "caption" ? "A caption" : "The on-screen text";
        const message = `${what} covers ${Math.round(share * 100)} % of the ${names[kind]}.`;
        const fix = text.kind === "headline" ? ({ action: "drop-text", scene: under.scene } as const) : undefined;
        const at = Math.max(text.from, under.from);
        const until = Math.min(text.to, under.to);
        const severity = share >= hiddenFrom ? "block" : "warn";
        findings.set(key, { ...finding("overlap", severity, message, { at, until, ...(fix ? { fix } : {}) }), share });
      }
    }
  }
  return [...findings.values()].map(({ share: _, ...each }) => each);
}

function meets(a: LaidOut, b: LaidOut): boolean {
  return a.scene === b.scene && a.from < b.to && b.from < a.to;
}
