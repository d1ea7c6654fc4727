import fc from "fast-check";
import { expect, test } from "vitest";
import { type RateSums, rateOf, wilsonInterval } from "./interval.ts";

/** The sums of posts given as [hits, trials]. */
function sumsOf(...posts: [hits: number, trials: number][]): RateSums {
  const sum = (of: (hits: number, trials: number) => number) => posts.reduce((total, post) => total + of(...post), 0);
  return {
    posts: posts.length,
    hits: sum((hits) => hits),
    trials: sum((_, trials) => trials),
    hitsSquared: sum((hits) => hits * hits),
    hitsTimesTrials: sum((hits, trials) => hits * trials),
    trialsSquared: sum((_, trials) => trials * trials),
  };
}

test("the interval is the one in the literature", () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
  const published = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const;
  for (const [hits, trials, low, high] of published) {
    const found = wilsonInterval(hits / trials, trials);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  }
});

test("nobody has looked: there is no rate, which is not a rate of 0", () => {
  expect(rateOf(sumsOf())).toBeNull();
  expect(rateOf(sumsOf([0, 0]))).toBeNull();
  expect(rateOf(sumsOf([0, 1000]))).toMatchObject({ rate: 0, low: 0 });
});

test("few views say nothing, many say something", () => {
  expect(rateOf(sumsOf([2, 12]))?.sure).toBe(false);
  expect(rateOf(sumsOf([3, 100]))?.sure).toBe(false);
  expect(rateOf(sumsOf([300, 10_000]))?.sure).toBe(true);
});

test("more clicks than counted views are a rate of 1, not a crash", () => {
  expect(rateOf(sumsOf([9, 4]))).toMatchObject({ rate: 1, high: 1, hits: 9 });
});

test("one video that differs from its siblings makes the hook less certain, agreement does not make it more", () => {
  const alike = rateOf(sumsOf([50, 1000], [50, 1000], [50, 1000]));
  const pooled = rateOf(sumsOf([150, 3000]));
  const apart = rateOf(sumsOf([140, 1000], [5, 1000], [5, 1000]));
  expect(alike).toMatchObject({ low: pooled?.low, high: pooled?.high });
  expect(apart?.rate).toBe(alike?.rate);
  expect(apart?.low).toBeLessThan(alike?.low ?? 0);
  expect(apart?.high).toBeGreaterThan(alike?.high ?? 1);
});

const counts = fc
  .tuple(fc.nat(100_000), fc.integer({ min: 1, max: 100_000 }))
  .filter(([hits, trials]) => hits <= trials);

test("the interval holds the rate, stays within 0 and 1, and mirrors itself", () => {
  fc.assert(
    fc.property(counts, ([hits, trials]) => {
      const rate = hits / trials;
      const { low, high } = wilsonInterval(rate, trials);
      const mirror = wilsonInterval(1 - rate, trials);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(rate + 1e-12);
      expect(high).toBeGreaterThanOrEqual(rate - 1e-12);
      expect(1 - mirror.high).toBeCloseTo(low, 9);
    }),
  );
});

test("ten times the views at the same rate make the interval narrower", () => {
  fc.assert(
    fc.property(counts, ([hits, trials]) => {
      const few = wilsonInterval(hits / trials, trials);
      const many = wilsonInterval(hits / trials, trials * 10);
      expect(many.high - many.low).toBeLessThan(few.high - few.low);
    }),
  );
});

test("about 19 of 20 intervals hold the truth", () => {
  // Exact: the chance of each count of hits, added up over the counts whose interval holds the true rate.
  const coverage = (truth: number, trials: number) => {
    let chance = (1 - truth) ** trials;
    let held = 0;
    for (let hits = 0; hits <= trials; hits++) {
      const { low, high } = wilsonInterval(hits / trials, trials);
      if (low <= truth && truth <= high) held += chance;
      chance *= ((trials - hits) / (hits + 1)) * (truth / (1 - truth));
    }
    return held;
  };
  const truths = [0.02, 0.04, 0.06, 0.1, 0.2, 0.35, 0.5];
  const mean = truths.reduce((sum, truth) => sum + coverage(truth, 200), 0) / truths.length;
  expect(mean).toBeGreaterThan(0.94);
  expect(mean).toBeLessThan(0.965);
});
