import { DateTime } from "luxon";

/** A weekly slot: ISO weekday 1 (Monday) to 7, minute of the day on the wall clock. */
export type Slot = { weekday: number; minute: number };

/** How far ahead a free slot is looked for. Past a year of full slots, the schedule is too small for the plan. */
const horizonDays = 366;

/**
 * The first slot after `after` whose instant is not taken, or undefined when a year is full. The week follows the wall
 * clock of `zone`: a 09:00 slot stays at 09:00 through a change of clocks. A slot that a change skips moves by the hour
 * that was skipped; one that happens twice means the first.
 */
export function findNextSlot(slots: Slot[], zone: string, after: Date, taken: Date[]): Date | undefined {
  const busy = new Set(taken.map((time) => time.getTime()));
  const start = DateTime.fromJSDate(after, { zone }).startOf("day");
  for (let day = 0; day <= horizonDays; day++) {
    const date = start.plus({ days: day });
    const times = slots
      .filter((slot) => slot.weekday === date.weekday)
      .map(
        (slot) =>
          toInstant({ ...date.toObject(), hour: Math.floor(slot.minute / 60), minute: slot.minute % 60 }, zone).at,
      )
      .sort((a, b) => a.getTime() - b.getTime());
    const free = times.find((time) => time > after && !busy.has(time.getTime()));
    if (free) return free;
  }
  return undefined;
}

/**
 * A wall-clock time such as `2026-11-23T09:00` in a zone, as an instant. `exists` is false for a time that a change of
 * clocks skips; `at` is then what the clock shows instead. A time that happens twice means the first. Undefined when
 * the text is no time or the zone is unknown.
 */
export function parseWallClock(text: string, zone: string): { at: Date; exists: boolean } | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text)) return undefined;
  const read = DateTime.fromISO(text, { zone });
  return read.isValid ? toInstant(DateTime.fromISO(text, { zone: "utc" }).toObject(), zone) : undefined;
}

/** An instant in words on the wall clock of a zone: `Mon 23 Nov 2026, 09:00 (Europe/Oslo)`. */
export function sayTime(at: Date, zone: string): string {
  return `${DateTime.fromJSDate(at, { zone }).setLocale("en-GB").toFormat("ccc d LLL yyyy, HH:mm")} (${zone})`;
}

function toInstant(wall: object, zone: string): { at: Date; exists: boolean } {
  const wanted = DateTime.fromObject(wall, { zone: "utc" });
  const read = DateTime.fromObject(wall, { zone });
  const earliest = DateTime.min(read, ...read.getPossibleOffsets());
  const exists = read.hour === wanted.hour && read.minute === wanted.minute;
  return { at: earliest.toJSDate(), exists };
}
