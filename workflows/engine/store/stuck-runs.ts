import { failureSentence } from "../protocol/failures.ts";
import { RUN_COLUMNS, type RunRecord, type RunRow, readRun } from "./activity.ts";
import type { Queryable } from "./database.ts";

/**
 * `failed`: ended badly in the last 24 hours and was not taken up again; `slow`: a handler has been at one call for 10
 * minutes; `held`: a call could be made and has waited 5 minutes for room or for a worker; `retrying`: the last try
 * failed, another follows.
 */
export type StuckReason = "failed" | "slow" | "held" | "retrying";

export type StuckRun = RunRow & {
  stuck: {
    reason: StuckReason;
    /** What is wrong and why, for a person. */
    sentence: string;
    since: Date;
    /** When the next try is made. */
    dueAt: Date | null;
  };
  /** How many other runs of this function are stuck for the same reason and with the same words. */
  alike: number;
};

const SLOW_AFTER = "10 minutes";
const HELD_AFTER = "5 minutes";
const FAILED_WITHIN = "24 hours";
/** Of each reason, no more runs than this are looked at: past it, "1,000 alike" says what is to be said. */
const LOOKED_AT = 1_000;

type StuckRecord = RunRecord & {
  reason: StuckReason;
  since: Date;
  due_at: Date | null;
  tries: number;
  said: { name: string; message: string } | null;
  lane_id: string | null;
  parked: boolean;
  alike: number;
};

/**
 * Runs with one of `tags` (as in `RunFilter`) that somebody should look at, worst first. Those that stand for the same
 * reason are one row, with how many there are: a hundred runs that wait for one lane are one thing to know.
 */
export async function listStuckRuns(
  db: Queryable,
  asked: { tags: string[]; runId?: string; limit?: number },
): Promise<StuckRun[]> {
  const { rows } = await db.query<StuckRecord>(STUCK, [asked.tags, asked.runId ?? null, asked.limit ?? 20]);
  const lanes = rows.flatMap(({ lane_id, parked }) => (lane_id && parked ? [lane_id] : []));
  const full = lanes.length > 0 ? await findFullKeys(db, lanes) : new Map<string, string>();
  return rows.map((row) => ({
    ...readRun(row),
    stuck: { reason: row.reason, sentence: saySentence(row, full), since: row.since, dueAt: row.due_at },
    alike: row.alike - 1,
  }));
}

function saySentence(row: StuckRecord, full: Map<string, string>): string {
  const said = row.said ? failureSentence(row.said) : "It did not say why.";
  switch (row.reason) {
    case "failed":
      return said;
    case "retrying":
      return `Try ${row.tries} failed. ${said}`;
    case "slow":
      return "One step has been at work for more than 10 minutes.";
    case "held":
      return row.parked ? (full.get(row.lane_id ?? "") ?? "Waits to be let in.") : "Waits for a free worker.";
  }
}

/** Said though it is so whenever there is a call: it leads the planner to the index of these runs alone. */
const ALIVE = "r.status in ('queued', 'running')";

/** A failed schedule is made up for by its next run; a failed child is its caller's to deal with. */
const STUCK = `
  with stuck as (
    (select r.id, 'failed' as reason, 1 as rank, r.ended_at as since, null::timestamptz as due_at, 0 as tries,
       null::bigint as lane_id, false as parked, r.error as said
     from engine.runs r
     where r.status = 'failed' and r.tag = any($1) and ($2::text is null or r.id = $2)
       and r.ended_at > now() - interval '${FAILED_WITHIN}'
       and not exists (select 1 from engine.runs parent where parent.id = r.parent_run_id)
       and (r.event_name is distinct from 'inngest/scheduled.timer' or r.created_at > coalesce((
         select done.created_at from engine.runs done
         where done.tag = r.tag and done.function_id = r.function_id and done.status = 'completed'
         order by done.created_at desc, done.id desc limit 1), '-infinity'))
     order by r.ended_at desc limit ${LOOKED_AT})
    union all
    (select r.id, 'slow', 2, c.since, null, 0, null, false, null
     from engine.calls c join engine.runs r on r.id = c.run_id
     where c.state = 'running' and c.engine_id is not null and c.since < now() - interval '${SLOW_AFTER}'
       and r.tag = any($1) and ${ALIVE} and ($2::text is null or r.id = $2)
     limit ${LOOKED_AT})
    union all
    (select r.id, 'held', 3, c.since, null, 0, c.lane_id, c.state = 'parked', null
     from engine.calls c join engine.runs r on r.id = c.run_id
     where c.state in ('ready', 'parked') and c.since < now() - interval '${HELD_AFTER}'
       and r.tag = any($1) and ${ALIVE} and ($2::text is null or r.id = $2)
     limit ${LOOKED_AT})
    union all
    (select r.id, 'retrying', 4, c.since, c.due_at, c.attempt, null, false,
       coalesce((select s.error from engine.steps s where s.run_id = r.id and s.error is not null
         and s.finished_order is null and (s.id = c.step_id or c.step_id = '') order by s.created_at desc limit 1), r.error)
     from engine.calls c join engine.runs r on r.id = c.run_id
     where c.state = 'delayed' and c.attempt > 0 and r.tag = any($1) and ${ALIVE} and ($2::text is null or r.id = $2)
     order by c.due_at limit ${LOOKED_AT})
  ), alike as (
    select stuck.*, r.function_id, count(*) over kind::int as alike,
      row_number() over (kind order by case when reason = 'failed' then stuck.since end desc, stuck.since, stuck.id) as place
    from stuck join engine.runs r on r.id = stuck.id
    window kind as (partition by r.function_id, reason, stuck.lane_id, parked, said->>'message')
  )
  select ${RUN_COLUMNS}, a.reason, a.since, a.due_at, a.tries, a.said, a.lane_id, a.parked, a.alike
  from alike a join engine.runs r on r.id = a.id where a.place = 1
  order by a.rank, case when a.reason = 'failed' then a.since end desc, a.since limit $3`;

/** Which of a lane's keys has no room, in words: how many may go at once, and how many do. */
async function findFullKeys(db: Queryable, laneIds: string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; limit: number; taken: number }>(
    `select distinct on (k.lane_id) k.lane_id as id, k.max as limit, used.taken
     from engine.lane_keys k
     cross join lateral (select count(*)::int as taken from engine.places where key = k.key) used
     where k.lane_id = any($1::bigint[]) and used.taken >= k.max order by k.lane_id, k.max`,
    [laneIds],
  );
  return new Map(rows.map((row) => [row.id, `Waits for room: ${row.taken} of ${row.limit} are at work already.`]));
}
