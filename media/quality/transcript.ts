import { diffArrays } from "diff";
import type { Facts } from "./facts.ts";
import { finding, type QualityFinding } from "./finding.ts";
import { spokenLines } from "./speech.ts";

/**
 * The share of a script's words that a transcriber has to hear. Recognition of clean speech errs at about one word in
 * twenty; names and numbers, which it spells its own way, take the rest of the room.
 */
const heardAtLeast = 0.8;

/** Lines whose words a transcriber did not hear; nothing without a transcript. */
export function findTranscript({ board, transcript }: Pick<Facts, "board" | "transcript">): QualityFinding[] {
  if (transcript === undefined) return [];
  const lines = spokenLines(board);
  const wanted = lines.flatMap(({ text }, line) => wordsOf(text).map((word) => ({ word, line })));
  const parts = diffArrays(
    wanted.map(({ word }) => word),
    wordsOf(transcript),
  );
  const heard = lines.map(() => 0);
  let at = 0;
  for (const { added, removed, value } of parts) {
    if (added) continue;
    for (const _ of value) {
      const line = wanted[at++]?.line;
      if (!removed && line !== undefined) heard[line] = (heard[line] ?? 0) + 1;
    }
  }
  return lines.flatMap(({ text, words }, line) => {
    const all = wordsOf(text).length;
    if ((heard[line] ?? 0) >= all * heardAtLeast) return [];
    const message = `Of “${text}”, ${heard[line]} of ${all} words were understood.`;
    const [from, to] = [words[0]!.from, words.at(-1)!.to];
    return [finding("speech", "warn", message, { at: from, until: to, fix: { action: "make-again" } })];
  });
}

function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replace(/[’']/g, "")
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
