import { findBlack } from "./black.ts";
import { findBrokenOff } from "./broken-off.ts";
import { findDuplicate } from "./duplicate.ts";
import type { Facts } from "./facts.ts";
import type { QualityFinding } from "./finding.ts";
import { findFormat } from "./format.ts";
import { findFrozen } from "./frozen.ts";
import { findGlyphs } from "./glyphs.ts";
import { findLabel } from "./label.ts";
import { findLeftOut } from "./left-out.ts";
import { findLegibility } from "./legibility.ts";
import { findLength } from "./length.ts";
import { findLogoMisuse } from "./logo.ts";
import { findLoudness } from "./loudness.ts";
import { findOverlap } from "./overlap.ts";
import { findProductColour } from "./product-colour.ts";
import { findProvenance } from "./provenance.ts";
import { findReadingTime } from "./reading-time.ts";
import { findSafeAreas } from "./safe-areas.ts";
import { findSilence } from "./silence.ts";
import { findSpeech } from "./speech.ts";
import { findSpelling } from "./spelling.ts";
import { findTranscript } from "./transcript.ts";

/** Every gate: a rule over what was measured and laid out, which says what is wrong. A new one is a file and a line here. */
const gates: readonly ((facts: Facts) => QualityFinding[])[] = [
  findBrokenOff,
  findFormat,
  findLength,
  findBlack,
  findFrozen,
  findLoudness,
  findSilence,
  findSpeech,
  findTranscript,
  findLabel,
  findProvenance,
  findOverlap,
  findSafeAreas,
  findLegibility,
  findReadingTime,
  findSpelling,
  findGlyphs,
  findProductColour,
  findLogoMisuse,
  findDuplicate,
  findLeftOut,
];

/** Everything that the gates find, in their order. */
export function runGates(facts: Facts): QualityFinding[] {
  return gates.flatMap((gate) => gate(facts));
}
