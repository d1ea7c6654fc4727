import type { EngineContext } from "../context.ts";
import { findLane } from "../flow-control/lanes.ts";
import type { Memo } from "../protocol/call-function.ts";
import type { StoredEvent } from "../protocol/events.ts";
import { failure, type SerializedError } from "../protocol/failures.ts";
import type { FunctionPlan } from "../protocol/functions.ts";
import { createId } from "../protocol/ids.ts";
import { enqueueCall } from "../store/calls.ts";
import { noteCancels } from "../store/cancels.ts";
import type { Queryable } from "../store/database.ts";
import { acceptEvents } from "../store/events.ts";
import { someoneListens } from "../store/listeners.ts";
import { type LockedRun, lockRun } from "../store/steps.ts";
import { answerInvokers, type Invoker, invokerOf } from "./invocations.ts";

export type RunOrigin = {
  /** Makes starting a run repeatable: a second run with the same key is not created. */
  dedupeKey?: string;
  singletonKey?: string;
  /** The line in which a throttled run waits for its time. */
  throttleKey?: string;
  notBefore?: Date;
  /** Whose the run is; an invoked run takes its parent's tag instead. `""` without. */
  tag?: string | null;
};

/** A run that was created, and the lane to look at after commit. */
export type CreatedRun = { id: string; laneId?: string };

/** Creates a run and its first call. `undefined` when its dedupe key was used before. */
export async function createRun(
  tx: Queryable,
  plan: FunctionPlan,
  events: StoredEvent[],
  origin: RunOrigin = {},
): Promise<CreatedRun | undefined> {
  const first = events[0] ?? { name: "", data: {} };
  const invokers = events.flatMap((event) => invokerOf(event) ?? []);
  const id = createId();
  const laneId = await findLane(tx, plan, first);
  const { rows } = await tx.query<{ rank: Date; created_at: Date }>(
    `insert into engine.runs (id, function_id, status, event_name, events, dedupe_key, rank, lane_id, singleton_key,
                              parent_run_id, parent_step_id, start_by, finish_within, tag, throttle_key)
     values ($1, $2, 'queued', $3, $4, $5, clock_timestamp() - $6::float8 * interval '1 second', $7, $8, $9, $10,
             clock_timestamp() + $11::float8 * interval '1 ms', $12::float8 * interval '1 ms',
             case when $9::text is null then $13 else (select tag from engine.runs where id = $9) end, $14)
     on conflict (dedupe_key) do nothing returning rank, created_at`,
    [
      id,
      plan.id,
      first.name,
      JSON.stringify(events),
      origin.dedupeKey ?? null,
      prioritySeconds(plan, first),
      laneId ?? null,
      origin.singletonKey ?? null,
      invokers[0]?.runId ?? null,
      invokers[0]?.stepId ?? null,
      plan.startTimeoutMs ?? null,
      plan.finishTimeoutMs ?? null,
      origin.tag === undefined ? "" : origin.tag,
      origin.throttleKey ?? null,
    ],
  );
  const run = rows[0];
  if (!run) return undefined;
  await noteCancels(tx, plan, { id, event: first, from: run.created_at });
  await enqueueCall(tx, { runId: id, stepId: "", laneId: laneId ?? null, rank: run.rank, dueAt: origin.notBefore });
  for (const { runId, stepId } of invokers)
    await tx.query("update engine.steps set child_run_id = $3 where run_id = $1 and id = $2", [runId, stepId, id]);
  return { id, laneId };
}

/** An Inngest server's `PriorityFactorMax`: 12 hours, either way. */
const MAX_PRIORITY_SECONDS = 12 * 3_600;

/** How many seconds a run jumps the queue by, from the function's `priority.run`. */
function prioritySeconds(plan: FunctionPlan, event: StoredEvent): number {
  const value = Number(plan.priority?.evaluate({ event }) ?? 0);
  return Number.isFinite(value) ? Math.max(-MAX_PRIORITY_SECONDS, Math.min(MAX_PRIORITY_SECONDS, value)) : 0;
}

export type Ending =
  | { status: "completed"; output: unknown }
  | { status: "failed"; error: SerializedError }
  | { status: "cancelled"; reason: string };

