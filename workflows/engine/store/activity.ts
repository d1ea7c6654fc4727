import type { StoredEvent } from "../protocol/events.ts";
import { type FailedTry, failureSentence, type SerializedError } from "../protocol/failures.ts";
import type { Queryable } from "./database.ts";

/** `waiting`: nothing to do until time, an event, or another run moves it. `retrying`: an attempt failed, another follows. */
export type RunStatus = "queued" | "running" | "waiting" | "retrying" | "completed" | "failed" | "cancelled";

export type RunRow = {
  id: string;
  functionId: string;
  status: RunStatus;
  /** Whose it is; `""` for nobody's, null for a batch of several. */
  tag: string | null;
  /** The first of the events it was started with. */
  event: StoredEvent | null;
  /** A sentence: why it failed or was cancelled, or what went wrong in the attempt before. */
  problem: string | null;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
};

/** A try that failed. `startedAt` is null for one that failed outside the steps. */
export type TryRow = {
  try: number;
  startedAt: Date | null;
  endedAt: Date;
  problem: string;
  stack: string | null;
  /** The run had ended with this and was taken up again by hand. */
  byHand: boolean;
};

export type StepRow = {
  id: string;
  name: string;
  /** What kind of step, in the protocol's words: StepRun, Sleep, WaitForEvent, WaitForSignal, InvokeFunction, Gateway. */
  op: string;
  /** `running`: a handler is at it now, as far as the engine was told: a step done on the spot is told of when it is done. */
  status: "planned" | "running" | "retrying" | "sleeping" | "waiting" | "completed" | "failed" | "cancelled";
  /** How many attempts were made; 0 for one that was not tried yet. */
  attempts: number;
  problem: string | null;
  stack: string | null;
  /** Earlier tries that failed, oldest first. */
  failures: TryRow[];
  result: unknown;
  createdAt: Date;
  /** When its last try, its sleep or its wait began; of one that is only planned, when that was. */
  startedAt: Date;
  endedAt: Date | null;
  /** Milliseconds from start to end, or until now. */
  durationMs: number;
  /** When a sleep ends, a wait runs out, or the next try is made. */
  dueAt: Date | null;
  waitsFor: string | null;
  childRunId: string | null;
};

/** What is asked of a handler now or next: `stepId` is "" for the question what comes next. */
export type CallRow = {
  stepId: string;
  state: "delayed" | "parked" | "ready" | "running";
  /** Failed tries before this one. */
  attempt: number;
  since: Date;
  dueAt: Date | null;
};

export type RunDetail = RunRow & {
  events: StoredEvent[];
  output: unknown;
  stack: string | null;
  parentRunId: string | null;
  /** Tries that failed outside the steps, and ends it was taken up from; oldest first. */
  failures: TryRow[];
  steps: StepRow[];
  calls: CallRow[];
};

export type RunFilter = {
  functionId?: string;
  status?: RunStatus;
  eventName?: string;
  /** Only runs with one of these tags; `""` stands for runs without one. All runs without this. */
  tags?: string[];
  /** Only runs created at or after this. */
  since?: Date;
  /** At most this many, newest first; 50 by default. */
  limit?: number;
  /** Only runs older than the one with this id: the last id of the page before. */
  before?: string;
};

/** Asked run by run, not as joins: a join tempts the planner to read all runs that are kept. */
const hasCall = (that: string) =>
  `coalesce((select true from engine.calls c where c.run_id = r.id and ${that} limit 1), false)`;
const RETRIES = hasCall("c.state = 'delayed' and c.attempt > 0");
const MOVES = hasCall("c.state <> 'delayed'");

/** What a run row is read from, with `r` as engine.runs. */
export const RUN_COLUMNS = `r.id, r.function_id, r.tag, r.events->0 as event, r.error, r.created_at, r.started_at, r.ended_at,
  case when r.status <> 'running' then r.status when ${RETRIES} then 'retrying' when ${MOVES} then 'running'
    else 'waiting' end as status`;

/** One condition per status, with nothing left open, so that the planner finds the index of just these runs. */
const HAS_STATUS: Record<RunStatus, string> = {
  queued: "r.status = 'queued'",
  running: `r.status = 'running' and not ${RETRIES} and ${MOVES}`,
  waiting: `r.status = 'running' and not ${RETRIES} and not ${MOVES}`,
  // Few calls wait for another try, so here it is them that are looked up first.
  retrying:
    "r.status = 'running' and r.id in (select run_id from engine.calls where state = 'delayed' and attempt > 0)",
  completed: "r.status = 'completed'",
  failed: "r.status = 'failed'",
  cancelled: "r.status = 'cancelled'",
};

export type RunRecord = {
  id: string;
  function_id: string;
  status: RunStatus;
  tag: string | null;
  event: StoredEvent | null;
  error: SerializedError | null;
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
};

/**
 * Runs, newest first. Every tag is looked up on its own and at most `limit` of each are read, so a page costs the same
 * whether a thousand runs are kept or a million.
 */
