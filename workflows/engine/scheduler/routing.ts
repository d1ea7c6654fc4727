import type { EngineContext } from "../context.ts";
import { cancelRunIn } from "../executor/runs.ts";
import { answerWaits } from "../executor/waits.ts";
import { admitCalls } from "../flow-control/lanes.ts";
import { parseMoment } from "../protocol/durations.ts";
import type { StoredEvent } from "../protocol/events.ts";
import { holds } from "../protocol/expressions.ts";
import { inTransaction } from "../store/database.ts";
import type { Receipt } from "../store/events.ts";
import { scheduleEvent } from "./schedule.ts";

/**
 * Brings an accepted event to everything that listens: functions it triggers, runs it cancels, steps that wait for it.
 * Safe to repeat, as happens when a process dies half-way: a function is scheduled once per event, and only runs and
 * waits that were there when the event was first routed are cancelled or answered.
 */
export async function routeEvent(context: EngineContext, job: Receipt): Promise<void> {
  const { rows } = await context.pool.query<{ payload: StoredEvent; routed_from: string }>(
    `update engine.events set routed_from = coalesce(routed_from, clock_timestamp())
     where id = $1 and received_at = $2::timestamptz returning payload, routed_from::text`,
    [job.id, job.receivedAt],
  );
  const accepted = rows[0];
  if (!accepted) return;
  const event = accepted.payload;
  const listeners = context.registry
    .triggeredBy(event.name)
    .filter(({ condition }) => !condition || holds(condition, { event }))
    .map(
      ({ plan }) =>
        () =>
          scheduleEvent(context, plan, event, job),
    );
  listeners.push(
    () => cancelRuns(context, event, accepted.routed_from),
    () => answerWaits(context, event, accepted.routed_from),
  );
  let failed: unknown;
  // One that cannot take the event must not keep it from the others; it is why the routing is done again.
  for (const hear of listeners)
    await hear().catch((error: unknown) => (failed ??= error ?? new Error("Unknown error")));
  if (failed) throw failed;
}

type Candidate = { id: string; events: StoredEvent[]; created_at: Date };

async function cancelRuns(context: EngineContext, event: StoredEvent, routedFrom: string): Promise<void> {
  for (const { plan, condition, within } of context.registry.cancelledBy(event.name)) {
    const { rows } = await context.pool.query<Candidate>(
      `select id, events, created_at from engine.runs
       where function_id = $1 and status in ('queued', 'running') and created_at <= $2::timestamptz`,
      [plan.id, routedFrom],
    );
    for (const run of rows) {
      const started = run.events[0];
      const until = within ? parseMoment(within, run.created_at) : undefined;
      if (!started || (until && until < context.now())) continue;
      if (condition && !holds(condition, { event: started, async: event })) continue;
      const lanes = await inTransaction(context.pool, (tx) =>
        cancelRunIn(context, tx, run.id, `Cancelled by the event "${event.name}".`),
      );
      for (const lane of lanes) await admitCalls(context.pool, lane);
    }
  }
}
