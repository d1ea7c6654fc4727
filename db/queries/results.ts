import { type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { Db } from "../database.ts";
import { asId } from "../ids.ts";
import type { Database } from "../tables/index.ts";
import type { Metric } from "../tables/posts.ts";

/** `from` is inclusive, `until` exclusive. The others narrow to the variants with that tag. */
export type ResultsFilter = {
  from: Date;
  until: Date;
  personaId?: string | undefined;
  hook?: string | undefined;
  briefId?: string | undefined;
};

/** `day` counts from 0, the day that starts at the first of `days`. Days on which nothing was gained have no row. */
export type DayGain = { day: number; metric: Metric; gain: number };

/**
 * What the brand's posts gained on each day, whenever they were published. `days` are the instants at which the days of the
 * period start on somebody's wall clock; the last one goes until `filter.until`. Without a filter it comes from the
 * quarters kept by `recordReadings`; the two always agree.
 */
export async function listDailyGains(
  db: Db,
  brandId: string,
  filter: ResultsFilter,
  days: Date[],
  of: Metric[],
): Promise<DayGain[]> {
  const narrowed = filter.personaId || filter.hook || filter.briefId;
  const dayOf = (column: string) => sql<number>`width_bucket(${sql.ref(column)}, ${days}::timestamptz[]) - 1`;
  if (!narrowed) {
    return db
      .selectFrom("metricQuarters as q")
      .select((eb) => [dayOf("q.quarter").as("day"), "q.metric", eb.fn.sum<number>("q.gain").as("gain")])
      .where("q.brandId", "=", brandId)
      .where("q.metric", "in", of)
      .where("q.quarter", ">=", filter.from)
      .where("q.quarter", "<", filter.until)
      .groupBy([sql`1`, "q.metric"])
      .orderBy("day")
      .execute();
  }
  return db
    .selectFrom("variants as v")
    .innerJoin("posts as p", "p.variantId", "v.id")
    .innerJoin("readings as r", "r.postId", "p.id")
    .select((eb) => [dayOf("r.readAt").as("day"), "r.metric", eb.fn.sum<number>("r.gain").as("gain")])
    .where("r.brandId", "=", brandId)
    .where("v.brandId", "=", brandId)
    .where("r.metric", "in", of)
    .where("r.readAt", ">=", filter.from)
    .where("r.readAt", "<", filter.until)
    .where("r.gain", "is not", null)
    .where(tagged(filter))
    .groupBy([sql`1`, "r.metric"])
    .orderBy("day")
    .execute();
}

/** Hits out of trials over the posts that have both figures, with the sums that tell how the posts differ. */
export type Sums = {
  posts: number;
  hits: number;
  trials: number;
  hitsSquared: number;
  hitsTimesTrials: number;
  trialsSquared: number;
};
export type Dimension = "all" | "persona" | "hook" | "connection";

/** One value of one dimension; `key` is null for "all". A sum of figures is null when none of its posts offers it. */
export type ResultGroup = {
  dimension: Dimension;
  key: string | null;
  label: string | null;
  posts: number;
  /** Of the posts, those with any reading. */
  read: number;
  lastReadAt: Date | null;
  totals: Record<Metric, number | null>;
  rates: Record<"completions" | "likes" | "clicks", Sums>;
};

/**
 * Posts published in the period, by persona, hook, connection and all together; most viewed first. The database passes over
 * the posts once, for every combination that occurs; combinations are few, and are added up here.
 */
export async function listResultGroups(db: Db, brandId: string, filter: ResultsFilter): Promise<ResultGroup[]> {
  const cells = await publishedPosts(db, brandId, filter)
    .select(["v.personaId", "v.hook", "p.connectionId"])
    .select([
      sql<string | null>`(select name from personas where id = v.persona_id and brand_id = ${brandId})`.as("persona"),
      sql<string | null>`(select name from connections where id = p.connection_id and brand_id = ${brandId})`.as(
        "account",
      ),
      sql<number>`count(*)`.as("posts"),
      sql<number>`count(m.post_id)`.as("read"),
      sql<Date | null>`max(m.read_at)`.as("lastReadAt"),
      totals.as("totals"),
      rates.as("rates"),
    ])
    .groupBy(["v.personaId", "v.hook", "p.connectionId"])
    .execute();
  const groups = new Map<string, ResultGroup>();
  for (const { personaId, hook, connectionId, persona, account, ...figures } of cells) {
    const within: [Dimension, string | null, string | null][] = [
      ["all", null, null],
      ["persona", personaId, persona],
      ["hook", hook, hook],
      ["connection", connectionId, account],
    ];
    for (const [dimension, key, label] of within) {
      const known = groups.get(`${dimension} ${key}`);
      groups.set(`${dimension} ${key}`, known ? addUp(known, figures) : { dimension, key, label, ...figures });
    }
  }
  return [...groups.values()].sort(
    (a, b) => (b.totals.views ?? -1) - (a.totals.views ?? -1) || (a.label ?? "").localeCompare(b.label ?? ""),
  );
}

function addUp(
  group: ResultGroup,
  more: Pick<ResultGroup, "posts" | "read" | "lastReadAt" | "totals" | "rates">,
): ResultGroup {
  const { posts, read, lastReadAt, totals, rates } = group;
  return {
    ...group,
    posts: posts + more.posts,
    read: read + more.read,
    lastReadAt:
      lastReadAt && more.lastReadAt && lastReadAt > more.lastReadAt ? lastReadAt : (more.lastReadAt ?? lastReadAt),
    totals: addEach(totals, more.totals),
    rates: {
      completions: addEach(rates.completions, more.rates.completions),
      likes: addEach(rates.likes, more.rates.likes),
      clicks: addEach(rates.clicks, more.rates.clicks),
    },
  };
}

/** Sums of the same fields; one that is null on both sides stays null. */
function addEach<T extends Record<string, number | null>>(one: T, other: T): T {
  const sum = (a: number | null | undefined, b: number | null | undefined) =>
    (a ?? null) === null ? (b ?? null) : (a ?? 0) + (b ?? 0);
  return Object.fromEntries(Object.keys(one).map((field) => [field, sum(one[field], other[field])])) as T;
}

/**
 * The videos published in the period with the sums over their posts, the most viewed first. They are ranked by that one
 * sum before anything else is worked out.
 */
export async function listVideoResults(db: Db, brandId: string, filter: ResultsFilter, limit: number) {
  const best = publishedPosts(db, brandId, filter)
    .select("p.videoId")
    .groupBy("p.videoId")
    .orderBy(sql`sum(m.views) desc nulls last, p.video_id`)
    .limit(limit);
  return publishedPosts(db, brandId, filter)
    .innerJoin("videos as d", "d.id", "p.videoId")
    .innerJoin("personas as a", "a.id", "v.personaId")
    .innerJoin("scripts as s", "s.id", "d.scriptId")
    .select(["p.videoId", sql<number>`count(*)`.as("posts"), totals.as("totals"), rates.as("rates")])
    .select([sql<string>`(array_agg(p.id order by p.id))[1]`.as("postId")])
    .select(sql<Date>`min(p.published_at)`.as("publishedAt"))
    .select(["v.hook", "v.angle", "a.name as persona", "d.seconds"])
    .select(sql<string | null>`s.script ->> 'title'`.as("title"))
    .where("p.videoId", "in", best)
    .groupBy(["p.videoId", "v.id", "a.id", "d.id", "s.id"])
    .orderBy(sql`sum(m.views) desc nulls last, p.video_id`)
    .execute();
}

/** A page of single posts with their figures, by post id, for the CSV. */
export async function listPostResults(
  db: Db,
  brandId: string,
  filter: ResultsFilter,
  page: { after?: string | undefined; limit: number },
) {
  return publishedPosts(db, brandId, filter)
    .innerJoin("videos as d", "d.id", "p.videoId")
    .innerJoin("scripts as s", "s.id", "d.scriptId")
    .innerJoin("personas as a", "a.id", "v.personaId")
    .innerJoin("briefs as f", "f.id", "v.briefId")
    .innerJoin("connections as c", "c.id", "p.connectionId")
    .select(["p.id", "p.videoId", "p.publishedAt", "p.url", "d.version", "d.seconds"])
    .select(["f.name as brief", "a.name as persona", "v.hook", "v.angle", "v.locale", "v.ratio"])
    .select(["c.channel", "c.name as account", sql<string | null>`s.script ->> 'title'`.as("title")])
    .select(["m.views", "m.completions", "m.likes", "m.shares", "m.clicks", "m.readAt"])
    .$if(page.after !== undefined, (query) => query.where("p.id", ">", page.after as string))
    .orderBy("p.id")
    .limit(page.limit)
    .execute();
}

/** The personas and briefs of the brand: what the page can be narrowed to, besides the hooks. */
export async function listResultTags(db: Db, brandId: string) {
  const [personas, briefs] = await Promise.all([
    db.selectFrom("personas").select(["id", "name"]).where("brandId", "=", brandId).orderBy("name").execute(),
    db.selectFrom("briefs").select(["id", "name"]).where("brandId", "=", brandId).orderBy("id", "desc").execute(),
  ]);
  return { personas, briefs };
}

/** Every reading of one post, oldest first, for its page. */
export async function listPostReadings(db: Db, brandId: string, postId: string) {
  return db
    .selectFrom("readings")
    .select(["metric", "value", "readAt"])
    .where("brandId", "=", brandId)
    .where("postId", "=", asId("post", postId))
    .orderBy("readAt")
    .orderBy("id")
    .execute();
}

/** The newest figures of one post, undefined before the first reading. */
export async function findPostFigures(db: Db, brandId: string, postId: string) {
  return db
    .selectFrom("postMetrics")
    .select(["views", "completions", "likes", "shares", "clicks", "readAt"])
    .where("brandId", "=", brandId)
    .where("postId", "=", asId("post", postId))
    .executeTakeFirst();
}

function publishedPosts(db: Db, brandId: string, filter: ResultsFilter) {
  return db
    .selectFrom("posts as p")
    .innerJoin("variants as v", "v.id", "p.variantId")
    .leftJoin("postMetrics as m", "m.postId", "p.id")
    .where("p.brandId", "=", brandId)
    .where("p.state", "=", "published")
    .where("p.publishedAt", ">=", filter.from)
    .where("p.publishedAt", "<", filter.until)
    .where(tagged(filter));
}

function tagged(filter: ResultsFilter) {
  return (eb: ExpressionBuilder<Database & { v: Database["variants"] }, "v">) => {
    const wanted: ReturnType<typeof eb>[] = [];
    if (filter.personaId) wanted.push(eb("v.personaId", "=", asId("persona", filter.personaId)));
    if (filter.hook) wanted.push(eb("v.hook", "=", filter.hook));
    if (filter.briefId) wanted.push(eb("v.briefId", "=", asId("brief", filter.briefId)));
    return eb.and(wanted) as ReturnType<typeof eb.and> & SqlBool;
  };
}

const totals = sql<Record<Metric, number | null>>`jsonb_build_object('views', sum(m.views), 'completions',
  sum(m.completions), 'likes', sum(m.likes), 'shares', sum(m.shares), 'clicks', sum(m.clicks))`;

/** A post whose network offers no clicks must not make the click rate smaller: it counts in neither sum. */
const sums = (metric: Metric) => {
  const hits = sql.ref(`m.${metric}`);
  const both = sql`filter (where ${hits} is not null and m.views is not null)`;
  return sql`jsonb_build_object('posts', count(*) ${both}, 'hits', coalesce(sum(${hits}) ${both}, 0),
    'trials', coalesce(sum(m.views) ${both}, 0), 'hitsSquared', coalesce(sum(${hits} * ${hits}) ${both}, 0),
    'hitsTimesTrials', coalesce(sum(${hits} * m.views), 0), 'trialsSquared', coalesce(sum(m.views * m.views) ${both}, 0))`;
};
const rates = sql<Record<"completions" | "likes" | "clicks", Sums>>`jsonb_build_object(
  'completions', ${sums("completions")}, 'likes', ${sums("likes")}, 'clicks', ${sums("clicks")})`;
