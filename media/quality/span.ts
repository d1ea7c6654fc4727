/** The longest run of moments for which `is` holds, in seconds. A run begins with the moment before its first one. */
export function longestSpan<T extends { at: number }>(
  moments: readonly T[],
  is: (moment: T) => boolean,
): { at: number; until: number } | undefined {
  let best: { at: number; until: number } | undefined;
  let start: number | undefined;
  for (const [index, one] of moments.entries()) {
    if (!is(one)) {
      start = undefined;
      continue;
    }
    start ??= moments[index - 1]?.at ?? one.at;
    if (!best || one.at - start > best.until - best.at) best = { at: start, until: one.at };
  }
  return best;
}
