import type { Facts } from "./facts.ts";
import { finding, type QualityFinding } from "./finding.ts";

/** A video that is shorter or longer than its brief asked for. */
export function findLength({ found, minSeconds, maxSeconds }: Pick<Facts, "found" | "minSeconds" | "maxSeconds">) {
  const { seconds } = found;
  const findings: QualityFinding[] = [];
  if (seconds < minSeconds || seconds > maxSeconds) {
    const span = `${Number(minSeconds.toFixed(1))} to ${Number(maxSeconds.toFixed(1))} s`;
    findings.push(finding("length", "warn", `The video is ${seconds.toFixed(1)} s long; the brief asks for ${span}.`));
  }
  return findings;
}
