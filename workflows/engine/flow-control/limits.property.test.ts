import fc from "fast-check";
import { expect, test } from "vitest";
import { nextStart, type Pace } from "./limits.ts";

/** Events at whole milliseconds, some at once. */
const arrivals = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5_000 })), { minLength: 1, maxLength: 60 })
  .map((gaps) => gaps.map((gap, i) => 1_000_000 + gap + gaps.slice(0, i).reduce((sum, one) => sum + one, 0)));
const rule = fc.record({ spacingMs: fc.integer({ min: 1, max: 3_000 }), capacity: fc.integer({ min: 1, max: 12 }) });

type Rule = { spacingMs: number; capacity: number };

function startAll(times: number[], asked: Rule): number[] {
  let pace: Pace | undefined;
  return times.map((now) => {
    const next = nextStart(pace, now, asked);
    pace = next.pace;
    return next.startAt;
  });
}

/**
 * The model is a bucket that starts full, gains a token every `spacingMs` when not full, and gives one to each start,
 * first come, first served. It moves from token to token and knows nothing of theoretical arrival times.
 */
function drawTokens(times: number[], { spacingMs, capacity }: Rule): number[] {
  let tokens = capacity;
  let refilledAt = 0;
  let clock = 0;
  const refillUntil = (now: number) => {
    if (tokens === capacity) refilledAt = Math.max(refilledAt, clock);
    while (tokens < capacity && refilledAt + spacingMs <= now) {
      tokens++;
      refilledAt += spacingMs;
    }
    clock = now;
  };
  return times.map((time) => {
    refillUntil(Math.max(time, clock));
    while (tokens === 0) refillUntil(refilledAt + spacingMs);
    if (tokens === capacity) refilledAt = clock;
    tokens--;
    return clock;
  });
}

test("a throttle starts each run exactly when a bucket of tokens would", () => {
  fc.assert(
    fc.property(arrivals, rule, (times, asked) => {
      expect(startAll(times, asked)).toEqual(drawTokens(times, asked));
    }),
    { numRuns: 3_000 },
  );
});

test("no window of time, wherever it begins, sees more starts than the burst and the rate allow", () => {
  fc.assert(
    fc.property(arrivals, rule, (times, asked) => {
      const starts = startAll(times, asked);
      for (let first = 0; first < starts.length; first++)
        for (let last = first; last < starts.length; last++) {
          const window = (starts[last] ?? 0) - (starts[first] ?? 0);
          expect(last - first + 1).toBeLessThanOrEqual(asked.capacity + Math.floor(window / asked.spacingMs));
        }
    }),
    { numRuns: 2_000 },
  );
});

test("a rate limit lets exactly those through that find a token, and the others cost nothing", () => {
  fc.assert(
    fc.property(arrivals, rule, (times, asked) => {
      let pace: Pace | undefined;
      const passed = times.filter((now) => {
        const next = nextStart(pace, now, asked);
        if (next.startAt > now) return false;
        pace = next.pace;
        return true;
      });
      // What passed would have been started on the spot by the bucket; whatever did not would have had to wait.
      expect(drawTokens(passed, asked)).toEqual(passed);
      let taken = 0;
      for (const now of times) {
        if (passed[taken] === now) taken++;
        else expect(drawTokens([...passed.slice(0, taken), now], asked).at(-1)).toBeGreaterThan(now);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("a clock that is set back takes the plan with it: nobody waits longer than they would have", () => {
  fc.assert(
    fc.property(arrivals, rule, fc.integer({ min: 1, max: 86_400_000 }), (times, asked, back) => {
      const last = times.at(-1) ?? 0;
      let pace: Pace | undefined;
      for (const now of times) pace = nextStart(pace, now, asked).pace;
      const without = nextStart(pace, last, asked).startAt - last;
      const after = nextStart(pace, last - back, asked).startAt - (last - back);
      expect(after).toBeCloseTo(without, 5);
    }),
    { numRuns: 1_000 },
  );
});
