import { loudnessTarget } from "../mix.ts";
import type { Facts } from "./facts.ts";
import { finding, type QualityFinding } from "./finding.ts";

/** Integrated loudness may be off by 1 LU, as EBU R 128 allows for programmes that are not measured live. */
const lufsTolerance = 1;

/** Loudness (EBU R 128) and true peak against the target of the mix: −14 LUFS and at most −1 dBTP. */
export function findLoudness({ found }: Pick<Facts, "found">): QualityFinding[] {
  const { audioCodec, integratedLufs, truePeakDbtp } = found;
  const findings: QualityFinding[] = [];
  if (audioCodec && Math.abs(integratedLufs - loudnessTarget.lufs) > lufsTolerance) {
    const off = integratedLufs < loudnessTarget.lufs ? "quiet" : "loud";
    const is = `${integratedLufs.toFixed(1)} LUFS instead of ${loudnessTarget.lufs}`.replaceAll("-", "−");
    findings.push(finding("loudness", "warn", `The sound is too ${off}: ${is}.`, { fix: { action: "make-again" } }));
  }
  if (truePeakDbtp > loudnessTarget.peakDbtp + 0.05) {
    const peak = truePeakDbtp.toFixed(1).replace("-", "−");
    const message = `The sound peaks at ${peak} dBTP and may crackle; −1 is the most.`;
    findings.push(finding("loudness", "warn", message, { fix: { action: "make-again" } }));
  }
  return findings;
}
