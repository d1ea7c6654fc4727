import fc from "fast-check";
import { DateTime } from "luxon";
import { expect, test } from "vitest";
import { findNextSlot, parseWallClock, sayTime } from "./slots.ts";

const oslo = "Europe/Oslo";
const utc = (text: string) => new Date(`${text}Z`);

test("a slot keeps its wall-clock time when the clocks go forward and back", () => {
  const sundayAtNine = [{ weekday: 7, minute: 9 * 60 }];
  expect(findNextSlot(sundayAtNine, oslo, utc("2026-03-22T12:00"), [])).toEqual(utc("2026-03-29T07:00"));
  expect(findNextSlot(sundayAtNine, oslo, utc("2026-03-15T12:00"), [])).toEqual(utc("2026-03-22T08:00"));
  expect(findNextSlot(sundayAtNine, oslo, utc("2026-10-24T12:00"), [])).toEqual(utc("2026-10-25T08:00"));
});

test("a slot in the skipped hour moves on by that hour; one in the repeated hour means its first turn", () => {
  const sundayNight = [{ weekday: 7, minute: 2 * 60 + 30 }];
  expect(findNextSlot(sundayNight, oslo, utc("2026-03-28T12:00"), [])).toEqual(utc("2026-03-29T01:30"));
  expect(findNextSlot(sundayNight, oslo, utc("2026-10-24T12:00"), [])).toEqual(utc("2026-10-25T00:30"));
});

test("the first free slot of the week is taken, whatever the order they are listed in", () => {
  const slots = [
    { weekday: 4, minute: 1080 },
    { weekday: 1, minute: 900 },
    { weekday: 1, minute: 540 },
  ];
  const monday = utc("2026-11-23T05:00");
  const first = findNextSlot(slots, oslo, monday, []);
  expect(first).toEqual(utc("2026-11-23T08:00"));
  expect(findNextSlot(slots, oslo, monday, [first!])).toEqual(utc("2026-11-23T14:00"));
  expect(findNextSlot(slots, oslo, first!, [])).toEqual(utc("2026-11-23T14:00"));
});

test("a brand without slots, or with a year of full ones, has no free slot", () => {
  expect(findNextSlot([], oslo, utc("2026-11-23T05:00"), [])).toBeUndefined();
  const now = utc("2026-11-23T05:00");
  const full: Date[] = [];
  for (let at = findNextSlot([{ weekday: 1, minute: 540 }], oslo, now, full); at; ) {
    full.push(at);
    at = findNextSlot([{ weekday: 1, minute: 540 }], oslo, now, full);
  }
  expect(full).toHaveLength(53);
});

const zones = fc.constantFrom(
  oslo,
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "Pacific/Apia",
  "Etc/UTC",
);
const slot = fc.record({ weekday: fc.integer({ min: 1, max: 7 }), minute: fc.integer({ min: 0, max: 1439 }) });
const moment = fc.date({ min: utc("2024-01-01T00:00"), max: utc("2030-01-01T00:00"), noInvalidDate: true });

test("in any zone and season, the next slot is later, free, and shows a slot's time on the wall", () => {
  fc.assert(
    fc.property(fc.array(slot, { minLength: 1, maxLength: 6 }), zones, moment, (slots, zone, now) => {
      const first = findNextSlot(slots, zone, now, [])!;
      const second = findNextSlot(slots, zone, now, [first])!;
      expect(first.getTime()).toBeGreaterThan(now.getTime());
      expect(first.getTime() - now.getTime()).toBeLessThanOrEqual(8.1 * 86_400_000);
      expect(second.getTime()).toBeGreaterThan(first.getTime());
      const wall = DateTime.fromJSDate(first, { zone });
      const shown = { weekday: wall.weekday, minute: wall.hour * 60 + wall.minute };
      const skipped = slots.some((each) => isSkipped(each.minute, wall));
      if (!skipped) expect(slots.map((each) => ({ ...each }))).toContainEqual(shown);
    }),
    { numRuns: 400 },
  );
});

/** Whether the clocks skip that minute of the wall clock on that day. */
function isSkipped(minute: number, day: DateTime): boolean {
  const read = DateTime.fromObject(
    { year: day.year, month: day.month, day: day.day, hour: Math.floor(minute / 60), minute: minute % 60 },
    { zone: day.zone },
  );
  return read.hour * 60 + read.minute !== minute;
}

test("a wall-clock time is read in its zone, and one that the clocks skip is told apart", () => {
  expect(parseWallClock("2026-11-23T09:00", oslo)).toEqual({ at: utc("2026-11-23T08:00"), exists: true });
  expect(parseWallClock("2026-03-29T02:30", oslo)).toEqual({ at: utc("2026-03-29T01:30"), exists: false });
  expect(parseWallClock("2026-10-25T02:30", oslo)).toEqual({ at: utc("2026-10-25T00:30"), exists: true });
});

test.each(["", "tomorrow", "2026-02-30T09:00", "2026-11-23", "2026-11-23T25:00", "2026-11-23T09:00Z"])(
  "%j is no wall-clock time",
  (text) => expect(parseWallClock(text, oslo)).toBeUndefined(),
);

test("an unknown zone is no time either, instead of a wrong one", () => {
  expect(parseWallClock("2026-11-23T09:00", "Mars/Olympus")).toBeUndefined();
});

test("a time is said with its zone", () => {
  expect(sayTime(utc("2026-11-23T08:00"), oslo)).toBe("Mon 23 Nov 2026, 09:00 (Europe/Oslo)");
});
