import type { Memo } from "../protocol/call-function.ts";
import { enqueueCall } from "./calls.ts";
import type { Queryable } from "./database.ts";

export type LockedRun = {
  id: string;
  function_id: string;
  status: string;
  version: number;
  lane_id: string | null;
  rank: Date;
  parent_run_id: string | null;
  parent_step_id: string | null;
};

/**
 * Takes a run's row for this transaction. Everything that changes a run does this first, so changes to one run happen
 * one after another. `undefined` when the run is gone or has ended.
 */
export async function lockRun(tx: Queryable, runId: string): Promise<LockedRun | undefined> {
  const { rows } = await tx.query<LockedRun>(
    `select id, function_id, status, version, lane_id, rank, parent_run_id, parent_step_id
     from engine.runs where id = $1 and status in ('queued', 'running') for update`,
    [runId],
  );
  return rows[0];
}

/**
 * Memoises a step that was waiting for something outside (time, an event, a signal, another run) and has its run called
 * again. Returns the run if this did it; `undefined` when it came too late: the step has its answer, or the run ended.
 */
export async function resolveStep(
  tx: Queryable,
  runId: string,
  stepId: string,
  memo: Memo,
): Promise<LockedRun | undefined> {
  const run = await lockRun(tx, runId);
  if (!run || !(await memoiseOpenStep(tx, runId, stepId, memo))) return undefined;
  await tx.query("update engine.runs set version = version + 1 where id = $1", [runId]);
  if (await wantsDiscovery(tx, runId, stepId))
    await enqueueCall(tx, { runId, stepId: "", laneId: run.lane_id, rank: run.rank });
  return run;
}

/** Writes the memo of a step that has a row and no memo yet. */
export async function memoiseOpenStep(tx: Queryable, runId: string, stepId: string, memo: Memo): Promise<boolean> {
  const { rows } = await tx.query(
    `update engine.steps
     set memo = $3, error = $4, status = $5, finished_order = nextval('engine.finished_order'), ended_at = clock_timestamp()
     where run_id = $1 and id = $2 and finished_order is null and status <> 'cancelled'
     returning id`,
    [
      runId,
      stepId,
      JSON.stringify(memo),
      memo.type === "error" ? JSON.stringify(memo.error) : null,
      memo.type === "error" ? "failed" : "completed",
    ],
  );
  return rows.length > 0;
}

/**
 * Whether the function should be asked what comes next now that `stepId` is done. Steps planned together finish
 * together (the SDK's request version 2); a step of a race asks at once.
 */
export async function wantsDiscovery(tx: Queryable, runId: string, stepId: string): Promise<boolean> {
  const { rows } = await tx.query<{ pending: boolean }>(
    `select exists (select 1 from engine.steps where run_id = $1 and coalesced and finished_order is null)
        and not exists (select 1 from engine.steps where run_id = $1 and id = $2 and opts->>'parallelMode' = 'race') as pending`,
    [runId, stepId],
  );
  return !rows[0]?.pending;
}
