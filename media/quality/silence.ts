import { placeShots } from "../timeline.ts";
import type { Facts } from "./facts.ts";
import { finding, type QualityFinding, say } from "./finding.ts";
import { longestSpan } from "./span.ts";

/** Below this there is nothing to hear, in dBFS: FFmpeg's silencedetect takes −60 dB too. */
const silentBelow = -60;
/** How long nothing may be heard while the video goes on, in seconds. */
const silentAtMost = 2.5;

/** A stretch in which nothing is heard. The end card may be silent: it is read. */
export function findSilence({ found, board }: Pick<Facts, "found" | "board">): QualityFinding[] {
  if (!found.audioCodec)
    return [finding("silence", "block", "The video has no sound.", { fix: { action: "make-again" } })];
  const placed = placeShots(board);
  const last = placed.at(-1);
  const ends = last && !last.shot.speech ? last.startsAt : found.seconds;
  const silent = longestSpan(
    found.levels.filter(({ at }) => at < ends),
    ({ db }) => db < silentBelow,
  );
  if (!silent || silent.until - silent.at <= silentAtMost) return [];
  const message = `Nothing is heard for ${say(silent.until - silent.at)}.`;
  return [finding("silence", "warn", message, { ...silent, fix: { action: "make-again" } })];
}
