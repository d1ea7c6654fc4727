import type { Rate } from "#studio/results/interval.ts";

const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 1 });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

export const rateKinds = ["clicks", "completions", "likes"] as const;
export type RateKind = (typeof rateKinds)[number];
export const rateNames: Record<RateKind, string> = {
  clicks: "Click rate",
  completions: "Completion rate",
  likes: "Like rate",
};

/** A count in full. What no network offers is a dash, never 0. */
export const sayCount = (count: number | null): string => (count === null ? "–" : whole.format(count));

/** A count that has to be small: `12.3K`. */
export const sayShort = (count: number | null): string => (count === null ? "–" : short.format(count));

/** A share of 1 as percent: one decimal below 10 %, where it tells apart. */
export function sayShare(share: number): string {
  return `${number(share)} %`;
}

/** The 95 % interval: `2.4–4.0 %`. */
export function sayRange({ low, high }: Pick<Rate, "low" | "high">): string {
  const [from, to] = [number(low), number(high)];
  return from === to ? `${from} %` : `${from}–${to} %`;
}

/** `23 Nov`, of a date such as `2026-11-23`. */
export const sayDate = (date: string): string => day.format(new Date(`${date}T00:00Z`));

function number(share: number): string {
  const percent = share * 100;
  return percent >= 10 || percent === 0 ? percent.toFixed(0) : percent.toFixed(1);
}
