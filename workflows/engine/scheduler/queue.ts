import { EventEmitter } from "node:events";
import { type Runner, type RunnerOptions, run } from "graphile-worker";
import type { EngineContext } from "../context.ts";
import { executeCall } from "../executor/execute-call.ts";
import { queueLogger } from "../store/queue-logger.ts";
import { attemptCall, attemptEvent, type CallJob, type EventJob } from "./attempts.ts";
import { HOUSEKEEPING } from "./crons.ts";
import { keepHouse } from "./housekeeping.ts";
import { noteWorker } from "./presence.ts";
import { handBackEverything, releaseWorkers } from "./recovery.ts";
import { routeEvent } from "./routing.ts";
import { routeShare, type SharedJob } from "./shared-routing.ts";

export type Queue = {
  start(): Promise<void>;
  /** Lets the workers finish what they are at, for so long; then hands back what they could not. */
  stop(withinMs: number): Promise<void>;
};

/** How long handing back may take; a database that is gone is not waited for, the next engine recovers from it. */
const HAND_BACK_WITHIN_MS = 2_000;

/** How often the slots are counted anew, by how the database did meanwhile. */
const JUDGE_EVERY_MS = 1_000;

/**
 * graphile-worker with a keeper. A queue worker that cannot report its job done (the database went away) ends itself;
 * the keeper then unlocks what the workers held and starts them afresh.
 */
export function createQueue(context: EngineContext, concurrency: number, keepFinishedMs: number): Queue {
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
        "engine:call": (payload) => attemptCall(context, payload as CallJob, executeCall),
        "engine:event": (payload) => attemptEvent(context, payload as EventJob, routeEvent),
        "engine:events": (payload, { job }) => routeShare(context, payload as SharedJob, job.attempts > 1),
        [HOUSEKEEPING.id]: () => keepHouse(context, keepFinishedMs),
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

  let judging: NodeJS.Timeout | undefined;
  return {
    async start() {
      await launch();
      judging = setInterval(() => judge(context), JUDGE_EVERY_MS);
    },
    async stop(withinMs) {
      stopped = true;
      clearInterval(judging);
      context.slots.close();
      await atMost(
        withinMs,
        (mending ?? Promise.resolve()).then(() => crew?.runner?.stop()),
      );
      const done = await atMost(
        HAND_BACK_WITHIN_MS,
        handBackEverything(context.pool, context.engineId, crew?.workerIds ?? []).then(() => true),
      );
      if (!done) context.logger.warn({}, "The engine could not hand back its work; whoever starts next takes it over");
    },
  };
}

/** Counts the slots anew, and asks something small, so that the database's speed is seen when nothing else asks. */
function judge({ slots, pool, logger }: EngineContext): void {
  slots.judge(pool.waitingCount > 0);
  if (slots.isAsking()) return;
  slots
    .timed(() => pool.query("select exists (select from engine.calls)"))
    .catch((error: Error) => logger.warn({ error: error.message }, "The database could not be asked how it is"));
}

/** What the work came to, or nothing if it failed or took longer. */
async function atMost<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  const result = await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
  return result;
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
