import type { EngineContext } from "../context.ts";
import { doOneByOne } from "../executor/one-by-one.ts";
import { admitCalls } from "../flow-control/lanes.ts";
import { nextRun } from "../protocol/functions.ts";
import { createId } from "../protocol/ids.ts";
import { inTransaction, type Queryable } from "../store/database.ts";
import { startRun } from "./schedule.ts";

/** The engine's own schedule, beside those of functions: clears away what is old (`scheduler/housekeeping.ts`). */
export const HOUSEKEEPING = { id: "engine:housekeeping", schedule: "*/10 * * * *" };

/**
 * Notes every schedule of the registered functions and forgets those no function has any more. A schedule that is
 * known keeps its next time: one that fell into a pause of the engine is made up for once.
 */
export async function noteSchedules(context: EngineContext): Promise<void> {
  const wanted = [
    HOUSEKEEPING,
    ...context.registry.list().flatMap((plan) => plan.crons.map((schedule) => ({ id: plan.id, schedule }))),
  ];
  for (const { id, schedule } of wanted) {
    const next = nextRun(schedule, context.now());
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

type Due = { function_id: string; schedule: string };

/** Starts what is due. Moving a schedule on and creating its run are one transaction, so it fires once per time. */
export async function startDueCrons(context: EngineContext): Promise<void> {
  const { rows } = await context.pool.query<Due>(
    "select function_id, schedule from engine.crons where next_at <= clock_timestamp() and function_id = any($1)",
    [[HOUSEKEEPING.id, ...context.registry.list().map(({ id }) => id)]],
  );
  await doOneByOne(context, "Schedules could not be started", rows, async (due) => {
    const lane = await inTransaction(context.pool, async (tx) => {
      if (!(await moveOn(tx, due))) return undefined;
      if (due.function_id === HOUSEKEEPING.id) return queueHousekeeping(tx);
      const plan = context.registry.find(due.function_id);
      const ts = context.now().getTime();
      const event = { id: createId(), name: "inngest/scheduled.timer", data: { cron: due.schedule }, ts };
      return plan && (await startRun(context, tx, plan, [event], {}))?.laneId;
    });
    if (lane) await admitCalls(context.pool, lane);
  });
}

/**
 * Takes a schedule that is due and notes its next time, which is after the database's now and after the time it was
 * due at: whatever any clock says, a time comes once. False when somebody else has taken it.
 */
async function moveOn(tx: Queryable, due: Due): Promise<boolean> {
  const { rows } = await tx.query<{ from: Date }>(
    `select greatest(next_at, clock_timestamp()) as from from engine.crons
     where function_id = $1 and schedule = $2 and next_at <= clock_timestamp() for update skip locked`,
    [due.function_id, due.schedule],
  );
  const [taken] = rows;
  if (!taken) return false;
  const next = nextRun(due.schedule, taken.from) ?? new Date("9999-12-31");
  await tx.query("update engine.crons set next_at = $3 where function_id = $1 and schedule = $2", [
    due.function_id,
    due.schedule,
    next,
  ]);
  return true;
}

/** One at a time, and after everything that somebody waits for. */
async function queueHousekeeping(tx: Queryable): Promise<undefined> {
  await tx.query("select graphile_worker.add_job($1, '{}', job_key => $1, priority => 10)", [HOUSEKEEPING.id]);
}
