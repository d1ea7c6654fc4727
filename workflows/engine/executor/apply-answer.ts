import type { EngineContext } from "../context.ts";
import type { Answer, Memo, Op } from "../protocol/call-function.ts";
import { parseRetryAfter } from "../protocol/durations.ts";
import { asFailure, type FailedTry, type SerializedError } from "../protocol/failures.ts";
import type { ClaimedCall } from "../store/calls.ts";
import { enqueueCall, handBackCall } from "../store/calls.ts";
import { inTransaction, type Queryable } from "../store/database.ts";
import { startedAt } from "../store/memoise.ts";
import { type LockedRun, lockRun, wantsDiscovery } from "../store/steps.ts";
import { openStep } from "./open-step.ts";
import { type Ending, endRun } from "./runs.ts";

/** What is left to do: ask again in the same job, and lanes that may have room now. */
export type Next = { again: boolean; lanes: string[] };

/**
 * Writes down everything an answer says, in one transaction with whatever has to happen next. Nothing is written when
 * the call is not this job's any more (its engine was taken for dead) or the run has ended meanwhile.
 */
export async function applyAnswer(context: EngineContext, call: ClaimedCall, answer: Answer): Promise<Next> {
  return inTransaction(context.pool, async (tx) => {
    const run = await lockRun(tx, call.run_id);
    const { rows } = await tx.query("select 1 from engine.calls where id = $1 and claim = $2 for update", [
      call.id,
      call.claim,
    ]);
    if (!run || rows.length === 0) return { again: false, lanes: [] };
    if (answer.kind === "finished") return end(context, tx, run, { status: "completed", output: answer.result });
    if (answer.kind === "failed") return fail(context, tx, run, call, answer);
    const complete = answer.ops.find(({ op }) => op === "RunComplete");
    if (complete) return end(context, tx, run, { status: "completed", output: complete.data ?? null });
    return applyOps(context, tx, run, call, answer);
  });
}

async function end(context: EngineContext, tx: Queryable, run: LockedRun, ending: Ending): Promise<Next> {
  return { again: false, lanes: await endRun(context, tx, run, ending) };
}

/** An error outside any step: the same call again after a pause, until its attempts are used up. */
async function fail(
  context: EngineContext,
  tx: Queryable,
  run: LockedRun,
  call: ClaimedCall,
  answer: Extract<Answer, { kind: "failed" }>,
): Promise<Next> {
  const maxAttempts = context.registry.find(run.function_id)?.maxAttempts ?? 1;
  if (!answer.retry || call.attempt + 1 >= maxAttempts)
    return end(context, tx, run, { status: "failed", error: answer.error });
  await tx.query("update engine.runs set error = $2, failures = array_append(failures, $3::json) where id = $1", [
    run.id,
    JSON.stringify(answer.error),
    JSON.stringify(failedTry(call, answer.error)),
  ]);
  await retryLater(context, tx, call, answer.retryAfter);
  return { again: false, lanes: run.lane_id ? [run.lane_id] : [] };
}

async function applyOps(
  context: EngineContext,
  tx: Queryable,
  run: LockedRun,
  call: ClaimedCall,
  answer: Extract<Answer, { kind: "ops" }>,
): Promise<Next> {
  const lanes = run.lane_id ? [run.lane_id] : [];
  const { ops } = answer;
  const maxAttempts = context.registry.find(run.function_id)?.maxAttempts ?? 1;
  const coalesced = answer.coalesces && ops.length > 1;
  let discover = run.version !== call.version && !call.step_id;
  let memoised = false;
  let retried = false;
  for (const op of ops) {
    if (op.op === "StepError" && call.attempt + 1 < maxAttempts) {
      await noteRetry(tx, run, call, op);
      await retryLater(context, tx, call, answer.retryAfter);
      retried = true;
    } else if (op.op === "StepRun" || op.op === "StepError" || op.op === "StepFailed") {
      const memo: Memo =
        op.op === "StepRun" ? { type: "data", data: op.data ?? null } : { type: "error", error: asFailure(op.error) };
      memoised = (await memoise(tx, run, call, op, memo)) || memoised;
      discover = (await wantsDiscovery(tx, run.id, op.id)) || discover;
    } else {
      const opened = await openStep(context, tx, run, op, coalesced && op.opts?.parallelMode !== "race");
      if (opened.fails) return end(context, tx, run, { status: "failed", error: opened.fails });
      memoised = opened.memoised || memoised;
      discover = opened.memoised || discover;
    }
  }
  if (memoised) await tx.query("update engine.runs set version = version + 1 where id = $1", [run.id]);
  if (retried) return { again: false, lanes };
  return { again: await becomeDiscovery(tx, run, call, discover), lanes };
}

