import type pg from "pg";
import type { Memo, Op } from "../protocol/call-function.ts";
import type { ClaimedCall } from "./calls.ts";

/**
 * Memoises a step that ran on the spot, in a single statement: only if the run is alive and as it was when the call
 * was claimed, and only if the call is still this job's. False means look closer (`applyAnswer`).
 */
export async function memoiseStepRun(pool: pg.Pool, call: ClaimedCall, op: Op, memo: Memo): Promise<boolean> {
  const { rows } = await pool.query({
    name: "engine_memoise_step_run",
    text: `with run as (
       update engine.runs set version = version + 1
       where id = $1 and version = $2 and status = 'running' returning id
     ), mine as (
       update engine.calls c set attempt = 0 from run
       where c.id = $3 and c.claim = $4 returning c.run_id
     )
     insert into engine.steps (run_id, id, op, name, display_name, opts, status, memo, finished_order, attempt, created_at, started_at, ended_at)
     select run_id, $5, 'StepRun', $6, $7, $8::json, 'completed', $9::json, nextval('engine.finished_order'), $10,
            $11, $11, clock_timestamp() from mine
     on conflict (run_id, id) do update
       set status = 'completed', memo = excluded.memo, finished_order = excluded.finished_order,
           attempt = excluded.attempt, started_at = excluded.started_at, ended_at = excluded.ended_at
       where engine.steps.finished_order is null
     returning id`,
    values: [
      call.run_id,
      call.version,
      call.id,
      call.claim,
      op.id,
      op.name ?? null,
      op.displayName ?? op.name ?? op.id,
      op.opts ? JSON.stringify(op.opts) : null,
      JSON.stringify(memo),
      call.attempt,
      startedAt(op),
    ],
  });
  return rows.length > 0;
}

/** When the step's own code began, from the SDK's timing (`a`: start, `b`: duration; nanoseconds). */
export function startedAt(op: Op): Date {
  const start = Number(op.timing?.a);
  return Number.isFinite(start) && start > 0 ? new Date(start / 1_000_000) : new Date();
}
