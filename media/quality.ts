import { type Inspection, type InspectionOrder, Unreadable } from "./inspect.ts";
import { createInspector, type Inspector } from "./inspector.ts";
import type { Rules } from "./quality/facts.ts";
import { finding, type QualityFinding } from "./quality/finding.ts";
import { runGates } from "./quality/gates.ts";

export type { Neighbour, Rules } from "./quality/facts.ts";
export type { QualityFinding } from "./quality/finding.ts";
export { fingerprint } from "./quality/fingerprint.ts";
export { networksOf } from "./quality/networks.ts";

/** What came of a check: the findings, and what was measured, when the file could be read. */
export type Checked = { findings: QualityFinding[]; found: Inspection | undefined };

/**
 * Decodes a finished file once and holds it against everything it should be. A file that cannot be read is a finding, not
 * an error. Without an inspector one is started for this file alone.
 */
export async function checkVideoFile(
  file: string,
  rules: Rules,
  inspector?: Pick<Inspector, "inspect">,
): Promise<Checked> {
  const { board, lexicon, locale } = rules;
  const found = await inspect({ file, board, lexicon, locale }, inspector);
  if (!found) {
    const message = "The file cannot be played. Have it made again.";
    return { findings: [finding("readable", "block", message, { fix: { action: "make-again" } })], found };
  }
  return { findings: runGates({ ...rules, found }), found };
}

async function inspect(order: InspectionOrder, given?: Pick<Inspector, "inspect">): Promise<Inspection | undefined> {
  const own = given ? undefined : createInspector();
  try {
    return await (given ?? own)?.inspect(order);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  } finally {
    await own?.close();
  }
}
