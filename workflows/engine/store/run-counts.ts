import type { Queryable } from "./database.ts";

/** How the runs of one function fare. Those that ended are counted from `since` on, those alive whenever they began. */
export type FunctionCounts = {
  functionId: string;
  /** Not begun: they wait their turn. */
  queued: number;
  /** A handler is at them at this moment. */
  running: number;
  /** Begun, and nobody is at them: asleep, waiting for something, between two tries, or waiting for room. */
  waiting: number;
  completed: number;
  failed: number;
  cancelled: number;
};

/**
 * Counts of the runs with one of `tags` (as in `RunFilter`), by function, the busiest first. The first two parts are
 * answered from an index alone; the third looks at no more runs than there are handlers at work.
 */
export async function countRuns(db: Queryable, asked: { tags: string[]; since: Date }): Promise<FunctionCounts[]> {
  const { rows } = await db.query<FunctionCounts>(
    `with ended as (
       select function_id, status, count(*)::int as runs from engine.runs
       where tag = any($1) and created_at >= $2 and status in ('completed', 'failed', 'cancelled') group by 1, 2
     ), alive as (
       select function_id, status, count(*)::int as runs from engine.runs
       where tag = any($1) and status in ('queued', 'running') group by 1, 2
     ), working as (
       select r.function_id, 'working' as status, count(distinct r.id)::int as runs
       from engine.calls c join engine.runs r on r.id = c.run_id
       where c.engine_id is not null and c.state = 'running' and r.status = 'running' and r.tag = any($1) group by 1
     )
     select function_id as "functionId",
       coalesce(sum(runs) filter (where status = 'queued'), 0)::int as queued,
       coalesce(sum(runs) filter (where status = 'working'), 0)::int as running,
       greatest(0, coalesce(sum(runs) filter (where status = 'running'), 0)
         - coalesce(sum(runs) filter (where status = 'working'), 0))::int as waiting,
       coalesce(sum(runs) filter (where status = 'completed'), 0)::int as completed,
       coalesce(sum(runs) filter (where status = 'failed'), 0)::int as failed,
       coalesce(sum(runs) filter (where status = 'cancelled'), 0)::int as cancelled
     from (select * from ended union all select * from alive union all select * from working) counted
     group by 1 order by sum(runs) desc, 1`,
    [asked.tags, asked.since],
  );
  return rows;
}
