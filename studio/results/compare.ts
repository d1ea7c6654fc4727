import type { Rate } from "./interval.ts";

export type Group = { label: string; rate: Rate | null };

/** The best group and those it clearly beats, or why nothing can be said. */
export type Comparison =
  | { verdict: "clear"; best: string; beats: string[]; sentence: string }
  | { verdict: "close" | "too-few"; sentence: string };

/**
 * Which group (hook, persona) is clearly better at one rate: the best whose whole interval lies above another's. That asks
 * more than a test at 5 % would (Schenker and Gentleman, The American Statistician 55, 2001, 182–186), which suits a page
 * where many groups are compared at once. A group of one post is left out: it cannot tell its hook from its luck.
 */
export function compareGroups(groups: Group[], what: string): Comparison {
  const known = groups
    .flatMap(({ label, rate }) => (rate?.sure && rate.posts >= 2 ? [{ label, rate }] : []))
    .sort((a, b) => b.rate.rate - a.rate.rate);
  const [best, ...others] = known;
  if (!best || others.length === 0) {
    return { verdict: "too-few", sentence: `Too few views and posts to say which is better at ${what}.` };
  }
  const beats = others.filter(({ rate }) => rate.high < best.rate.low).map(({ label }) => label);
  if (beats.length === 0) {
    return { verdict: "close", sentence: `No clear winner at ${what} yet: the likely ranges overlap.` };
  }
  const whom = beats.length === others.length && beats.length > 1 ? "all others" : listOf(beats);
  return {
    verdict: "clear",
    best: best.label,
    beats,
    sentence: `${best.label} is clearly better at ${what} than ${whom}.`,
  };
}

function listOf(names: string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
