import type { EngineContext } from "../context.ts";
import { admitCalls } from "../flow-control/lanes.ts";
import { nextRun } from "../protocol/functions.ts";
import { createId } from "../protocol/ids.ts";
import { inTransaction } from "../store/database.ts";
import { startRun } from "./schedule.ts";

/**
 * Notes every schedule of the registered functions and forgets those no function has any more. A schedule that is
 * known keeps its next time: one that fell into a pause of the engine is made up for once.
 */
export async function noteSchedules(context: EngineContext): Promise<void> {
  const wanted = context.registry.list().flatMap((plan) => plan.crons.map((schedule) => ({ id: plan.id, schedule })));
  for (const { id, schedule } of wanted) {
    const next = nextRun(schedule, new Date());
    if (!next) continue;
    await context.pool.query(
      "insert into engine.crons (function_id, schedule, next_at) values ($1, $2, $3) on conflict do nothing",
      [id, schedule, next],
    );
  }
  await context.pool.query(
    `delete from engine.crons c where not exists (
       select 1 from unnest($1::text[], $2::text[]) as w (id, schedule) where w.id = c.function_id and w.schedule = c.schedule)`,
    [wanted.map(({ id }) => id), wanted.map(({ schedule }) => schedule)],
  );
}

/** Starts what is due. Moving a schedule on and creating its run are one transaction, so it fires once per time. */
export async function startDueCrons(context: EngineContext): Promise<number> {
  const { rows } = await context.pool.query<{ function_id: string; schedule: string }>(
    "select function_id, schedule from engine.crons where next_at <= clock_timestamp()",
  );
  for (const due of rows) {
    const plan = context.registry.find(due.function_id);
    if (!plan) continue;
    const created = await inTransaction(context.pool, async (tx) => {
      const taken = await tx.query<{ next_at: Date }>(
        `select next_at from engine.crons where function_id = $1 and schedule = $2 and next_at <= clock_timestamp()
         for update skip locked`,
        [due.function_id, due.schedule],
      );
      if (taken.rows.length === 0) return undefined;
      await tx.query("update engine.crons set next_at = $3 where function_id = $1 and schedule = $2", [
        due.function_id,
        due.schedule,
        nextRun(due.schedule, new Date()) ?? new Date("9999-12-31"),
      ]);
      const event = { id: createId(), name: "inngest/scheduled.timer", data: { cron: due.schedule }, ts: Date.now() };
      return startRun(context, tx, plan, [event], {});
    });
    if (created?.laneId) await admitCalls(context.pool, created.laneId);
  }
  return rows.length;
}
