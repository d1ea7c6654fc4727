import type { EngineContext } from "../context.ts";
import { admitCalls } from "../flow-control/lanes.ts";
import { enqueueCall } from "../store/calls.ts";
import { inTransaction } from "../store/database.ts";
import { cancelRunIn } from "./runs.ts";

/**
 * Takes a failed or cancelled run up again where it stood: finished steps keep their results, steps that failed or were
 * broken off are done again. False when the run is gone or did not end badly.
 */
export async function retryRun(context: EngineContext, runId: string): Promise<boolean> {
  const lane = await inTransaction(context.pool, async (tx) => {
    const { rows } = await tx.query<{ lane_id: string | null; rank: Date }>(
      `update engine.runs
       set failures = array_append(failures, json_build_object('try', cardinality(failures) + 1, 'startedAt', null,
             'endedAt', ended_at, 'error', error, 'byHand', true)),
           status = 'queued', error = null, output = null, ended_at = null, version = version + 1, start_by = null,
           finish_by = null
       where id = $1 and status in ('failed', 'cancelled') returning lane_id, rank`,
      [runId],
    );
    const run = rows[0];
    if (!run) return undefined;
    await tx.query("delete from engine.steps where run_id = $1 and status <> 'completed'", [runId]);
    await enqueueCall(tx, { runId, stepId: "", laneId: run.lane_id, rank: run.rank });
    return run.lane_id ?? "";
  });
  if (lane) await admitCalls(context.pool, lane);
  return lane !== undefined;
}

/** Cancels a run by hand. False when it had ended. */
export async function cancelRun(context: EngineContext, runId: string): Promise<boolean> {
  const lanes = await inTransaction(context.pool, async (tx) => {
    const { rows } = await tx.query(
      "select 1 from engine.runs where id = $1 and status in ('queued', 'running') for update",
      [runId],
    );
    return rows.length > 0 ? cancelRunIn(context, tx, runId, "Cancelled by hand.") : undefined;
  });
  for (const lane of lanes ?? []) await admitCalls(context.pool, lane);
  return lanes !== undefined;
}