export async function listRuns(db: Queryable, filter: RunFilter): Promise<RunRow[]> {
  const values: unknown[] = [filter.limit ?? 50];
  const value = (given: unknown) => `$${values.push(given)}`;
  const conditions = [
    filter.status && HAS_STATUS[filter.status],
    filter.functionId && `r.function_id = ${value(filter.functionId)}`,
    filter.eventName && `r.event_name = ${value(filter.eventName)}`,
    filter.since && `r.created_at >= ${value(filter.since)}`,
    filter.before &&
      `(r.created_at, r.id) < (select b.created_at, b.id from engine.runs b where b.id = ${value(filter.before)})`,
  ].filter(Boolean);
  const newest = (also: string[]) =>
    `select r.id, r.created_at from engine.runs r ${where([...also, ...conditions])} order by r.created_at desc, r.id desc limit $1`;
  if (filter.tags?.length === 0) return [];
  const found = filter.tags?.map((tag) => `(${newest([`r.tag = ${value(tag)}`])})`).join(" union all ") ?? newest([]);
  const { rows } = await db.query<RunRecord>(
    `with found as (${found})
     select ${RUN_COLUMNS} from (select id from found order by created_at desc, id desc limit $1) page
     join engine.runs r on r.id = page.id order by r.created_at desc, r.id desc`,
    values,
  );
  return rows.map(readRun);
}

function where(conditions: unknown[]): string {
  return conditions.length > 0 ? `where ${conditions.join(" and ")}` : "";
}

type StepRecord = {
  id: string;
  op: string;
  display_name: string;
  status: StepRow["status"];
  attempt: number;
  memo: { data?: unknown } | null;
  error: SerializedError | null;
  failures: FailedTry[];
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  due_at: Date | null;
  waits_for: string | null;
  child_run_id: string | null;
};

/** One run with its steps in the order they began; `undefined` when there is no such run. */
export async function getRun(db: Queryable, id: string): Promise<RunDetail | undefined> {
  const { rows } = await db.query<
    RunRecord & { events: StoredEvent[]; output: unknown; parent_run_id: string | null; failures: FailedTry[] }
  >(
    `select ${RUN_COLUMNS}, r.events, r.output, r.parent_run_id, to_json(r.failures) as failures
     from engine.runs r where r.id = $1`,
    [id],
  );
  const run = rows[0];
  if (!run) return undefined;
  const steps = await db.query<StepRecord>(
    `select id, op, display_name, status, attempt, memo, error, to_json(failures) as failures, created_at, started_at,
            ended_at, due_at, coalesce(wait_event, opts->>'signal') as waits_for, child_run_id
     from engine.steps where run_id = $1 order by created_at, finished_order nulls last`,
    [id],
  );
  const calls = await db.query<CallRow>(
    `select step_id as "stepId", state, attempt, since, due_at as "dueAt" from engine.calls where run_id = $1 order by id`,
    [id],
  );
  return {
    ...readRun(run),
    events: run.events,
    output: run.output,
    stack: run.error?.stack || null,
    parentRunId: run.parent_run_id,
    failures: run.failures.map(readTry),
    steps: steps.rows.map((step) => readStep(step, callOf(step, calls.rows))),
    calls: calls.rows,
  };
}

/** The call that makes the next try of a step: its own, or, for one that ran on the spot, the one that runs the handler. */
function callOf(step: StepRecord, calls: CallRow[]): CallRow | undefined {
  const own = calls.find(({ stepId }) => stepId === step.id);
  return own ?? (step.status === "retrying" ? calls.find(({ stepId }) => stepId === "") : undefined);
}

export function readRun(row: RunRecord): RunRow {
  return {
    id: row.id,
    functionId: row.function_id,
    status: row.status,
    tag: row.tag,
    event: row.event,
    problem: row.error && row.status !== "completed" ? failureSentence(row.error) : null,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  };
}

function readTry(failed: FailedTry): TryRow {
  return {
    try: failed.try,
    startedAt: failed.startedAt ? new Date(failed.startedAt) : null,
    endedAt: new Date(failed.endedAt),
    problem: failureSentence(failed.error),
    stack: failed.error.stack || null,
    byHand: failed.byHand ?? false,
  };
}

function readStep(row: StepRecord, call: CallRow | undefined): StepRow {
  const over = row.status === "completed" || row.status === "failed";
  const running = call?.state === "running" && !over;
  const startedAt = running ? call.since : (row.started_at ?? row.created_at);
  return {
    id: row.id,
    name: row.display_name,
    op: row.op,
    status: running ? "running" : row.status,
    attempts: over ? row.attempt + 1 : row.attempt,
    problem: row.error && row.status !== "completed" ? failureSentence(row.error) : null,
    stack: row.status === "completed" ? null : row.error?.stack || null,
    failures: row.failures.map(readTry),
    result: row.memo?.data ?? null,
    createdAt: row.created_at,
    startedAt,
    endedAt: row.ended_at,
    durationMs: Math.max(0, (row.ended_at ?? new Date()).getTime() - startedAt.getTime()),
    dueAt: over ? null : (row.due_at ?? (call?.state === "delayed" ? call.dueAt : null)),
    waitsFor: row.waits_for,
    childRunId: row.child_run_id,
  };
}
