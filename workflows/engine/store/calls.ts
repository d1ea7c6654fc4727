import type { Memo } from "../protocol/call-function.ts";
import type { StoredEvent } from "../protocol/events.ts";
import type { Queryable } from "./database.ts";

/** A call is one request to make of a handler: find out what comes next ("" as step), or run one planned step. */
export type NewCall = { runId: string; stepId: string; laneId: string | null; rank: Date; dueAt?: Date };

/** A call as it was claimed, with everything its request needs. */
export type ClaimedCall = {
  id: string;
  claim: string;
  run_id: string;
  step_id: string;
  attempt: number;
  function_id: string;
  status: string;
  events: StoredEvent[];
  version: number;
  memos: { id: string; memo: Memo }[];
  has_open_steps: boolean;
  step_op: string | null;
  step_opts: Record<string, unknown> | null;
};

/**
 * Adds a call unless the run already has the same one. With nothing to limit it, it is queued in the same transaction;
 * in a lane it is parked until the lane has room (`admitCalls`, after commit); with a future `dueAt` the clock frees it.
 */
export async function enqueueCall(tx: Queryable, call: NewCall): Promise<void> {
  await tx.query(
    `with added as (
       insert into engine.calls (run_id, step_id, lane_id, state, due_at, rank)
       values ($1, $2, $3, case when $4::timestamptz > clock_timestamp() then 'delayed'
                                when $3::bigint is not null then 'parked' else 'ready' end, $4, $5)
       on conflict (run_id, step_id) do nothing
       returning id, generation, state
     )
     select ${addCallJob("added")} from added where state = 'ready'`,
    [call.runId, call.stepId, call.laneId, call.dueAt ?? null, call.rank],
  );
}

/**
 * Hands a call that is being worked on back: to the tail of its lane or the queue, or to sleep until `dueAt`.
 * The generation goes up, so that the job which carried it until now can no longer do anything with it.
 */
export async function handBackCall(
  tx: Queryable,
  callId: string,
  next: { attempt: number; dueAt?: Date },
): Promise<void> {
  await tx.query(
    `with back as (
       update engine.calls
       set state = case when $3::timestamptz is not null then 'delayed' when lane_id is not null then 'parked' else 'ready' end,
           attempt = $2, due_at = $3, generation = generation + 1, claim = null, engine_id = null, since = clock_timestamp()
       where id = $1
       returning id, generation, state
     )
     select ${addCallJob("back")} from back where state = 'ready'`,
    [callId, next.attempt, next.dueAt ?? null],
  );
}

/** Frees delayed calls whose time has come. Returns the lanes to look at after commit. */
export async function freeDueCalls(tx: Queryable): Promise<string[]> {
  const { rows } = await tx.query<{ lane_id: string | null }>(
    `with due as (
       select id from engine.calls where state = 'delayed' and due_at <= (select clock_timestamp())
       order by due_at limit 200 for update skip locked
     ), freed as (
       update engine.calls c
       set state = case when lane_id is null then 'ready' else 'parked' end, due_at = null, generation = generation + 1,
           since = clock_timestamp()
       from due where c.id = due.id
       returning c.id, c.generation, c.state, c.lane_id
     )
     select lane_id::text, case when state = 'ready' then (${addCallJob("freed")}).id end from freed`,
  );
  return [...new Set(rows.flatMap(({ lane_id }) => lane_id ?? []))];
}

/**
 * The SQL that puts a call's job on graphile-worker's queue; NOTIFY goes out when the transaction commits. A key of its
 * own, that no other job has, takes the way through `add_job` whose cost does not grow with the length of the queue.
 */
export function addCallJob(from: string): string {
  return `graphile_worker.add_job('engine:call', json_build_object('id', ${from}.id, 'generation', ${from}.generation),
    job_key => 'call ' || ${from}.id || '.' || ${from}.generation, job_key_mode => 'unsafe_dedupe')`;
}
