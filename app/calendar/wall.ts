/** Wall-clock times such as `2026-11-23T09:00` mean the brand's clock; they are written without asking any other zone. */
const write = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC", hourCycle: "h23" });
const moment = write({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const day = write({ weekday: "long", day: "numeric", month: "long" });

/** `Mon 23 Nov, 09:00`. */
export function sayWall(wall: string): string {
  return moment.format(new Date(`${wall}Z`));
}

/** `Monday 23 November`, of a date such as `2026-11-23`. */
export function sayDay(date: string): string {
  return day.format(new Date(`${date}T00:00Z`));
}
