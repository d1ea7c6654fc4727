import { diffWords } from "diff";
import { script as scriptSchema } from "#providers/text/contract.ts";

/** A stretch of text; `changed` when the other version does not have it. */
export type Stretch = { text: string; changed: boolean };

/** What two stored scripts say, each with the words that only it has marked. A line of text for each scene. */
export function compareScripts(before: unknown, after: unknown): { before: Stretch[]; after: Stretch[] } {
  const parts = diffWords(spoken(before), spoken(after));
  return {
    before: parts.filter(({ added }) => !added).map(({ value, removed }) => ({ text: value, changed: removed })),
    after: parts.filter(({ removed }) => !removed).map(({ value, added }) => ({ text: value, changed: added })),
  };
}

function spoken(stored: unknown): string {
  return scriptSchema
    .parse(stored)
    .scenes.map(({ line }) => line)
    .join("\n");
}
