import type { Facts } from "./facts.ts";
import { finding, type QualityFinding } from "./finding.ts";
import { compareFingerprints } from "./fingerprint.ts";

/** From here on two videos are the same to a network that looks for mass production, and to whoever follows the brand. */
const alikeFrom = { picture: 0.9, sound: 0.92 };

/** A recent video of the brand that is nearly this one; the likest is named. */
export function findDuplicate({ found, neighbours }: Pick<Facts, "found" | "neighbours">): QualityFinding[] {
  const [likest] = neighbours
    .map(({ name, fingerprint }) => ({ name, ...compareFingerprints(found.fingerprint, fingerprint) }))
    .filter(({ picture, sound }) => picture >= alikeFrom.picture && sound >= alikeFrom.sound)
    .sort((a, b) => b.picture + b.sound - a.picture - a.sound);
  if (!likest) return [];
  const share = Math.round(Math.min(likest.picture, likest.sound) * 100);
  const message = `This video is nearly ${likest.name}: ${share} % of picture and sound are the same. Networks hold back what looks mass-produced.`;
  return [finding("duplicate", "warn", message)];
}
