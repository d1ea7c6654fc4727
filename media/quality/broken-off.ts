import type { Facts } from "./facts.ts";
import { finding, type QualityFinding, say } from "./finding.ts";

/** How much earlier than the file's own length the last look may be, in seconds: two looks, and the rounding of a length. */
const missingAtMost = 1;

/** A file that says it is longer than there is picture in it: an upload that broke off, a disk that was full. */
export function findBrokenOff({ found }: Pick<Facts, "found">): QualityFinding[] {
  const { looks, seconds, videoCodec } = found;
  const seen = looks.at(-1)?.at ?? 0;
  if (!videoCodec || seconds - seen <= missingAtMost) return [];
  const message = `The picture breaks off after ${say(seen)} of ${say(seconds)}.`;
  return [finding("readable", "block", message, { at: seen, until: seconds, fix: { action: "make-again" } })];
}
