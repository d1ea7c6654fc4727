import type { Facts } from "./facts.ts";
import { finding, type QualityFinding } from "./finding.ts";

/** What the file says of where it comes from, as read back after writing. Whether it is signed is the signer's to verify. */
export function findProvenance({ found, provenance }: Pick<Facts, "found" | "provenance">): QualityFinding[] {
  if (!provenance) return [];
  if (found.digitalSourceType === provenance.digitalSourceType) return [];
  const message = found.digitalSourceType
    ? "The file says of another origin than the studio wrote into it."
    : "The file does not say that it was generated: its metadata is gone.";
  return [finding("provenance", "block", message, { fix: { action: "make-again" } })];
}
