import type pg from "pg";
import type { EngineContext } from "../context.ts";
import { giveUpCall } from "../executor/execute-call.ts";
import { asFailure, failureSentence } from "../protocol/failures.ts";
import { type Receipt, setAsideEvent } from "../store/events.ts";

/** After this many times the engine itself failing at a job (not the function: that has its own attempts), it gives up. */
const MAX_TRIES = 20;

export type CallJob = { id: string; generation: number; tries?: number };
export type EventJob = Receipt & { tries?: number };

/** Makes a call; its run fails when the engine cannot get through. */
export async function attemptCall(
  context: EngineContext,
  job: CallJob,
  work: (context: EngineContext, job: CallJob) => Promise<void>,
): Promise<void> {
  await attempt(
    context,
    "engine:call",
    job,
    () => work(context, job),
    (why) => giveUpCall(context, job.id, `The engine gave up: ${why}`),
  );
}

/** Routes an event; it is set aside, where it is seen, when the engine cannot get through. */
export async function attemptEvent(
  context: EngineContext,
  job: EventJob,
  work: (context: EngineContext, job: EventJob) => Promise<void>,
): Promise<void> {
  await attempt(
    context,
    "engine:event",
    job,
    () => work(context, job),
    async (why) => {
      await setAsideEvent(context.pool, job, why);
      context.logger.error({ event: job.id, error: why }, "An event could not be routed and was set aside");
    },
  );
}

/** Does a job when there is a slot for it; if the engine failed at it, puts it on the queue once more, a little later. */
async function attempt(
  context: EngineContext,
  task: string,
  job: CallJob | EventJob,
  work: () => Promise<void>,
  giveUp: (why: string) => Promise<void>,
): Promise<void> {
  if (!(await context.slots.take())) return repeatLater(context.pool, task, job, 0);
  try {
    await work();
  } catch (error) {
    const tries = (job.tries ?? 0) + 1;
    const why = failureSentence(asFailure(error));
    context.logger.warn({ task, tries, error: why }, "The engine could not finish a job and will try it again");
    if (tries >= MAX_TRIES || isAboutTheData(error)) return await giveUp(why);
    await repeatLater(context.pool, task, { ...job, tries }, Math.min(2 ** tries * 0.25, 30));
  } finally {
    context.slots.give();
  }
}

/** PostgreSQL's error class 22, "data exception": what cannot be stored now cannot be stored later. */
function isAboutTheData(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^22\w{3}$/.test(String(error.code));
}

async function repeatLater(pool: pg.Pool, task: string, job: object, seconds: number): Promise<void> {
  await pool.query(`select graphile_worker.add_job($1, $2::json, run_at => now() + $3::float8 * interval '1 second')`, [
    task,
    JSON.stringify(job),
    seconds,
  ]);
}
