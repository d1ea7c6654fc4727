import type { EngineContext } from "../context.ts";
import { forgetEmptyLanes } from "../flow-control/lanes.ts";
import type { Queryable } from "../store/database.ts";
import { setAsideEvent } from "../store/events.ts";
import { pruneHistory } from "../store/retention.ts";
import { HOUSEKEEPING } from "./crons.ts";

/**
 * Clears away what is old, one batch at a time: if there is more, the job puts itself on the queue again behind
 * everything else, so that a year's history goes without anybody having to wait for it.
 */
export async function keepHouse({ pool, logger }: EngineContext, keepFinishedMs: number): Promise<void> {
  await forgetEmptyLanes(pool);
  await rescueSpentJobs(pool, logger);
  if (!(await pruneHistory(pool, keepFinishedMs))) return;
  // Not under the job's key: that would be this very job, which is done in a moment.
  await pool.query("select graphile_worker.add_job($1, '{}', priority => 10)", [HOUSEKEEPING.id]);
}

type SpentJob = { id: string; task: string; payload: { id: string; receivedAt: string } };

/**
 * The queue gives up a job silently once 25 workers have taken it and died. A call's job gets new tries (its deaths are
 * counted elsewhere); an event no process survives is set aside where it is seen.
 */
export async function rescueSpentJobs(db: Queryable, logger: EngineContext["logger"]): Promise<void> {
  const { rows } = await db.query<SpentJob>(
    `select j.id, t.identifier as task, j.payload
     from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where not j.is_available and j.locked_at is null and t.identifier like 'engine:%' limit 100`,
  );
  for (const { id, task, payload } of rows) {
    if (task === "engine:event") {
      await setAsideEvent(db, payload, "Every process that took it ended while it was at it.");
      await db.query("select graphile_worker.complete_jobs(array[$1::bigint])", [id]);
      logger.error({ event: payload.id }, "An event that ends every process was set aside");
    } else await db.query("select graphile_worker.reschedule_jobs(array[$1::bigint], attempts => 0)", [id]);
  }
}
