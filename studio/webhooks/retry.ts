const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** The pauses that Standard Webhooks proposes between tries, in milliseconds: ten tries over about three days. */
export const pauses = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
] as const;

/** Each pause is longer by up to this share of it, so that what failed together does not come back together. */
const jitter = 0.1;

/** No receiver makes us wait longer than this. */
const longestPause = 24 * hour;

/**
 * When to try again after `tries` failures; undefined when that was the last try. `retryAfterMs` is what the receiver asked
 * for, which can only put it off. `random` is from 0 to 1.
 */
export function nextTry(
  tries: number,
  now: Date,
  { retryAfterMs = 0, random = Math.random() }: { retryAfterMs?: number | undefined; random?: number } = {},
): Date | undefined {
  const pause = pauses[tries - 1];
  if (pause === undefined) return undefined;
  const asked = Math.min(retryAfterMs, longestPause);
  return new Date(now.getTime() + Math.max(pause, asked) * (1 + jitter * random));
}
