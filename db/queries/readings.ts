import { sql } from "kysely";
import type { Db, Trx } from "../database.ts";
import type { Metric } from "../tables/posts.ts";
import { inTransaction } from "../transaction.ts";
import { announce } from "./announcements.ts";

export const metrics = ["views", "completions", "likes", "shares", "clicks"] as const satisfies Metric[];

/** `value` counts since publication; null when the network does not offer the metric. */
export type NewReading = { postId: string; metric: Metric; value: number | null; source: string; readAt: Date };

const quarterMs = 15 * 60_000;

/**
 * Records what was read of a brand's posts: the only writer of readings and of the figures kept from them. Rows may come
 * in any order and number. One that equals the last known value only moves "last read"; one from before the post's last
 * reading, or of another brand's post, is left out. So a repeated call changes nothing. Answers how many rows were new.
 * A network may take views back (spam): the gain is then negative, and the days still add up to the total.
 */
export async function recordReadings(db: Db, brandId: string, rows: NewReading[]): Promise<number> {
  if (rows.length === 0) return 0;
  return inTransaction(db, (trx) => record(trx, brandId, rows));
}

async function record(db: Trx, brandId: string, rows: NewReading[]): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`readings:${brandId}`}, 0))`.execute(db);
  const postIds = [...new Set(rows.map((row) => row.postId))];
  const posts = await currentFigures(db, brandId, postIds);
  const counted = new Map<string, number>();
  const unknown = rows.filter((row) => posts.has(row.postId) && !posts.get(row.postId)?.known.has(row.metric));
  for (const past of await pastOf(db, brandId, unknown)) {
    posts.get(past.postId)?.known.add(past.metric);
    if (past.counted !== null) counted.set(`${past.postId} ${past.metric}`, past.counted);
  }

  const changes: (NewReading & { gain: number | null })[] = [];
  const gains = new Map<string, { metric: Metric; quarter: Date; gain: number }>();
  for (const row of rows.toSorted((a, b) => a.readAt.getTime() - b.readAt.getTime())) {
    const post = posts.get(row.postId);
    if (!post || (post.readAt && row.readAt < post.readAt)) continue;
    const key = `${row.postId} ${row.metric}`;
    const known = post.known.has(row.metric);
    post.readAt = row.readAt;
    if (known && post.values[row.metric] === row.value) continue;
    const before = post.values[row.metric] ?? counted.get(key) ?? 0;
    const gain = row.value === null ? null : row.value - before;
    if (row.value === null) counted.set(key, before);
    post.known.add(row.metric);
    post.values[row.metric] = row.value;
    changes.push({ ...row, gain });
    if (gain !== null) {
      const quarter = new Date(Math.floor(row.readAt.getTime() / quarterMs) * quarterMs);
      const sumKey = `${row.metric} ${quarter.getTime()}`;
      const sum = gains.get(sumKey) ?? { metric: row.metric, quarter, gain: 0 };
      gains.set(sumKey, { ...sum, gain: sum.gain + gain });
    }
  }

  await insertReadings(db, brandId, changes);
  await saveFigures(db, brandId, posts);
  await addGains(db, brandId, [...gains.values()]);
  await announce(db, { brandId, topic: "reading", id: brandId });
  return changes.length;
}

type Figures = { readAt: Date | null; values: Record<Metric, number | null>; known: Set<Metric> };

/** The brand's own among the posts, with their newest figures; a figure that is there was read. */
async function currentFigures(db: Db, brandId: string, postIds: string[]): Promise<Map<string, Figures>> {
  const rows = await db
    .selectFrom("posts")
    .leftJoin("postMetrics", "postMetrics.postId", "posts.id")
    .select(["posts.id", "readAt", ...metrics])
    .where("posts.brandId", "=", brandId)
    .where("posts.id", "=", sql<string>`any(${postIds}::uuid[])`)
    .execute();
  return new Map(
    rows.map(({ id, readAt, ...values }) => {
      const known = new Set(metrics.filter((metric) => values[metric] !== null));
      return [id, { readAt, values, known }];
    }),
  );
}

type Past = { postId: string; metric: Metric; counted: number | null };

/**
 * Of the pairs of post and metric without a current figure, those that were read before, with the last value that was
 * not null: a network that stopped offering a metric and offers it again gains from there, not from 0.
 */
async function pastOf(db: Db, brandId: string, pairs: { postId: string; metric: Metric }[]): Promise<Past[]> {
  if (pairs.length === 0) return [];
  const { rows } = await sql<Past>`
    select pair."postId" as post_id, pair.metric, counted.value as counted
    from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as pair("postId" uuid, metric text)
    join lateral (select value from readings where post_id = pair."postId" and metric = pair.metric
      and brand_id = ${brandId} limit 1) any_reading on true
    left join lateral (select value from readings where post_id = pair."postId" and metric = pair.metric
      and value is not null order by read_at desc, id desc limit 1) counted on true`.execute(db);
  return rows;
}

// The three writes hand their rows over as one JSON document: a statement takes at most 65,535 parameters.

async function insertReadings(db: Db, brandId: string, rows: (NewReading & { gain: number | null })[]) {
  await sql`insert into readings (brand_id, post_id, metric, value, gain, source, read_at)
    select ${brandId}::uuid, "postId", metric, value, gain, source, "readAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r("postId" uuid, metric text, value float8, gain float8, source text, "readAt" timestamptz)`.execute(db);
}

async function saveFigures(db: Db, brandId: string, posts: Map<string, Figures>) {
  const read = [...posts].filter(([, post]) => post.readAt);
  const rows = read.map(([postId, { readAt, values }]) => ({ postId, readAt, ...values }));
  await sql`insert into post_metrics (brand_id, post_id, read_at, views, completions, likes, shares, clicks)
    select ${brandId}::uuid, "postId", "readAt", views, completions, likes, shares, clicks
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("postId" uuid, "readAt" timestamptz,
      views float8, completions float8, likes float8, shares float8, clicks float8)
    on conflict (post_id) do update set read_at = excluded.read_at, views = excluded.views,
      completions = excluded.completions, likes = excluded.likes, shares = excluded.shares,
      clicks = excluded.clicks`.execute(db);
}

async function addGains(db: Db, brandId: string, rows: { metric: Metric; quarter: Date; gain: number }[]) {
  await sql`insert into metric_quarters (brand_id, metric, quarter, gain)
    select ${brandId}::uuid, metric, quarter, gain
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(metric text, quarter timestamptz, gain float8)
    on conflict (brand_id, metric, quarter) do update set gain = metric_quarters.gain + excluded.gain`.execute(db);
}

/** The brand's posts with a reading of exactly this moment: those that one call of `recordReadings` changed. */
export async function listPostsReadAt(db: Db, brandId: string, readAt: Date): Promise<string[]> {
  const rows = await db
    .selectFrom("readings")
    .where("brandId", "=", brandId)
    .where("readAt", "=", readAt)
    .select("postId")
    .distinct()
    .orderBy("postId")
    .execute();
  return rows.map(({ postId }) => postId);
}

/** What a brand's posts have come to so far, added up from the newest figure of each. */
export async function sumFigures(db: Db, brandId: string): Promise<{ views: number; clicks: number }> {
  return db
    .selectFrom("postMetrics")
    .where("brandId", "=", brandId)
    .select((eb) => [
      eb.fn.coalesce(eb.fn.sum<number>("views"), eb.lit(0)).as("views"),
      eb.fn.coalesce(eb.fn.sum<number>("clicks"), eb.lit(0)).as("clicks"),
    ])
    .executeTakeFirstOrThrow();
}
