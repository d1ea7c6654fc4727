import { DateTime } from "luxon";

/**
 * The days that a page of results looks at. `from` and `to` are dates such as `2026-11-23` on the wall clock of the zone, both
 * inclusive; `start` and `until` the instants around them; `days` every day with the instant at which it starts.
 */
export type Period = {
  from: string;
  to: string;
  start: Date;
  until: Date;
  days: { date: string; start: Date }[];
  /** Why the period is not the one that was asked for: a sentence, or null when it is. */
  problem: string | null;
};

const defaultDays = 28;
/** A longer plot shows nothing that two shorter ones do not. */
const mostDays = 366;

/**
 * Reads a period as an address gives it; what is missing or cannot be is replaced by the last 28 days, and said so. Days
 * follow the wall clock: 23 or 25 hours when the clocks change. Days that have not begun are left out.
 */
export function readPeriod(
  asked: { from?: string | null | undefined; to?: string | null | undefined },
  zone: string,
  now: Date,
): Period {
  const today = DateTime.fromJSDate(now, { zone }).startOf("day");
  const to = asked.to ? readDay(asked.to, zone) : today;
  const from = asked.from ? readDay(asked.from, zone) : to?.minus({ days: defaultDays - 1 });
  const problem = whyNot(from, to, today);
  if (from && to && !problem) return periodOf(from, DateTime.min(to, today), null);
  return periodOf(today.minus({ days: defaultDays - 1 }), today, problem);
}

/** The usual periods up to today, by their length in days. */
export function listPresets(zone: string, now: Date): { days: number; from: string; to: string }[] {
  const today = DateTime.fromJSDate(now, { zone });
  const to = today.toFormat("yyyy-MM-dd");
  return [7, defaultDays, 90].map((days) => ({
    days,
    from: today.minus({ days: days - 1 }).toFormat("yyyy-MM-dd"),
    to,
  }));
}

function whyNot(from: DateTime | undefined, to: DateTime | undefined, today: DateTime): string | null {
  const instead = "Here are the last 28 days instead.";
  if (!from || !to) return `That is not a day. Write it like 2026-11-23. ${instead}`;
  if (from > today) return `That period has not begun yet. ${instead}`;
  if (from > to) return `The period ends before it begins. ${instead}`;
  if (to.diff(from, "days").days >= mostDays) return `A period has at most ${mostDays} days. ${instead}`;
  return null;
}

function readDay(text: string, zone: string): DateTime | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const day = DateTime.fromISO(text, { zone }).startOf("day");
  return day.isValid ? day : undefined;
}

function periodOf(from: DateTime, to: DateTime, problem: string | null): Period {
  const days: Period["days"] = [];
  for (let day = from; day <= to; day = day.plus({ days: 1 }).startOf("day")) {
    days.push({ date: day.toFormat("yyyy-MM-dd"), start: day.toJSDate() });
  }
  const until = to.plus({ days: 1 }).startOf("day").toJSDate();
  return {
    from: from.toFormat("yyyy-MM-dd"),
    to: to.toFormat("yyyy-MM-dd"),
    start: from.toJSDate(),
    until,
    days,
    problem,
  };
}
