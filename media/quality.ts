import { type Inspection, inspectVideo, Unreadable } from "./inspect.ts";
import { loudnessTarget } from "./mix.ts";

/** What one gate found. `block` keeps a video from being approved; `atSeconds` is the moment, null for the whole. */
export type QualityFinding = {
  gate: "readable" | "format" | "length" | "loudness" | "peak" | "black" | "frozen" | "label";
  severity: "block" | "warn" | "info";
  message: string;
  atSeconds: number | null;
};

/** What a video has to be. Seconds are the shortest and longest that the brief's format allows. */
export type QualityRules = { label: string; minSeconds: number; maxSeconds: number };

/** Below this mean brightness (of 255) a picture is black, and below this change nothing moves. */
const blackBelow = 6;
const stillBelow = 0.04;
/** How long black may last (a cut), and how long a picture may stand (an end card that is read): in seconds. */
const blackAtMost = 1;
const stillAtMost = 6;

/** Runs every gate over a finished file. A file that cannot be read is a finding, not an error. */
export async function checkVideoFile(file: string, rules: QualityRules): Promise<QualityFinding[]> {
  const found = await inspectVideo(file).catch((error: unknown) => {
    if (error instanceof Unreadable) return undefined;
    throw error;
  });
  if (!found) {
    return [finding("readable", "block", "The file cannot be played. Send the video back to have it made again.")];
  }
  return judge(found, rules);
}

/** The rules themselves, on what was seen. Loudness: −14 LUFS ± 1 and at most −1 dBTP, as media.md asks. */
export function judge(found: Inspection, rules: QualityRules): QualityFinding[] {
  const findings: QualityFinding[] = [];
  const { width, height, videoCodec, audioCodec, seconds, integratedLufs, truePeakDbtp, looks } = found;
  if (width !== 1080 || height !== 1920 || videoCodec !== "h264" || audioCodec !== "aac") {
    const is = `${width}×${height}, ${videoCodec ?? "no picture"} and ${audioCodec ?? "no sound"}`;
    findings.push(finding("format", "block", `The video is ${is}; networks need 1080×1920 in H.264 with AAC sound.`));
  }
  if (seconds < rules.minSeconds || seconds > rules.maxSeconds) {
    const span = `${rules.minSeconds} to ${rules.maxSeconds} s`;
    findings.push(finding("length", "warn", `The video is ${seconds.toFixed(1)} s long; the brief asks for ${span}.`));
  }
  if (audioCodec && Math.abs(integratedLufs - loudnessTarget.lufs) > 1) {
    const off = integratedLufs < loudnessTarget.lufs ? "quiet" : "loud";
    findings.push(
      finding("loudness", "warn", `The sound is too ${off}: ${integratedLufs.toFixed(1)} LUFS instead of −14.`),
    );
  }
  if (truePeakDbtp > loudnessTarget.peakDbtp + 0.05) {
    findings.push(
      finding("peak", "warn", `The sound peaks at ${truePeakDbtp.toFixed(1)} dBTP and may crackle; −1 is the most.`),
    );
  }
  const black = longestSpan(looks, (one) => one.brightness < blackBelow);
  if (black && black.seconds > blackAtMost) {
    findings.push(finding("black", "block", `The picture is black for ${black.seconds.toFixed(1)} s.`, black.at));
  }
  const still = longestSpan(looks, (one) => one.change !== null && one.change < stillBelow);
  if (still && still.seconds > stillAtMost) {
    findings.push(finding("frozen", "warn", `Nothing moves for ${still.seconds.toFixed(1)} s.`, still.at));
  }
  if (!/\bAI\b/i.test(rules.label)) {
    findings.push(
      finding("label", "block", "The picture does not say that it is AI-generated. Mend the kit’s disclosure words."),
    );
  }
  return findings;
}

function finding(
  gate: QualityFinding["gate"],
  severity: QualityFinding["severity"],
  message: string,
  at: number | null = null,
) {
  return { gate, severity, message, atSeconds: at } satisfies QualityFinding;
}

/** The longest run of looks for which `is` holds, in seconds, and where it begins. */
function longestSpan(looks: Inspection["looks"], is: (look: Inspection["looks"][number]) => boolean) {
  let best: { at: number; seconds: number } | undefined;
  let start: number | undefined;
  for (const [index, one] of looks.entries()) {
    if (!is(one)) start = undefined;
    else {
      start ??= looks[index - 1]?.at ?? one.at;
      const seconds = one.at - start;
      if (!best || seconds > best.seconds) best = { at: start, seconds };
    }
  }
  return best;
}
