import fc from "fast-check";
import { expect, test } from "vitest";
import { nextTry, pauses } from "./retry.ts";

const now = new Date("2026-11-23T10:00:00Z");
const pauseAfter = (tries: number, more: Parameters<typeof nextTry>[2] = {}) =>
  (nextTry(tries, now, { random: 0, ...more })?.getTime() ?? Number.NaN) - now.getTime();

test("the pauses are those of Standard Webhooks, and after the tenth try there is none", () => {
  const seconds = pauses.map((_, index) => pauseAfter(index + 1) / 1000);
  expect(seconds).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]);
  expect(nextTry(10, now)).toBeUndefined();
});

test("no pause is shorter than planned or asked for, longer by more than a tenth, or over 26.4 hours", () => {
  const asked = fc.option(fc.integer({ min: 0, max: 10 ** 9 }), { nil: undefined });
  const random = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), asked, random, (tries, retryAfterMs, chance) => {
      const planned = pauses[tries - 1] ?? 0;
      const wanted = Math.max(planned, Math.min(retryAfterMs ?? 0, 24 * 3_600_000));
      const pause = pauseAfter(tries, { retryAfterMs, random: chance });
      expect(pause).toBeGreaterThanOrEqual(wanted);
      expect(pause).toBeLessThanOrEqual(Math.ceil(wanted * 1.1));
    }),
  );
});
