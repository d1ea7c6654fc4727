import { sayDuration } from "./activity-words.ts";
import type { Span } from "./timeline-rows.ts";

/** A stretch of the axis. `cut` ones stand for a time in which nothing was done and take less room than they lasted. */
type Segment = { from: number; to: number; left: number; width: number; cut: boolean };
export type Tick = { at: number; words: string };

export type Scale = {
  /** Where a moment is, from 0 (left) to 100. */
  place(moment: number): number;
  ticks: Tick[];
  /** What was cut out: where it is, how wide, and how long it lasted. */
  cuts: { left: number; width: number; words: string }[];
};

/** A pause is cut when it lasts longer than five seconds and longer than all the work beside it. */
const leastCutMs = 5_000;
const cutShare = 1;
/** How wide a cut is, as a share of what is not cut. */
const cutWidth = 0.16;
const wantedTicks = 6;

/**
 * A time axis on which work stays visible beside waiting: a run that slept for three days between two steps of a second
 * would else be two specks. Where nothing but sleep and waits went on, the axis is cut and says for how long.
 */
export function createScale(spans: Span[], range: { from: number; to: number }, now: number): Scale {
  const { from } = range;
  const to = Math.max(range.to, from + 1);
  const busy = merge(
    spans
      .filter(({ tone }) => tone === "done" || tone === "failed" || tone === "busy")
      .map((span) => ({ from: Math.max(from, span.from), to: Math.min(to, span.to ?? now) })),
  );
  const segments = layOut(busy, from, to);
  const place = (moment: number) => {
    const at = Math.max(from, Math.min(to, moment));
    const segment = segments.find((one) => at <= one.to) ?? segments.at(-1);
    if (!segment) return 0;
    const share = segment.to > segment.from ? (at - segment.from) / (segment.to - segment.from) : 0;
    return segment.left + share * segment.width;
  };
  return {
    place,
    ticks: ticksOf(segments),
    cuts: segments
      .filter(({ cut }) => cut)
      .map(({ left, width, from: since, to: until }) => ({ left, width, words: sayDuration(until - since) })),
  };
}

function layOut(busy: { from: number; to: number }[], from: number, to: number): Segment[] {
  const work = busy.reduce((sum, one) => sum + one.to - one.from, 0);
  const longest = Math.max(leastCutMs, work * cutShare);
  const edges: { from: number; to: number; cut: boolean }[] = [];
  let at = from;
  const add = (until: number, cut: boolean) => {
    if (until > at) edges.push({ from: at, to: until, cut });
    at = Math.max(at, until);
  };
  for (const one of [...busy, { from: to, to }]) {
    // Work as short as a speck keeps a margin, so that it does not vanish between two cuts.
    const margin = Math.max(1, work * 0.02);
    const pause = one.from - at;
    if (work > 0 && pause > longest + 2 * margin) {
      add(at === from ? at : at + margin, false);
      add(one.from === to ? to : one.from - margin, true);
    }
    add(one.to, false);
  }
  const joined = edges.reduce<typeof edges>((kept, edge) => {
    const last = kept.at(-1);
    if (last && last.cut === edge.cut) last.to = edge.to;
    else kept.push({ ...edge });
    return kept;
  }, []);
  const plain = joined.reduce((sum, edge) => sum + (edge.cut ? 0 : edge.to - edge.from), 0) || 1;
  const total = joined.reduce((sum, edge) => sum + (edge.cut ? plain * cutWidth : edge.to - edge.from), 0);
  let left = 0;
  return joined.map((edge) => {
    const width = ((edge.cut ? plain * cutWidth : edge.to - edge.from) / total) * 100;
    left += width;
    return { ...edge, left: left - width, width };
  });
}

/** Ticks every nice number of seconds, counted from the start of each stretch that is not cut. */
function ticksOf(segments: Segment[]): Tick[] {
  const plain = segments.filter(({ cut }) => !cut);
  const shown = plain.reduce((sum, one) => sum + one.to - one.from, 0);
  const step = niceStep(shown / wantedTicks);
  const ticks: Tick[] = [];
  for (const segment of plain) {
    const perMs = segment.width / Math.max(1, segment.to - segment.from);
    for (let n = segment === segments[0] ? 0 : 1; n * step <= segment.to - segment.from; n++) {
      const at = segment.left + n * step * perMs;
      // The last words of a stretch would run into what follows.
      if (n > 0 && at > segment.left + segment.width - 6) break;
      ticks.push({ at, words: segment === segments[0] ? sayTick(n * step) : `+${sayTick(n * step)}` });
    }
  }
  return ticks;
}

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000];

function niceStep(least: number): number {
  const found = steps.find((step) => step >= least);
  if (found) return found;
  for (let step = 60_000; ; step *= 2) if (step >= least) return step;
}

function sayTick(ms: number): string {
  return sayDuration(ms)
    .replace(".0 s", " s")
    .replace(/^0 ms$/, "0");
}

function merge(spans: { from: number; to: number }[]): { from: number; to: number }[] {
  const merged: { from: number; to: number }[] = [];
  for (const span of spans.filter((one) => one.to >= one.from).sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  return merged;
}
