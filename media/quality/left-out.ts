import type { Facts } from "./facts.ts";
import { finding, type QualityFinding } from "./finding.ts";

/** What could not be looked at, so that nobody takes silence for a pass. */
export function findLeftOut({ found, unheard }: Pick<Facts, "found" | "unheard">): QualityFinding[] {
  const findings: QualityFinding[] = [];
  if (found.leftOut) {
    const message = `Where face, product and words stand is not known, so nothing was held against it: ${found.leftOut}.`;
    findings.push(finding("left-out", "info", message));
  }
  if (unheard) findings.push(finding("left-out", "info", `What is said was not written down. ${unheard}`));
  return findings;
}