/**
 * Ends a run that is locked by this transaction: its open steps and calls go, the run that invoked it gets its answer,
 * and whoever listens hears of it (`inngest/function.failed` is what runs an `onFailure`).
 * Returns the lanes to look at after commit.
 */
export async function endRun(context: EngineContext, tx: Queryable, run: LockedRun, ending: Ending): Promise<string[]> {
  const error = ending.status === "completed" ? undefined : endingError(ending);
  const output = ending.status === "completed" ? ending.output : undefined;
  const { rows } = await tx.query<{ events: StoredEvent[] }>(
    `with calls as (delete from engine.calls where run_id = $1),
     cancels as (delete from engine.cancels where run_id = $1),
     steps as (
       update engine.steps set status = 'cancelled', ended_at = clock_timestamp()
       where run_id = $1 and finished_order is null and status <> 'cancelled'
     )
     update engine.runs
     set status = $2, output = $3, error = $4, ended_at = clock_timestamp(), version = version + 1
     where id = $1 returning events`,
    [run.id, ending.status, JSON.stringify(output ?? null), error ? JSON.stringify(error) : null],
  );
  const lanes = run.lane_id ? [run.lane_id] : [];
  const events = rows[0]?.events ?? [];
  const memo: Memo = error ? { type: "error", error } : { type: "data", data: output ?? null };
  lanes.push(...(await answerInvokers(tx, invokersOf(run, events), memo)));
  await announceEnd(context, tx, run, ending, events);
  return lanes;
}

/** Everybody an event of the run was an invocation by; a run from before invocations were events knows its parent only. */
function invokersOf(run: LockedRun, events: StoredEvent[]): Invoker[] {
  const invokers = events.flatMap((event) => invokerOf(event) ?? []);
  if (invokers.length === 0 && run.parent_run_id && run.parent_step_id)
    return [{ runId: run.parent_run_id, stepId: run.parent_step_id }];
  return invokers;
}

function endingError(ending: Exclude<Ending, { status: "completed" }>): SerializedError {
  return ending.status === "failed" ? ending.error : failure("RunCancelled", ending.reason);
}

async function announceEnd(
  context: EngineContext,
  tx: Queryable,
  run: LockedRun,
  ending: Ending,
  events: StoredEvent[],
): Promise<void> {
  const event = events[0];
  if (event?.name === "inngest/function.failed" || event?.name === "inngest/function.finished") return;
  const names = ["inngest/function.finished"];
  if (ending.status === "failed") names.push("inngest/function.failed");
  if (ending.status === "cancelled") names.push("inngest/function.cancelled");
  const data = {
    function_id: run.function_id,
    run_id: run.id,
    event,
    events,
    ...outcome(ending),
  };
  const heard: StoredEvent[] = [];
  for (const name of names) {
    if (await isHeard(context, tx, name, data))
      heard.push({ id: `${run.id}:${run.version}:${name}`, name, data, ts: context.now().getTime() });
  }
  if (heard.length > 0) await acceptEvents(tx, heard);
}

/** What the events of a run's end say it came to, in an Inngest server's shape. */
function outcome(ending: Ending): Record<string, unknown> {
  if (ending.status === "completed") return { result: ending.output ?? null, _inngest: { status: "Completed" } };
  if (ending.status === "cancelled") return { _inngest: { status: "Cancelled" } };
  return { error: ending.error, result: ending.error, _inngest: { status: "Failed" } };
}

/** Most runs end with nobody listening; those leave no event behind. */
async function isHeard(
  context: EngineContext,
  tx: Queryable,
  name: string,
  data: Record<string, unknown>,
): Promise<boolean> {
  const triggered = context.registry
    .triggeredBy(name)
    .some(({ condition }) => !condition || condition.evaluate({ event: { name, data } }) === true);
  if (triggered || context.registry.cancelledBy(name).length > 0) return true;
  const { rows } = await tx.query<{ waited: boolean }>(`select ${someoneListens("waits", "$1")} as waited`, [name]);
  return rows[0]?.waited ?? false;
}

/** Cancels a run within a transaction. Nothing happens when it has ended. Returns the lanes to look at after commit. */
export async function cancelRunIn(
  context: EngineContext,
  tx: Queryable,
  runId: string,
  reason: string,
): Promise<string[]> {
  const run = await lockRun(tx, runId);
  return run ? endRun(context, tx, run, { status: "cancelled", reason }) : [];
}
