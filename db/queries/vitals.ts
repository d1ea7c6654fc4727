import { sql } from "kysely";
import type { Db } from "../database.ts";

export type Vitals = {
  videos: number;
  /** Posts whose time passed over two minutes ago and that have come to no end. */
  overdue: number;
  posts: { fate: string; count: number }[];
  mails: { state: string; count: number }[];
  webhooks: { state: string; count: number }[];
};

/**
 * What all workspaces together did in the last 24 hours: numbers and nothing of anybody's. Ids carry the time they were
 * made at, so that their own index finds the youngest rows.
 */
export async function readVitals(db: Db, now = new Date()): Promise<Vitals> {
  const since = new Date(now.getTime() - 86_400_000);
  const first = firstIdOf(since);
  const { rows } = await sql<Vitals>`
    select
      (select count(*)::int from videos where id >= ${first}::uuid) as videos,
      (select count(*)::int from posts where scheduled_at < ${now}::timestamptz - interval '2 minutes'
        and state not in ('published', 'failed', 'withdrawn', 'awaiting-creator')) as overdue,
      (select coalesce(json_agg(each), '[]') from (select state as fate, count(*)::int from posts
        where updated_at >= ${since} and state in ('published', 'failed', 'withdrawn', 'unconfirmed')
        group by state order by state) each) as posts,
      (select coalesce(json_agg(each), '[]') from (select case when sent_at is not null then 'sent'
          when kept_at is not null then 'kept' when next_try_at is not null then 'waiting' else 'failed' end as state,
          count(*)::int from mails where id >= ${first}::uuid group by 1 order by 1) each) as mails,
      (select coalesce(json_agg(each), '[]') from (select state, count(*)::int from webhook_deliveries
        where id >= ${first}::uuid group by state order by state) each) as webhooks`.execute(db);
  return rows[0] ?? { videos: 0, overdue: 0, posts: [], mails: [], webhooks: [] };
}

/** No uuid (version 7) made at this millisecond or later is smaller. */
function firstIdOf(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
