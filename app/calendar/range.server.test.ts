import { expect, test } from "vitest";
import { listFreeSlots, readRange, sayZone, wallClock } from "./range.server.ts";

const now = new Date("2026-11-22T23:30:00Z");
const asked = (query: string) => readRange(new URLSearchParams(query), "Europe/Oslo", now);

test("without being asked it holds this month and the next two weeks, on the brand's clock", () => {
  const range = asked("");
  expect(range).toMatchObject({ view: "auto", date: "2026-11-23", today: "2026-11-23", now: "2026-11-23T00:30" });
  expect(range.from.toISOString()).toBe("2026-10-25T23:00:00.000Z");
  expect(range.until.toISOString()).toBe("2026-12-06T23:00:00.000Z");
  expect(range.titles).toEqual({ month: "November 2026", week: "23–29 Nov 2026", list: "23 Nov – 6 Dec 2026" });
});

test("a week over the change of clocks is 169 hours long", () => {
  const { from, until } = asked("view=week&date=2026-10-22");
  expect((until.getTime() - from.getTime()) / 3_600_000).toBe(169);
});

test("what cannot be is today", () => {
  for (const query of ["date=soon", "date=2026-02-31", "date=0001-01-01", "view=year"]) {
    expect(asked(query)).toMatchObject({ view: "auto", date: "2026-11-23" });
  }
});

test("the month before a 31st is the one before, not the same again", () => {
  expect(asked("view=month&date=2026-12-31")).toMatchObject({
    previous: { month: "2026-11-01" },
    next: { month: "2027-01-01" },
  });
});

test("a slot is free until every account has a post at that time", () => {
  const slots = [
    { weekday: 1, minute: 540 },
    { weekday: 4, minute: 1080 },
  ];
  const range = { from: new Date("2026-11-23T00:00:00Z"), until: new Date("2026-12-01T00:00:00Z") };
  const monday = new Date("2026-11-23T08:00:00Z");
  const all = listFreeSlots(slots, "Europe/Oslo", range, [], 1).map((at) => at.toISOString());
  expect(all).toEqual(["2026-11-23T08:00:00.000Z", "2026-11-26T17:00:00.000Z", "2026-11-30T08:00:00.000Z"]);
  expect(listFreeSlots(slots, "Europe/Oslo", range, [monday], 1)).toHaveLength(2);
  expect(listFreeSlots(slots, "Europe/Oslo", range, [monday], 2)).toHaveLength(3);
  expect(listFreeSlots(slots, "Europe/Oslo", range, [], 0)).toEqual([]);
});

test("times are said on the zone's clock, with its distance from UTC", () => {
  expect(wallClock(new Date("2026-07-01T12:00:00Z"), "America/New_York")).toBe("2026-07-01T08:00");
  expect(sayZone(new Date("2026-07-01T12:00:00Z"), "Europe/Oslo")).toMatch(/^Europe\/Oslo, (CEST|GMT\+2)$/);
});
