import fc from "fast-check";
import { expect, test } from "vitest";
import type { Span } from "./timeline-rows.ts";
import { createScale } from "./timeline-scale.ts";

const done = (from: number, to: number | null): Span => ({ from, to, tone: "done" });
const still = (from: number, to: number | null): Span => ({ from, to, tone: "still" });
const scaleOf = (spans: Span[], to: number) => createScale(spans, { from: 0, to }, to);

test("without long pauses the axis is even", () => {
  const { place, cuts, ticks } = scaleOf([done(0, 4_000), done(5_000, 10_000)], 10_000);
  expect([0, 2_500, 10_000].map(place)).toEqual([0, 25, 100]);
  expect(cuts).toEqual([]);
  expect(ticks.map(({ words }) => words)).toEqual(["0", "2 s", "4 s", "6 s", "8 s"]);
});

test("a sleep of days between two seconds of work is cut out, and says how long it was", () => {
  const days = 3 * 86_400_000;
  const { place, cuts } = scaleOf([done(0, 1_000), still(1_000, days), done(days, days + 1_000)], days + 1_000);
  expect(cuts).toHaveLength(1);
  expect(cuts[0]?.words).toBe("2 d 23 h");
  expect(place(1_000) - place(0)).toBeGreaterThan(35);
  expect(place(days + 1_000) - place(days)).toBeGreaterThan(35);
});

test("work that goes on grows to the edge of now", () => {
  const scale = createScale([done(0, 1_000), { from: 1_000, to: null, tone: "busy" }], { from: 0, to: 9_000 }, 9_000);
  expect(scale.place(9_000)).toBe(100);
});

test("a run that has only waited so far is one stretch", () => {
  const { cuts, place } = scaleOf([still(0, 60_000)], 60_000);
  expect(cuts).toEqual([]);
  expect(place(30_000)).toBe(50);
});

test("whatever happened when, later is never further left, and everything is on the axis", () => {
  const span = fc.record({
    from: fc.nat(5_000_000),
    length: fc.nat(2_000_000),
    tone: fc.constantFrom<Span["tone"]>("done", "failed", "busy", "still", "queue"),
  });
  fc.assert(
    fc.property(fc.array(span, { maxLength: 12 }), fc.array(fc.nat(9_000_000), { maxLength: 20 }), (given, moments) => {
      const spans = given.map(({ from, length, tone }) => ({ from, to: from + length, tone }));
      const { place, ticks, cuts } = scaleOf(spans, Math.max(1, ...spans.map(({ to }) => to)));
      const places = moments.sort((a, b) => a - b).map(place);
      for (const [i, at] of places.entries()) {
        expect(at).toBeGreaterThanOrEqual(i === 0 ? -1e-6 : (places[i - 1] ?? 0) - 1e-6);
        expect(at).toBeLessThanOrEqual(100 + 1e-6);
      }
      expect(ticks.length).toBeLessThan(40);
      for (const { left, width } of cuts) expect(left + width).toBeLessThanOrEqual(100 + 1e-6);
    }),
  );
});
