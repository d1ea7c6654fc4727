const MILLISECONDS: Record<string, number> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
};

/** Reads an Inngest duration (`"1m30s"`, `"7d"`, `"1.5h"`) as milliseconds; `undefined` when it is not one. */
export function parseDuration(text: string): number | undefined {
  const compact = text.replaceAll(" ", "");
  if (!/^(\d+(\.\d+)?(ms|w|d|h|m|s))+$/.test(compact)) return undefined;
  let total = 0;
  for (const [, amount, unit] of compact.matchAll(/(\d+(?:\.\d+)?)(ms|w|d|h|m|s)/g)) {
    total += Number(amount) * (MILLISECONDS[unit ?? ""] ?? 0);
  }
  return total;
}

/** The moment a duration from `now`, or an ISO timestamp, stands for; `undefined` when it is neither. */
export function parseMoment(text: string, now: Date): Date | undefined {
  const duration = parseDuration(text);
  if (duration !== undefined) return new Date(now.getTime() + duration);
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** Reads a `retry-after` header: whole seconds, or a date. */
export function parseRetryAfter(header: string, now: Date): Date | undefined {
  if (/^\d+(\.\d+)?$/.test(header)) return new Date(now.getTime() + Number(header) * 1_000);
  return parseMoment(header, now);
}
