import { structuredPatch } from "diff";

/** A line of a change: `number` is its place in the file before, or after where it is new. */
export type DiffLine = { kind: "same" | "added" | "removed" | "gap"; number: number; text: string };

/** What differs between two texts, with three lines around each difference. */
export function diffTexts(before: string, after: string): DiffLine[] {
  const { hunks } = structuredPatch("", "", before, after, "", "", { context: 3 });
  return hunks.flatMap((hunk, index) => {
    let [old, fresh] = [hunk.oldStart, hunk.newStart];
    const lines = hunk.lines
      .filter((line) => !line.startsWith("\\"))
      .map((line): DiffLine => {
        const text = line.slice(1);
        if (line.startsWith("+")) return { kind: "added", number: fresh++, text };
        if (line.startsWith("-")) return { kind: "removed", number: old++, text };
        fresh++;
        return { kind: "same", number: old++, text };
      });
    return index === 0 ? lines : [{ kind: "gap", number: 0, text: "" }, ...lines];
  });
}

/** The same for a terminal. */
export function printDiff(before: string, after: string): string[] {
  const signs = { same: " ", added: "+", removed: "-", gap: "…" };
  return diffTexts(before, after).map(({ kind, text }) => `${signs[kind]} ${text}`.trimEnd());
}
