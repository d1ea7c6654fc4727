/** 0 before `from`, 1 after `to`, a smooth step between; seconds or any other measure. */
export function smoothStep(value: number, from: number, to: number): number {
  const share = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return share * share * (3 - 2 * share);
}

/** An entrance: 0 at `start`, quickly towards 1 with a small overshoot (about 4 %), settled after `length` seconds. */
export function springIn(time: number, start: number, length = 0.45): number {
  const share = (time - start) / length;
  if (share <= 0) return 0;
  if (share >= 1) return 1;
  return 1 - Math.exp(-6 * share) * Math.cos(share * Math.PI * 1.6);
}

/** Even numbers from a seed, the same on every machine (mulberry32). */
export function seededNumbers(seed: string): () => number {
  let state = 2166136261;
  for (const sign of seed) state = Math.imul(state ^ sign.codePointAt(0)!, 16777619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
