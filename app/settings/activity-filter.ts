import { type Status, statuses } from "./activity-words.ts";

export const periods = [
  { value: "hour", words: "Last hour", ms: 3_600_000 },
  { value: "day", words: "Last 24 hours", ms: 86_400_000 },
  { value: "week", words: "Last 7 days", ms: 7 * 86_400_000 },
  { value: "month", words: "Last 30 days", ms: 30 * 86_400_000 },
] as const;

export type ActivityFilter = {
  status: Status | undefined;
  functionId: string | undefined;
  period: (typeof periods)[number]["value"] | undefined;
  periodMs: number;
  /** Also the runs that the clock starts for every workspace. */
  house: boolean;
  before: string | undefined;
};

/** The filter of an address. What it cannot mean is left out, so that an old link still opens. */
export function readActivityFilter(search: URLSearchParams): ActivityFilter {
  const text = (name: string) => search.get(name)?.trim().slice(0, 200) || undefined;
  const period = periods.find(({ value }) => value === search.get("period"));
  return {
    status: statuses.find((known) => known === search.get("status")),
    functionId: text("function"),
    period: period?.value,
    periodMs: period?.ms ?? 0,
    house: search.get("house") === "1",
    before: text("before"),
  };
}

/** The address with some of its filters changed, from the first page on; an empty value takes a filter away. */
export function withFilter(search: URLSearchParams, changes: Record<string, string | undefined>): string {
  const next = new URLSearchParams(search);
  next.delete("before");
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return `?${next}`;
}
