import { EventEmitter } from "node:events";
import { type Runner, type RunnerOptions, run } from "graphile-worker";
import type pg from "pg";
import type { EngineContext } from "../context.ts";
import { executeCall, giveUpCall } from "../executor/execute-call.ts";
import { asFailure, failureSentence } from "../protocol/failures.ts";
import { queueLogger } from "../store/queue-logger.ts";
import { handBackEverything, noteWorker, releaseWorkers } from "./presence.ts";
import { routeEvent } from "./routing.ts";

/** After this many times the engine itself failing at a call (not the function: that has its own attempts), its run fails. */
const MAX_TRIES = 20;

type CallJob = { id: string; generation: number; tries?: number };
type EventJob = { id: string; receivedAt: string; tries?: number };

export type Queue = {
  start(): Promise<void>;
  /** Lets the workers finish what they are at, for so long; then hands back what they could not. */
  stop(withinMs: number): Promise<void>;
};

/**
 * graphile-worker with a keeper. A queue worker that cannot report its job done (the database went away) ends itself;
 * the keeper then unlocks what the workers held and starts them afresh.
 */
export function createQueue(context: EngineContext, concurrency: number): Queue {
  let crew: Crew | undefined;
  let stopped = false;
  let mending: Promise<void> | undefined;

  const launch = async (): Promise<void> => {
    const next: Crew = { workerIds: [], complete: true };
    const events = new EventEmitter() as NonNullable<RunnerOptions["events"]>;
    events.on("worker:stop", () => {
      next.complete = false;
      if (!stopped) mending ??= mend().finally(() => (mending = undefined));
    });
    crew = next;
    next.runner = await run({
      pgPool: context.pool,
      concurrency,
      pollInterval: 2_000,
      noHandleSignals: true,
      logger: queueLogger(context.logger),
      events,
      taskList: {
        "engine:call": (payload) => attemptJob(context, "engine:call", payload as CallJob, executeCall),
        "engine:event": (payload) => attemptJob(context, "engine:event", payload as EventJob, routeEvent),
      },
      preset: { plugins: [notesWorkers(context, next.workerIds)] },
    });
    next.runner.promise.catch((error: Error) => context.logger.warn({ error: error.message }, "The queue stopped"));
  };

  /** Until a crew is complete: the workers of one that is being launched may be lost as well. */
  const mend = async (): Promise<void> => {
    while (!stopped && !crew?.complete) {
      context.logger.warn({}, "The queue lost a worker and is started afresh");
      try {
        await crew?.runner?.stop().catch(() => {});
        await releaseWorkers(context.pool, crew?.workerIds ?? []);
        await launch();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  };

  return {
    start: launch,
    async stop(withinMs) {
      stopped = true;
      const finished = (mending ?? Promise.resolve()).then(() => crew?.runner?.stop()).catch(() => {});
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, withinMs);
      });
      await Promise.race([finished, late]);
      clearTimeout(timer);
      await handBackEverything(context.pool, context.engineId, crew?.workerIds ?? []);
    },
  };
}

/** The queue workers launched together; not complete any more once one of them ended itself. */
type Crew = { runner?: Runner; workerIds: string[]; complete: boolean };

/** Has every queue worker noted before it takes its first job, so that its jobs can be unlocked if this process dies. */
function notesWorkers(context: EngineContext, workerIds: string[]): GraphileConfig.Plugin {
  return {
    name: "engine-presence",
    version: "1.0.0",
    worker: {
      hooks: {
        async startWorker(_context, { worker }) {
          workerIds.push(worker.workerId);
          await noteWorker(context.pool, context.engineId, worker.workerId);
        },
      },
    },
  };
}

/** Does a job; if the engine failed at it, puts it on the queue once more, a little later. */
async function attemptJob<Job extends CallJob | EventJob>(
  context: EngineContext,
  task: string,
  job: Job,
  work: (context: EngineContext, job: Job) => Promise<void>,
): Promise<void> {
  try {
    await work(context, job);
  } catch (error) {
    const tries = (job.tries ?? 0) + 1;
    const why = failureSentence(asFailure(error));
    context.logger.warn({ task, tries, error: why }, "The engine could not finish a job and will try it again");
    if (tries >= MAX_TRIES && "generation" in job) return giveUpCall(context, job.id, `The engine gave up: ${why}`);
    await repeatLater(context.pool, task, { ...job, tries }, Math.min(2 ** tries * 0.25, 30));
  }
}

async function repeatLater(pool: pg.Pool, task: string, job: object, seconds: number): Promise<void> {
  await pool.query(`select graphile_worker.add_job($1, $2::json, run_at => now() + $3::float8 * interval '1 second')`, [
    task,
    JSON.stringify(job),
    seconds,
  ]);
}
