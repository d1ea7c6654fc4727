import { randomUUID } from "node:crypto";
import type { ClientOptions, Inngest, InngestFunction } from "inngest";
import { serve } from "inngest/edge";
import type pg from "pg";
import type { EngineContext, Logger } from "./context.ts";
import { takeCheckpoint } from "./executor/checkpoint.ts";
import { cancelRun, retryRun } from "./executor/rerun.ts";
import { answerSignal } from "./executor/waits.ts";
import { admitCalls } from "./flow-control/lanes.ts";
import { createFunctionCaller } from "./protocol/call-function.ts";
import { type EventInput, msAhead, readEvents, type TagOf } from "./protocol/events.ts";
import { createRegistry } from "./protocol/functions.ts";
import { createFetch } from "./protocol/http.ts";
import { createClock } from "./scheduler/clock.ts";
import { noteSchedules } from "./scheduler/crons.ts";
import { createPresence } from "./scheduler/presence.ts";
import { createQueue } from "./scheduler/queue.ts";
import { recoverDeadEngines } from "./scheduler/recovery.ts";
import { createSlots, type SlotState } from "./scheduler/slots.ts";
import { getRun, listRuns, type RunDetail, type RunFilter, type RunRow } from "./store/activity.ts";
import type { Queryable } from "./store/database.ts";
import { eraseOwned } from "./store/erase.ts";
import { acceptEvents, listSetAside, routeAgain, type SetAsideEvent } from "./store/events.ts";
import { type Health, readHealth } from "./store/health.ts";
import { forgetEndedRuns } from "./store/retention.ts";
import { countRuns, type FunctionCounts } from "./store/run-counts.ts";
import { migrateEngine } from "./store/schema.ts";
import { listStuckRuns, type StuckRun } from "./store/stuck-runs.ts";
import { createDatabaseTime } from "./store/time.ts";

export { type EventInput, MalformedEvent, readEvents, type StoredEvent } from "./protocol/events.ts";
export type { SlotState } from "./scheduler/slots.ts";
export type { CallRow, RunDetail, RunFilter, RunRow, RunStatus, StepRow, TryRow } from "./store/activity.ts";
export type { SetAsideEvent } from "./store/events.ts";
export type { Health } from "./store/health.ts";
export type { FunctionCounts } from "./store/run-counts.ts";
export type { StuckReason, StuckRun } from "./store/stuck-runs.ts";

export type EngineOptions = {
  /**
   * A pool of the engine's own, so that it never takes connections from whoever answers pages; the caller ends it, after
   * `stop`. With `concurrency` + 4 connections there is always one to accept an event with.
   */
  pool: pg.Pool;
  connectionString: string;
  /** The id of the Inngest client whose functions will be run. */
  appId: string;
  /** How many calls at once; 8 by default. */
  concurrency?: number;
  logger?: Logger;
  /** Milliseconds before attempt `attempt` (1 = first retry) when the error does not say; Inngest's table by default. */
  retryDelay?: (attempt: number) => number;
  /** A handler that has not answered after this many milliseconds has failed the attempt; 2 hours by default. */
  callTimeoutMs?: number;
  /** How long finished runs and events are kept; 30 days by default. */
  keepFinishedMs?: number;
  /** Whose a run is, told from the event that starts it; an invoked run is whose its caller is. See `RunFilter.tags`. */
  tagOf?: TagOf;
};

export type Engine = {
  /** What an Inngest client answered by this engine is made with. Events can be sent before `start`; they wait. */
  clientOptions: Pick<ClientOptions, "isDev" | "baseUrl" | "eventKey" | "fetch" | "checkpointing" | "aiMetadata">;
  /** The client's `fetch` alone. */
  fetch: typeof fetch;
  /** Makes the engine's tables: before events are sent in a transaction by a process that does not `start` it. */
  prepare(): Promise<void>;
  start(client: Inngest.Any, functions: InngestFunction.Any[]): Promise<void>;
  /** Stops within 10 seconds: current steps may finish, the rest is handed back for whoever starts next. */
  stop(): Promise<void>;
  /** Accepts events; with `trx`, exactly when that transaction commits. Throws MalformedEvent. */
  send(events: EventInput | EventInput[], trx?: Queryable): Promise<string[]>;
  /** Gives data to the step that waits for a signal; the run it reached, if any. */
  sendSignal(signal: string, data?: unknown): Promise<string | undefined>;
  listRuns(filter?: RunFilter): Promise<RunRow[]>;
  getRun(id: string): Promise<RunDetail | undefined>;
  countRuns(asked: { tags: string[]; since: Date }): Promise<FunctionCounts[]>;
  /** Runs that somebody should look at, worst first; of those alike, one. */
  listStuckRuns(asked: { tags: string[]; runId?: string; limit?: number }): Promise<StuckRun[]>;
  /** Takes a failed or cancelled run up where it stood. False when there is nothing to take up. */
  retryRun(id: string): Promise<boolean>;
  cancelRun(id: string): Promise<boolean>;
  /** Removes whatever is this owner's, in a transaction: runs, what waits to become one, and events. */
  eraseOwned(tag: string, trx: Queryable): Promise<void>;
  /** Removes an owner's runs that ended before then; answers how many. Sooner than `keepFinishedMs` does for all. */
  forgetRuns(tag: string, before: Date): Promise<number>;
  /** Events that could not be brought to what listens for them; `routeAgain` tries once more. */
  listSetAside(): Promise<SetAsideEvent[]>;
  routeAgain(eventId: string): Promise<boolean>;
  /** With the slots of this process, when the engine runs in it: fewer are `allowed` while the database is slow. */
  health(): Promise<Health & { slots?: SlotState }>;
};

