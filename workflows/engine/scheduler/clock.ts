import type { EngineContext } from "../context.ts";
import { cancelRunIn } from "../executor/runs.ts";
import { answerDueSteps } from "../executor/waits.ts";
import { admitCalls, forgetEmptyLanes } from "../flow-control/lanes.ts";
import { freeDueCalls } from "../store/calls.ts";
import { inTransaction } from "../store/database.ts";
import { pruneHistory } from "../store/retention.ts";
import { startDueCrons } from "./crons.ts";
import { recoverDeadEngines } from "./presence.ts";
import { startDueGatherings } from "./schedule.ts";

/** The longest the clock sleeps: what another process scheduled is noticed this late at most. */
const MAX_PAUSE_MS = 1_000;
const MIN_PAUSE_MS = 2;
const PRUNE_EVERY_MS = 10 * 60_000;

export type Clock = { start(): void; wakeAt(at: Date): void; stop(): Promise<void> };

/**
 * The one place where time passes: ends sleeps, frees retries, fires schedules, lets batches and debounces go, cancels
 * runs that took too long, takes over from engines that died, and looks once a second that no lane stands still.
 */
export function createClock(context: EngineContext, keepFinishedMs: number): Clock {
  let timer: NodeJS.Timeout | undefined;
  let nextLook = Number.POSITIVE_INFINITY;
  let looking: Promise<void> | undefined;
  let stopped = false;
  let lastSweep = 0;
  let lastPrune = Date.now();

  const setTimer = (wanted: number) => {
    // Also keeps the wait inside what a timer can hold (24.8 days; beyond that it fires at once).
    const at = Math.min(wanted, Date.now() + MAX_PAUSE_MS);
    if (stopped || at >= nextLook) return;
    nextLook = at;
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        nextLook = Number.POSITIVE_INFINITY;
        looking = (looking ?? Promise.resolve()).then(look);
      },
      Math.max(0, at - Date.now()),
    );
  };

  const look = async (): Promise<void> => {
    const latest = Date.now() + MAX_PAUSE_MS;
    let soonest: number | undefined;
    try {
      const { parked } = await inTransaction(context.pool, freeDueCalls);
      if (parked > 0) await admitCalls(context.pool);
      await answerDueSteps(context);
      await startDueCrons(context);
      await startDueGatherings(context);
      await cancelLateRuns(context);
      if (Date.now() - lastSweep >= MAX_PAUSE_MS) {
        lastSweep = Date.now();
        const recovered = await recoverDeadEngines(context.pool, context.engineId);
        if (recovered.length > 0) context.logger.warn({ engines: recovered }, "Took over from an engine that stopped");
        await admitCalls(context.pool);
      }
      if (Date.now() - lastPrune >= PRUNE_EVERY_MS) {
        lastPrune = Date.now();
        await forgetEmptyLanes(context.pool);
        await pruneHistory(context.pool, keepFinishedMs);
      }
      soonest = await nextDue(context);
    } catch (error) {
      context.logger.warn({ error: error instanceof Error ? error.message : String(error) }, "The clock missed a beat");
    }
    // Something overdue that could not be dealt with (another process has it) must not make this spin.
    setTimer(Math.min(Math.max(soonest ?? latest, Date.now() + MIN_PAUSE_MS), latest));
  };

  return {
    start: () => setTimer(Date.now()),
    wakeAt: (at) => setTimer(Math.max(at.getTime(), Date.now())),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

async function nextDue({ pool }: EngineContext): Promise<number | undefined> {
  const { rows } = await pool.query<{ at: Date | null }>(
    `select least(
       (select min(due_at) from engine.steps where finished_order is null and due_at is not null),
       (select min(due_at) from engine.calls where state = 'delayed'),
       (select min(next_at) from engine.crons),
       (select min(due_at) from engine.gatherings)) as at`,
  );
  return rows[0]?.at?.getTime();
}

async function cancelLateRuns(context: EngineContext): Promise<void> {
  const { rows } = await context.pool.query<{ id: string; status: string }>(
    `select id, status from engine.runs where status = 'queued' and start_by <= clock_timestamp()
     union all select id, status from engine.runs where status = 'running' and finish_by <= clock_timestamp() limit 100`,
  );
  for (const { id, status } of rows) {
    const reason = status === "queued" ? "It did not start in time." : "It did not finish in time.";
    const lanes = await inTransaction(context.pool, (tx) => cancelRunIn(context, tx, id, reason));
    for (const lane of lanes) await admitCalls(context.pool, lane);
  }
}