/**
 * A call that is done either goes, or, when the function is to be asked what comes next, turns into that question and
 * keeps its job and its place in the lane. If the question is already on its way, this call is not needed.
 */
async function becomeDiscovery(tx: Queryable, run: LockedRun, call: ClaimedCall, discover: boolean): Promise<boolean> {
  if (!discover) {
    await tx.query("delete from engine.calls where id = $1", [call.id]);
    return false;
  }
  if (!call.step_id) {
    await tx.query("update engine.calls set attempt = 0 where id = $1", [call.id]);
    return true;
  }
  const { rows } = await tx.query(
    `update engine.calls set step_id = '', attempt = 0 where id = $1
     and not exists (select 1 from engine.calls where run_id = $2 and step_id = '') returning id`,
    [call.id, run.id],
  );
  if (rows.length > 0) return true;
  await tx.query("delete from engine.calls where id = $1", [call.id]);
  await enqueueCall(tx, { runId: run.id, stepId: "", laneId: run.lane_id, rank: run.rank });
  return false;
}

async function retryLater(
  context: EngineContext,
  tx: Queryable,
  call: ClaimedCall,
  retryAfter: string | undefined,
): Promise<void> {
  const now = context.now();
  const asked = retryAfter ? parseRetryAfter(retryAfter, now) : undefined;
  const dueAt = asked ?? new Date(now.getTime() + context.retryDelay(call.attempt + 1));
  await handBackCall(tx, call.id, { attempt: call.attempt + 1, dueAt });
  context.wakeAt(dueAt);
}

async function memoise(tx: Queryable, run: LockedRun, call: ClaimedCall, op: Op, memo: Memo): Promise<boolean> {
  const { rows } = await tx.query(
    `insert into engine.steps as s
       (run_id, id, op, name, display_name, opts, status, memo, error, finished_order, attempt, created_at, started_at, ended_at)
     values ($1, $2, 'StepRun', $3, $4, $5, $6, $7, $8, nextval('engine.finished_order'), $9, $10, $10, clock_timestamp())
     on conflict (run_id, id) do update
       set status = excluded.status, memo = excluded.memo, error = excluded.error, finished_order = excluded.finished_order,
           attempt = excluded.attempt, started_at = excluded.started_at, ended_at = excluded.ended_at
       where s.finished_order is null
     returning s.id`,
    [
      run.id,
      op.id,
      op.name ?? null,
      op.displayName ?? op.name ?? op.id,
      op.opts ? JSON.stringify(op.opts) : null,
      memo.type === "error" ? "failed" : "completed",
      JSON.stringify(memo),
      memo.type === "error" ? JSON.stringify(memo.error) : null,
      call.attempt,
      startedAt(op),
    ],
  );
  return rows.length > 0;
}

/** Shows a failed attempt. A step that was planned stays planned; one that ran on the spot is not open, only noted. */
async function noteRetry(tx: Queryable, run: LockedRun, call: ClaimedCall, op: Op): Promise<void> {
  await tx.query(
    `insert into engine.steps as s (run_id, id, op, name, display_name, status, attempt, error, started_at, failures)
     values ($1, $2, 'StepRun', $3, $4, 'retrying', $5, $6, $7, array[$8::json])
     on conflict (run_id, id) do update
       set attempt = excluded.attempt, error = excluded.error, failures = s.failures || excluded.failures
       where s.finished_order is null`,
    [
      run.id,
      op.id,
      op.name ?? null,
      op.displayName ?? op.name ?? op.id,
      call.attempt + 1,
      JSON.stringify(asFailure(op.error)),
      startedAt(op),
      JSON.stringify(failedTry(call, asFailure(op.error), startedAt(op))),
    ],
  );
}

/** A try that failed, for those who look later: `failures` of the step, or of the run when it was outside any step. */
function failedTry(call: ClaimedCall, error: SerializedError, began?: Date): FailedTry {
  return { try: call.attempt + 1, startedAt: began?.toISOString() ?? null, endedAt: new Date().toISOString(), error };
}
