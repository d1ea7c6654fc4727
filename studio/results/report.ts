import type { Db } from "#db/database.ts";
import {
  type Dimension,
  listDailyGains,
  listResultGroups,
  listVideoResults,
  type ResultGroup,
  type ResultsFilter,
} from "#db/queries/results.ts";
import type { Metric } from "#db/tables/posts.ts";
import { type Rate, rateOf } from "./interval.ts";
import type { Period } from "./period.ts";

const plotted = ["views", "likes", "clicks"] as const satisfies Metric[];

export type Totals = Record<Metric, number | null>;
export type Rates = Record<"completions" | "likes" | "clicks", Rate | null>;
/** `key` is what a filter takes: a persona's id, a hook, a connection's id. */
export type GroupRow = { key: string; label: string; posts: number; totals: Totals; rates: Rates };
/** What a day brought; null when no network offers the metric, 0 when nothing happened. */
export type DayRow = { date: string } & Record<(typeof plotted)[number], number | null>;

/** What posts published in the period came to, and what each of its days brought. */
export async function getReport(
  db: Db,
  brandId: string,
  period: Period,
  tags: Pick<ResultsFilter, "personaId" | "hook" | "briefId">,
  videosShown = 20,
) {
  const filter = { ...tags, from: period.start, until: period.until };
  const starts = period.days.map((day) => day.start);
  const [gains, groups, videos] = await Promise.all([
    listDailyGains(db, brandId, filter, starts, [...plotted]),
    listResultGroups(db, brandId, filter),
    listVideoResults(db, brandId, filter, videosShown),
  ]);
  const all = groups.find((group) => group.dimension === "all");
  return {
    posts: all?.posts ?? 0,
    read: all?.read ?? 0,
    lastReadAt: all?.lastReadAt ?? null,
    totals: all?.totals ?? { views: null, completions: null, likes: null, shares: null, clicks: null },
    rates: all ? ratesOf(all.rates) : { completions: null, likes: null, clicks: null },
    days: daysOf(period, gains, all?.totals),
    hooks: rowsOf(groups, "hook"),
    personas: rowsOf(groups, "persona"),
    connections: rowsOf(groups, "connection"),
    videos: videos.map(({ rates, ...video }) => ({ ...video, rates: ratesOf(rates) })),
  };
}

function rowsOf(groups: ResultGroup[], dimension: Dimension): GroupRow[] {
  return groups
    .filter((group) => group.dimension === dimension)
    .map(({ key, label, posts, totals, rates }) => ({
      key: key ?? "",
      label: label ?? "",
      posts,
      totals,
      rates: ratesOf(rates),
    }));
}

function ratesOf(sums: ResultGroup["rates"]): Rates {
  return { completions: rateOf(sums.completions), likes: rateOf(sums.likes), clicks: rateOf(sums.clicks) };
}

function daysOf(period: Period, gains: Awaited<ReturnType<typeof listDailyGains>>, totals?: Totals): DayRow[] {
  const byDay = new Map(gains.map(({ day, metric, gain }) => [`${day} ${metric}`, gain]));
  const offered = new Set<Metric>(gains.map(({ metric }) => metric));
  const broughtOn = (day: number, metric: Metric) =>
    byDay.get(`${day} ${metric}`) ?? (offered.has(metric) || typeof totals?.[metric] === "number" ? 0 : null);
  return period.days.map(({ date }, day) => ({
    date,
    views: broughtOn(day, "views"),
    likes: broughtOn(day, "likes"),
    clicks: broughtOn(day, "clicks"),
  }));
}
