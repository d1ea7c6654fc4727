import type { EngineContext } from "../context.ts";
import { admitCalls, findLane } from "../flow-control/lanes.ts";
import type { StoredEvent } from "../protocol/events.ts";
import { enqueueCall } from "../store/calls.ts";
import { noteCancels } from "../store/cancels.ts";
import { inTransaction } from "../store/database.ts";
import { cancelRunIn } from "./runs.ts";

/**
 * Takes a failed or cancelled run up again where it stood: finished steps keep their results, steps that failed or were
 * broken off are done again. False when the run is gone or did not end badly.
 */
export async function retryRun(context: EngineContext, runId: string): Promise<boolean> {
  const lane = await inTransaction(context.pool, async (tx) => {
    const { rows } = await tx.query<Taken>(
      `update engine.runs
       set failures = array_append(failures, json_build_object('try', cardinality(failures) + 1, 'startedAt', null,
             'endedAt', ended_at, 'error', error, 'byHand', true)),
           status = 'queued', error = null, output = null, ended_at = null, version = version + 1, start_by = null,
           finish_by = null
       where id = $1 and status in ('failed', 'cancelled')
       returning function_id, events->0 as event, rank, lane_id, clock_timestamp() as from`,
      [runId],
    );
    const run = rows[0];
    if (!run) return undefined;
    await tx.query("delete from engine.steps where run_id = $1 and status <> 'completed'", [runId]);
    const plan = context.registry.find(run.function_id);
    if (plan) await noteCancels(tx, plan, { id: runId, event: run.event, from: run.from });
    // The lane may have been forgotten since the run ended.
    const laneId = plan ? ((await findLane(tx, plan, run.event)) ?? null) : run.lane_id;
    await tx.query("update engine.runs set lane_id = $2 where id = $1", [runId, laneId]);
    await enqueueCall(tx, { runId, stepId: "", laneId, rank: run.rank });
    return laneId ?? "";
  });
  if (lane) await admitCalls(context.pool, lane);
  return lane !== undefined;
}

type Taken = { function_id: string; event: StoredEvent; rank: Date; lane_id: string | null; from: Date };

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
