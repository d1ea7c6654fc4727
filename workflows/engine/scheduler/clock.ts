import type { EngineContext } from "../context.ts";
import { doOneByOne } from "../executor/one-by-one.ts";
import { cancelRunIn } from "../executor/runs.ts";
import { answerDueSteps } from "../executor/waits.ts";
import { admitCalls } from "../flow-control/lanes.ts";
import { putBackLateLines } from "../flow-control/throttles.ts";
import { asFailure, failureSentence } from "../protocol/failures.ts";
import { freeDueCalls } from "../store/calls.ts";
import { inTransaction } from "../store/database.ts";
import { notePulse } from "../store/health.ts";
import { startDueCrons } from "./crons.ts";
import { giveUpDeadlyCalls, recoverDeadEngines, releaseSuspect } from "./recovery.ts";
import { startDueGatherings } from "./schedule.ts";

/** The longest the clock sleeps: what another process scheduled is noticed this late at most. */
const MAX_PAUSE_MS = 1_000;
const MIN_PAUSE_MS = 2;
/** After something could not be done: soon enough for what can, seldom enough not to spin on what cannot. */
const PAUSE_AFTER_FAILURE_MS = 200;

export type Clock = { start(): void; wakeAt(at: Date): void; stop(withinMs: number): Promise<void> };
type Duty = (context: EngineContext) => Promise<unknown>;

/** At every beat: what has a due time. */
export const beat: Duty[] = [
  ({ pool }) => putBackLateLines(pool),
  freeCalls,
  answerDueSteps,
  startDueCrons,
  startDueGatherings,
  cancelLateRuns,
];
/** Once a second: what nobody tells us about. */
const sweep: Duty[] = [({ pool, time }) => time.sync(pool), recoverDeadEngines, giveUpDeadlyCalls, releaseSuspect];
/** One look at all lanes takes milliseconds, but with 10,000 full ones a tenth of a second: never more of all time than this. */
const SHARE_FOR_LANES = 0.02;

/**
 * The one place where time passes: ends sleeps, frees retries, fires schedules, lets batches and debounces go, cancels
 * runs that took too long, takes over from engines that died, and looks once a second that no lane stands still.
 * A duty that fails keeps no other from being done. Pauses are measured by a clock nobody can set.
 */
export function createClock(context: EngineContext): Clock {
  let timer: NodeJS.Timeout | undefined;
  let nextLook = Number.POSITIVE_INFINITY;
  let looking = Promise.resolve();
  let stopped = false;
  let lastSweep = Number.NEGATIVE_INFINITY;
  let nextLanes = Number.NEGATIVE_INFINITY;

  const lookIn = (ms: number) => {
    // Also keeps the wait inside what a timer can hold (24.8 days; beyond that it fires at once).
    const pause = Math.min(Math.max(ms, 0), MAX_PAUSE_MS);
    const at = performance.now() + pause;
    if (stopped || at >= nextLook) return;
    nextLook = at;
    clearTimeout(timer);
    timer = setTimeout(() => {
      nextLook = Number.POSITIVE_INFINITY;
      looking = looking.then(look);
    }, pause);
  };

  const look = async (): Promise<void> => {
    const sweeps = performance.now() - lastSweep >= MAX_PAUSE_MS;
    if (sweeps) lastSweep = performance.now();
    let missed: string | undefined;
    let soonest: number | undefined;
    const now = sweeps ? [...sweep, lookAtLanes] : [];
    const duties: Duty[] = [...beat, ...now, async () => (soonest = await nextDueIn(context))];
    for (const duty of duties) {
      if (stopped) return;
      await duty(context).catch((error) => {
        missed ??= failureSentence(asFailure(error));
      });
    }
    if (missed) context.logger.warn({ error: missed }, "The clock missed a beat");
    // Something overdue that could not be dealt with (another process has it) must not make this spin.
    lookIn(Math.max(soonest ?? MAX_PAUSE_MS, missed ? PAUSE_AFTER_FAILURE_MS : MIN_PAUSE_MS));
  };

  const lookAtLanes: Duty = async ({ pool }) => {
    const began = performance.now();
    if (began < nextLanes) return;
    await admitCalls(pool);
    await notePulse(pool);
    nextLanes = performance.now() + (performance.now() - began) / SHARE_FOR_LANES - MAX_PAUSE_MS;
  };

  return {
    start: () => lookIn(0),
    wakeAt: (at) => lookIn(at.getTime() - context.now().getTime()),
    async stop(withinMs) {
      stopped = true;
      clearTimeout(timer);
      let late: NodeJS.Timeout | undefined;
      // A database that does not answer must not keep the process from ending.
      await Promise.race([looking, new Promise((resolve) => (late = setTimeout(resolve, withinMs)))]);
      clearTimeout(late);
    },
  };
}

async function freeCalls({ pool }: EngineContext): Promise<void> {
  for (const lane of await inTransaction(pool, freeDueCalls)) await admitCalls(pool, lane);
}

/** Milliseconds until the next thing of any function this engine has is due; negative when it is overdue. */
async function nextDueIn({ pool, registry }: EngineContext): Promise<number | undefined> {
  const { rows } = await pool.query<{ ms: number | null }>(
    `select (extract(epoch from least(
         (select min(due_at) from engine.steps where status in ('sleeping', 'waiting') and due_at is not null),
         (select min(due_at) from engine.calls where state = 'delayed'),
         (select min(next_at) from engine.crons where function_id = any($1)),
         (select min(due_at) from engine.gatherings where function_id = any($1))) - clock_timestamp()) * 1000)::float8 as ms`,
    [registry.list().map(({ id }) => id)],
  );
  return rows[0]?.ms ?? undefined;
}

async function cancelLateRuns(context: EngineContext): Promise<void> {
  const { rows } = await context.pool.query<{ id: string; status: string }>(
    `(select id, status from engine.runs where status = 'queued' and start_by <= (select clock_timestamp()) order by start_by limit 50)
     union all
     (select id, status from engine.runs where status = 'running' and finish_by <= (select clock_timestamp()) order by finish_by limit 50)`,
  );
  await doOneByOne(context, "Runs that took too long could not be cancelled", rows, async ({ id, status }) => {
    const reason = status === "queued" ? "It did not start in time." : "It did not finish in time.";
    const lanes = await inTransaction(context.pool, (tx) => cancelRunIn(context, tx, id, reason));
    for (const lane of lanes) await admitCalls(context.pool, lane);
  });
}
