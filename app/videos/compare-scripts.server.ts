import { diffWords } from "diff";
import { script as scriptSchema } from "#providers/text/contract.ts";

/** A stretch of text; `changed` when the other version does not have it. */
export type Stretch = { text: string; changed: boolean };

/** Below this share of letters in common, marks are confetti: a rewrite is read better plain. */
const leastInCommon = 0.3;

export type Comparison = { before: Stretch[]; after: Stretch[]; rewritten: boolean };

/**
 * What two stored scripts say, each with the words that only it has marked. A line of text for each scene. A script that was
 * rewritten from start to end has no marks, and says so.
 */
export function compareScripts(before: unknown, after: unknown): Comparison {
  const [old, fresh] = [spoken(before), spoken(after)];
  const parts = diffWords(old, fresh);
  const shared = parts.filter(({ added, removed }) => !added && !removed);
  if (letters(shared.map(({ value }) => value).join("")) < leastInCommon * letters(fresh)) {
    return { before: plain(old), after: plain(fresh), rewritten: true };
  }
  return {
    rewritten: false,
    before: parts.filter(({ added }) => !added).map(({ value, removed }) => ({ text: value, changed: removed })),
    after: parts.filter(({ removed }) => !removed).map(({ value, added }) => ({ text: value, changed: added })),
  };
}

const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, "").length;
const plain = (text: string): Stretch[] => [{ text, changed: false }];

function spoken(stored: unknown): string {
  return scriptSchema
    .parse(stored)
    .scenes.map(({ line }) => line)
    .join("\n");
}
