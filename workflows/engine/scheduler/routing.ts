import type { EngineContext } from "../context.ts";
import { cancelRuns } from "../executor/cancels.ts";
import { invokedFunction } from "../executor/invocations.ts";
import { answerWaits } from "../executor/waits.ts";
import type { StoredEvent } from "../protocol/events.ts";
import { holds } from "../protocol/expressions.ts";
import type { FunctionPlan } from "../protocol/functions.ts";
import type { Receipt } from "../store/events.ts";
import { someoneListens } from "../store/listeners.ts";
import { scheduleEvent } from "./schedule.ts";

/**
 * Brings an accepted event to everything that listens: functions it triggers, runs it cancels, steps that wait for it.
 * Safe to repeat, as happens when a process dies half-way: a function is scheduled once per event, and only runs and
 * waits that were there when the event was first routed are cancelled or answered.
 */
export async function routeEvent(context: EngineContext, job: Receipt): Promise<void> {
  // Whoever listened before the event was accepted is seen by this statement; most events are for nobody.
  const { rows } = await context.pool.query<Accepted>({
    name: "engine_route_event",
    text: `update engine.events e set routed_from = coalesce(routed_from, clock_timestamp())
      where id = $1 and received_at = $2::timestamptz
      returning payload, routed_from::text, start_at,
        ${someoneListens("cancels", "e.name")} as cancels, ${someoneListens("waits", "e.name")} as answers`,
    values: [job.id, job.receivedAt],
  });
  const accepted = rows[0];
  if (!accepted) return;
  const { payload: event, start_at: startAt } = accepted;
  const listeners = plansFor(context, event).map(
    (plan) => () => scheduleEvent(context, plan, event, job, startAt ?? undefined),
  );
  if (accepted.cancels) listeners.push(() => cancelRuns(context, event, accepted.routed_from));
  if (accepted.answers) listeners.push(() => answerWaits(context, event, accepted.routed_from));
  let failed: unknown;
  // One that cannot take the event must not keep it from the others; it is why the routing is done again.
  for (const hear of listeners)
    await hear().catch((error: unknown) => (failed ??= error ?? new Error("Unknown error")));
  if (failed) throw failed;
}

type Accepted = {
  payload: StoredEvent;
  routed_from: string;
  start_at: Date | null;
  cancels: boolean;
  answers: boolean;
};

/** The functions an event starts, each once; an invocation starts the one it names, whatever its triggers. */
function plansFor({ registry }: EngineContext, event: StoredEvent): FunctionPlan[] {
  const triggered = registry
    .triggeredBy(event.name)
    .filter(({ condition }) => !condition || holds(condition, { event }))
    .map(({ plan }) => plan);
  const invoked = registry.find(invokedFunction(event) ?? "");
  return [...new Set(invoked ? [...triggered, invoked] : triggered)];
}
