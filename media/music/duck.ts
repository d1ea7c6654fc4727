/** A stretch in which somebody speaks, in seconds. */
export type Span = { start: number; end: number };

/** Seconds. Music is down before a word begins, and comes up only when nobody speaks for a while. */
export const ducking = {
  lookahead: 0.05,
  down: 0.22,
  up: 0.3,
  hold: 0.12,
  shortestGap: 0.9,
  fadeIn: 0.15,
  fadeOut: 1.2,
};

/**
 * How loud music is at each sample, as a factor: `open` between speech, `under` while somebody speaks, faded in at the
 * beginning and out at the end. Ramps are smooth in decibels, so that nothing clicks or pumps.
 */
export function duckUnder(
  spans: Span[],
  { seconds, sampleRate, open, under }: { seconds: number; sampleRate: number; open: number; under: number },
): Float32Array {
  const gains = new Float32Array(Math.round(seconds * sampleRate));
  // Ramps last a fifth of a second and longer: a gain for each millisecond, straight lines between.
  const stride = Math.max(1, Math.round(sampleRate * 0.001));
  const quiet = joinSpans(spans);
  const [openDb, underDb] = [20 * Math.log10(open), 20 * Math.log10(under)];
  let next = 0;
  const gainAt = (time: number) => {
    while (next < quiet.length && time > quiet[next]!.end + ducking.up) next++;
    const span = quiet[next];
    const depth = span
      ? Math.min(ramp(time, span.start - ducking.down, ducking.down), 1 - ramp(time, span.end, ducking.up))
      : 0;
    const edge = Math.min(ramp(time, 0, ducking.fadeIn), 1 - ramp(time, seconds - ducking.fadeOut, ducking.fadeOut));
    return edge * 10 ** ((openDb + depth * (underDb - openDb)) / 20);
  };
  let from = gainAt(0);
  for (let at = 0; at < gains.length; at += stride) {
    const to = gainAt((at + stride) / sampleRate);
    const end = Math.min(gains.length, at + stride);
    for (let index = at; index < end; index++) gains[index] = from + ((to - from) * (index - at)) / stride;
    from = to;
  }
  return gains;
}

/** Spans with their lookahead and hold; a gap too short to come up in belongs to the speech around it. */
export function joinSpans(spans: Span[]): Span[] {
  const joined: Span[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    const [from, to] = [start - ducking.lookahead, end + ducking.hold];
    if (last && from - last.end < ducking.shortestGap) last.end = Math.max(last.end, to);
    else joined.push({ start: from, end: to });
  }
  return joined;
}

/** 0 before, 1 after, a half cosine between. */
function ramp(time: number, from: number, length: number): number {
  const share = Math.min(1, Math.max(0, (time - from) / length));
  return 0.5 - 0.5 * Math.cos(Math.PI * share);
}
