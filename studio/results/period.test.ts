import fc from "fast-check";
import { expect, test } from "vitest";
import { readPeriod } from "./period.ts";

const now = new Date("2026-11-22T23:30:00Z");

test("without being asked, it is the last 28 days up to today on the brand's clock", () => {
  expect(readPeriod({}, "Europe/Oslo", now)).toMatchObject({ from: "2026-10-27", to: "2026-11-23", problem: null });
  expect(readPeriod({}, "America/New_York", now)).toMatchObject({ to: "2026-11-22" });
});

test("the day on which the clocks go forward has 23 hours, the one on which they go back 25", () => {
  const hours = (day: string) => {
    const { start, until } = readPeriod({ from: day, to: day }, "Europe/Oslo", now);
    return (until.getTime() - start.getTime()) / 3_600_000;
  };
  expect([hours("2026-03-29"), hours("2026-10-25"), hours("2026-06-01")]).toEqual([23, 25, 24]);
});

test("a period that cannot be becomes the last 28 days, and says why", () => {
  for (const asked of [
    { from: "yesterday" },
    { from: "2026-02-30" },
    { from: "2026-11-20", to: "2026-11-10" },
    { from: "2027-01-01", to: "2027-01-02" },
    { from: "2020-01-01", to: "2026-01-01" },
  ]) {
    const found = readPeriod(asked, "Europe/Oslo", now);
    expect(found.problem).toMatch(/last 28 days/);
    expect(found.days).toHaveLength(28);
  }
});

test("days to come are left out", () => {
  expect(readPeriod({ from: "2026-11-20", to: "2026-12-31" }, "Europe/Oslo", now).days.at(-1)?.date).toBe("2026-11-23");
});

test("in every zone the days follow each other without a gap or a repeat", () => {
  const zones = [
    "Europe/Oslo",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Africa/Cairo",
    "America/Santiago",
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 340 }),
      fc.integer({ min: 0, max: 300 }),
      (zone, day, length) => {
        const iso = (at: number) => new Date(Date.UTC(2025, 0, 1 + at)).toISOString().slice(0, 10);
        const { days, start, until } = readPeriod({ from: iso(day), to: iso(day + length) }, zone, now);
        expect(days.map(({ date }) => date)).toEqual(days.map((_, index) => iso(day + index)));
        expect(days).toHaveLength(length + 1);
        const starts = [...days.map((one) => one.start.getTime()), until.getTime()];
        expect(starts[0]).toBe(start.getTime());
        for (let index = 1; index < starts.length; index++) {
          const hours = ((starts[index] ?? 0) - (starts[index - 1] ?? 0)) / 3_600_000;
          expect(hours).toBeGreaterThanOrEqual(23);
          expect(hours).toBeLessThanOrEqual(25);
        }
      },
    ),
  );
});
