type Shot = { shotHash: string; shotType: string; startsAt: number; seconds: number | null; line: string | null };

/** A shot on one side or both. "same" is the same file, "redrawn" another file in its place. Times in seconds. */
export type ComparedShot = {
  fate: "same" | "redrawn" | "added" | "dropped";
  shotType: string;
  line: string | null;
  hash: string;
  before: number | null;
  after: number | null;
  seconds: number | null;
};

/**
 * Lays the shots of two versions beside each other. The same files, in their order, hold the two together; between them a
 * shot stands for the one in its place, and what is left over on a side was dropped or added.
 */
export function compareShots(before: readonly Shot[], after: readonly Shot[]): ComparedShot[] {
  const pairs = [...commonFiles(before, after), { from: before.length, to: after.length }];
  const found: ComparedShot[] = [];
  let [old, fresh] = [0, 0];
  for (const { from, to } of pairs) {
    while (old < from || fresh < to) {
      const [gone, come] = [old < from ? before[old++] : undefined, fresh < to ? after[fresh++] : undefined];
      found.push(row(come && gone ? "redrawn" : come ? "added" : "dropped", gone, come));
    }
    const [one, other] = [before[old++], after[fresh++]];
    if (one && other) found.push(row("same", one, other));
  }
  return found;
}

/** The longest row of files that both have in one order. */
function commonFiles(before: readonly Shot[], after: readonly Shot[]): { from: number; to: number }[] {
  const best = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  const longest = (from: number, to: number) => best[from]?.[to] ?? 0;
  const isSame = (from: number, to: number) => before[from]?.shotHash === after[to]?.shotHash;
  for (let from = before.length - 1; from >= 0; from -= 1) {
    for (let to = after.length - 1; to >= 0; to -= 1) {
      best[from]![to] = isSame(from, to)
        ? longest(from + 1, to + 1) + 1
        : Math.max(longest(from + 1, to), longest(from, to + 1));
    }
  }
  const pairs: { from: number; to: number }[] = [];
  let [from, to] = [0, 0];
  while (from < before.length && to < after.length) {
    if (isSame(from, to)) pairs.push({ from: from++, to: to++ });
    else if (longest(from + 1, to) >= longest(from, to + 1)) from += 1;
    else to += 1;
  }
  return pairs;
}

function row(fate: ComparedShot["fate"], before: Shot | undefined, after: Shot | undefined): ComparedShot {
  const { shotType, shotHash: hash, line, seconds } = (after ?? before)!;
  return { fate, shotType, line, hash, seconds, before: before?.startsAt ?? null, after: after?.startsAt ?? null };
}
