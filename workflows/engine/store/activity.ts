import type { StoredEvent } from "../protocol/events.ts";
import { failureSentence, type SerializedError } from "../protocol/failures.ts";
import type { Queryable } from "./database.ts";

/** `waiting`: nothing to do until time, an event, or another run moves it. `retrying`: an attempt failed, another follows. */
export type RunStatus = "queued" | "running" | "waiting" | "retrying" | "completed" | "failed" | "cancelled";

export type RunRow = {
  id: string;
  functionId: string;
  status: RunStatus;
  eventName: string | null;
  /** A sentence: why it failed or was cancelled, or what went wrong in the attempt before. */
  problem: string | null;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
};

export type StepRow = {
  id: string;
  name: string;
  /** What kind of step, in the protocol's words: StepRun, Sleep, WaitForEvent, WaitForSignal, InvokeFunction, Gateway. */
  op: string;
  status: "planned" | "retrying" | "sleeping" | "waiting" | "completed" | "failed" | "cancelled";
  /** How many attempts were made; 0 for one that was not tried yet. */
  attempts: number;
  problem: string | null;
  result: unknown;
  startedAt: Date;
  endedAt: Date | null;
  /** Milliseconds from start to end, or until now. */
  durationMs: number;
  /** When a sleep ends, or a wait runs out. */
  dueAt: Date | null;
  waitsFor: string | null;
  childRunId: string | null;
};

export type RunDetail = RunRow & {
  events: StoredEvent[];
  output: unknown;
  parentRunId: string | null;
  steps: StepRow[];
};

export type RunFilter = {
  functionId?: string;
  status?: RunStatus;
  eventName?: string;
  /** At most this many, newest first; 50 by default. */
  limit?: number;
  /** Only runs older than the one with this id: the last id of the page before. */
  before?: string;
};

const STATUS = `case
  when r.status <> 'running' then r.status
  when exists (select 1 from engine.calls c where c.run_id = r.id and c.state = 'delayed' and c.attempt > 0) then 'retrying'
  when exists (select 1 from engine.calls c where c.run_id = r.id and c.state <> 'delayed') then 'running'
  else 'waiting' end`;

type RunRecord = {
  id: string;
  function_id: string;
  status: RunStatus;
  event_name: string | null;
  error: SerializedError | null;
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
};

/** Runs, newest first. */
export async function listRuns(db: Queryable, filter: RunFilter): Promise<RunRow[]> {
  const { rows } = await db.query<RunRecord>(
    `select * from (
       select r.id, r.function_id, ${STATUS} as status, r.event_name, r.error, r.created_at, r.started_at, r.ended_at
       from engine.runs r
       where ($1::text is null or r.function_id = $1) and ($2::text is null or r.event_name = $2)
         and ($3::text is null or (r.created_at, r.id) < (select created_at, id from engine.runs where id = $3))
         and ($4::text is null or r.status = case when $4 in ('waiting', 'retrying') then 'running' else $4 end)
       order by r.created_at desc, r.id desc
     ) listed where $4::text is null or status = $4 limit $5`,
    [
      filter.functionId ?? null,
      filter.eventName ?? null,
      filter.before ?? null,
      filter.status ?? null,
      filter.limit ?? 50,
    ],
  );
  return rows.map(readRun);
}

type StepRecord = {
  id: string;
  op: string;
  display_name: string;
  status: StepRow["status"];
  attempt: number;
  memo: { data?: unknown } | null;
  error: SerializedError | null;
  started_at: Date;
  ended_at: Date | null;
  due_at: Date | null;
  waits_for: string | null;
  child_run_id: string | null;
};

/** One run with its steps in the order they began; `undefined` when there is no such run. */
export async function getRun(db: Queryable, id: string): Promise<RunDetail | undefined> {
  const { rows } = await db.query<RunRecord & { events: StoredEvent[]; output: unknown; parent_run_id: string | null }>(
    `select r.id, r.function_id, ${STATUS} as status, r.event_name, r.error, r.created_at, r.started_at, r.ended_at,
            r.events, r.output, r.parent_run_id
     from engine.runs r where r.id = $1`,
    [id],
  );
  const run = rows[0];
  if (!run) return undefined;
  const steps = await db.query<StepRecord>(
    `select id, op, display_name, status, attempt, memo, error, coalesce(started_at, created_at) as started_at, ended_at,
            due_at, coalesce(wait_event, opts->>'signal') as waits_for, child_run_id
     from engine.steps where run_id = $1 order by created_at, finished_order nulls last`,
    [id],
  );
  return {
    ...readRun(run),
    events: run.events,
    output: run.output,
    parentRunId: run.parent_run_id,
    steps: steps.rows.map(readStep),
  };
}

function readRun(row: RunRecord): RunRow {
  return {
    id: row.id,
    functionId: row.function_id,
    status: row.status,
    eventName: row.event_name,
    problem: row.error && row.status !== "completed" ? failureSentence(row.error) : null,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  };
}

function readStep(row: StepRecord): StepRow {
  const tried = row.status === "completed" || row.status === "failed" ? row.attempt + 1 : row.attempt;
  return {
    id: row.id,
    name: row.display_name,
    op: row.op,
    status: row.status,
    attempts: tried,
    problem: row.error && row.status !== "completed" ? failureSentence(row.error) : null,
    result: row.memo?.data ?? null,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    durationMs: Math.max(0, (row.ended_at ?? new Date()).getTime() - row.started_at.getTime()),
    dueAt: row.status === "completed" || row.status === "failed" ? null : row.due_at,
    waitsFor: row.waits_for,
    childRunId: row.child_run_id,
  };
}

export type Health = {
  /** How long the oldest thing that could be done now has been waiting to be done. */
  queueAgeSeconds: number;
  /** Calls that wait for a free slot or for room in their lane. */
  waiting: number;
  running: number;
  failed24h: number;
};

/** How the engine is doing, from the database alone: the same whichever process is asked. */
export async function readHealth(db: Queryable): Promise<Health> {
  const { rows } = await db.query<{ age: number | null; waiting: number; running: number; failed: number }>(
    `select
       (select extract(epoch from now() - min(j.run_at))::float8 from graphile_worker.jobs j
        where j.locked_at is null and j.run_at <= now() and j.task_identifier like 'engine:%') as age,
       (select count(*)::int from engine.calls where state in ('ready', 'parked')) as waiting,
       (select count(*)::int from engine.calls where state = 'running') as running,
       (select count(*)::int from engine.runs where status = 'failed' and ended_at > now() - interval '24 hours') as failed`,
  );
  const row = rows[0];
  return {
    queueAgeSeconds: Math.max(0, row?.age ?? 0),
    waiting: row?.waiting ?? 0,
    running: row?.running ?? 0,
    failed24h: row?.failed ?? 0,
  };
}
