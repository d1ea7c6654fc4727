import { DateTime } from "luxon";
import { findNextSlot, type Slot } from "#studio/posts/slots.ts";

export const views = ["month", "week", "list"] as const;
/** `auto` is for whoever chose none: a month on a desk, a list on a phone. */
export type View = (typeof views)[number] | "auto";

/** What a page of the calendar shows. Dates are such as `2026-11-23`, on the wall clock of the zone; `until` is exclusive. */
export type CalendarRange = {
  view: View;
  /** The day that the page is about: its month, its week, or the first day of its list. */
  date: string;
  from: Date;
  until: Date;
  /** The days that the list shows. */
  listed: { from: string; until: string };
  titles: Record<Exclude<View, "auto">, string>;
  previous: Record<Exclude<View, "auto">, string>;
  next: Record<Exclude<View, "auto">, string>;
  today: string;
  /** The wall clock now, such as `2026-11-23T09:00`. */
  now: string;
};

const listDays = 14;
/** A month is drawn as six whole weeks, so that it never changes its height. */
const monthDays = 42;

/** Reads view and date from an address; what is missing or cannot be is today, in the view that fits. */
export function readRange(asked: URLSearchParams, zone: string, now: Date): CalendarRange {
  const clock = DateTime.fromJSDate(now, { zone }).setLocale("en-GB");
  const given = DateTime.fromISO(asked.get("date") ?? "", { zone }).setLocale("en-GB");
  const day = (given.isValid && given.year >= 2000 && given.year < 2200 ? given : clock).startOf("day");
  const view = views.find((name) => name === asked.get("view")) ?? "auto";
  const grid = day.startOf("month").startOf("week");
  const week = day.startOf("week");
  const listEnd = day.plus({ days: listDays });
  const gridEnd = grid.plus({ days: monthDays });
  const spans = {
    month: [grid, gridEnd],
    week: [week, week.plus({ days: 7 })],
    list: [day, listEnd],
    auto: [DateTime.min(grid, day), DateTime.max(gridEnd, listEnd)],
  } as const;
  const [from, until] = spans[view];
  const iso = (at: DateTime) => at.toFormat("yyyy-MM-dd");
  const span = (first: DateTime, last: DateTime) =>
    first.hasSame(last, "month")
      ? `${first.day}–${last.toFormat("d LLL yyyy")}`
      : `${first.toFormat("d LLL")} – ${last.toFormat("d LLL yyyy")}`;
  return {
    view,
    date: iso(day),
    from: from.toJSDate(),
    until: until.toJSDate(),
    listed: { from: iso(day), until: iso(listEnd) },
    titles: {
      month: day.toFormat("LLLL yyyy"),
      week: span(week, week.plus({ days: 6 })),
      list: span(day, listEnd.minus({ days: 1 })),
    },
    previous: {
      month: iso(day.startOf("month").minus({ months: 1 })),
      week: iso(day.minus({ weeks: 1 })),
      list: iso(day.minus({ days: listDays })),
    },
    next: {
      month: iso(day.startOf("month").plus({ months: 1 })),
      week: iso(day.plus({ weeks: 1 })),
      list: iso(listEnd),
    },
    today: iso(clock),
    now: wallClock(now, zone),
  };
}

/** An instant as the wall clock of a zone shows it: `2026-11-23T09:00`. */
export function wallClock(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");
}

/** The zone with its distance from UTC at that moment: `Europe/Oslo, GMT+1`. */
export function sayZone(at: Date, zone: string): string {
  const offset = DateTime.fromJSDate(at, { zone }).setLocale("en-GB").offsetNameShort;
  return offset && offset !== zone ? `${zone}, ${offset}` : zone;
}

/**
 * The schedule's times between two instants that still have room: fewer posts stand there than the brand has accounts
 * to post on. Ordered, at most `limit`.
 */
export function listFreeSlots(
  slots: Slot[],
  zone: string,
  range: { from: Date; until: Date },
  taken: Date[],
  accounts: number,
  limit = 300,
): Date[] {
  const counts = new Map<number, number>();
  for (const time of taken) counts.set(time.getTime(), (counts.get(time.getTime()) ?? 0) + 1);
  const full = [...counts].filter(([, posts]) => posts >= accounts).map(([time]) => new Date(time));
  const free: Date[] = [];
  if (slots.length === 0 || accounts === 0) return free;
  for (let after = new Date(range.from.getTime() - 1); free.length < limit; ) {
    const next = findNextSlot(slots, zone, after, full);
    if (!next || next >= range.until) break;
    free.push(next);
    after = next;
  }
  return free;
}