/** What is left of the 10 seconds is for handing back what did not finish. */
const STOP_WITHIN_MS = 7_000;
/** An Inngest server's `MaxFunctionTimeout`. */
const CALL_TIMEOUT_MS = 2 * 3_600_000;
const KEEP_FINISHED_MS = 30 * 86_400_000;

/**
 * An executor for Inngest functions on PostgreSQL, without a port: the client's `fetch` is answered here, handlers are
 * called through the SDK's own serve handler in this process. Several may work on one database.
 */
export function createEngine(options: EngineOptions): Engine {
  const { pool, connectionString, appId } = options;
  const logger = options.logger ?? silent;
  const engineId = randomUUID();
  const tagOf: TagOf = options.tagOf ?? (() => undefined);
  let running: { context: EngineContext; stop(): Promise<void> } | undefined;
  let migrated: Promise<void> | undefined;
  const ready = () => {
    migrated ??= migrateEngine(pool, logger, tagOf).catch((error) => {
      migrated = undefined;
      throw error;
    });
    return migrated;
  };
  const started = (): EngineContext => {
    if (!running) throw new Error("The engine has not been started.");
    return running.context;
  };

  const answerFetch = createFetch({
    acceptEvents: (events) => ready().then(() => acceptEvents(pool, events, msAhead)),
    sendSignal: (signal, data) => answerSignal(started(), signal, data),
    takeCheckpoint: async (claim, steps) => (running ? takeCheckpoint(running.context, claim, steps) : false),
  });

  return {
    fetch: answerFetch,
    clientOptions: {
      // Dev mode asks for no keys. It would also skip signature checks, but there is no route to check: calls are made in-process.
      isDev: true,
      baseUrl: "http://engine.invalid",
      eventKey: "embedded",
      fetch: answerFetch,
      // Each finished step is reported while the handler runs on; the client's fetch brings it here.
      checkpointing: true,
      // Tracing of AI calls costs 0.4 ms on every call and reports to a server there is none of.
      aiMetadata: false,
    },

    prepare: ready,

    async start(client, functions) {
      if (running) throw new Error("The engine is already running.");
      if (client.id !== appId) throw new Error(`The engine serves "${appId}" but was given the client "${client.id}".`);
      await ready();
      let stopping = false;
      const time = createDatabaseTime();
      await time.sync(pool);
      const concurrency = options.concurrency ?? 8;
      const context: EngineContext = {
        pool,
        engineId,
        registry: createRegistry(client, functions),
        logger,
        callFunction: createFunctionCaller(serve({ client, functions }), options.callTimeoutMs ?? CALL_TIMEOUT_MS),
        activeCalls: new Map(),
        tagOf,
        retryDelay: options.retryDelay ?? inngestDelay,
        time,
        now: time.now,
        slots: createSlots(concurrency),
        wakeAt: (at) => clock.wakeAt(at),
        stopping: () => stopping,
      };
      const clock = createClock(context);
      const presence = createPresence(connectionString, engineId, logger);
      const queue = createQueue(context, concurrency, options.keepFinishedMs ?? KEEP_FINISHED_MS);
      // Before the first job: handlers report their steps through `running`.
      running = {
        context,
        async stop() {
          stopping = true;
          await Promise.all([clock.stop(STOP_WITHIN_MS), queue.stop(STOP_WITHIN_MS)]);
          await presence.leave();
        },
      };
      try {
        await presence.join();
        await recoverDeadEngines(context);
        await noteSchedules(context);
        await queue.start();
        await admitCalls(pool);
        clock.start();
      } catch (error) {
        await running.stop().catch(() => {});
        running = undefined;
        throw error;
      }
    },

    async stop() {
      // Stays reachable until all is handed back: steps that finish meanwhile still report here.
      await running?.stop();
      running = undefined;
    },

    async send(events, trx) {
      const accepted = readEvents(events);
      if (!trx) await ready();
      return acceptEvents(trx ?? pool, accepted, msAhead);
    },
    sendSignal: (signal, data) => answerSignal(started(), signal, data),
    listRuns: (filter = {}) => ready().then(() => listRuns(pool, filter)),
    getRun: (id) => ready().then(() => getRun(pool, id)),
    countRuns: (asked) => ready().then(() => countRuns(pool, asked)),
    listStuckRuns: (asked) => ready().then(() => listStuckRuns(pool, asked)),
    retryRun: (id) => retryRun(started(), id),
    cancelRun: (id) => cancelRun(started(), id),
    eraseOwned: (tag, trx) => ready().then(() => eraseOwned(trx, tag, tagOf)),
    forgetRuns: (tag, before) => ready().then(() => forgetEndedRuns(pool, tag, before)),
    listSetAside: () => ready().then(() => listSetAside(pool, tagOf)),
    routeAgain: (eventId) => ready().then(() => routeAgain(pool, eventId)),
    async health() {
      await ready();
      const health = await readHealth(pool);
      const slots = running?.context.slots;
      if (!slots) return health;
      const queueAgeSeconds = Math.max(health.queueAgeSeconds, slots.oldestWaitMs() / 1_000);
      return { ...health, queueAgeSeconds, slots: slots.state() };
    },
  };
}

/** An Inngest server's pauses between attempts: 15 s at first, 2 h at most, and up to 30 s more so that not all come at once. */
function inngestDelay(attempt: number): number {
  const minutes = [0.25, 0.5, 1, 2, 5, 10, 20, 40, 60, 120];
  return (minutes[Math.min(attempt - 1, minutes.length - 1)] ?? 120) * 60_000 + Math.random() * 30_000;
}

const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} };
