import type { EngineContext } from "../context.ts";
import { doOneByOne } from "../executor/one-by-one.ts";
import { type CreatedRun, cancelRunIn, createRun, type RunOrigin } from "../executor/runs.ts";
import { addToBatch, addToDebounce } from "../flow-control/gatherings.ts";
import { admitCalls } from "../flow-control/lanes.ts";
import { claimKey, takeRateLimit, takeThrottle } from "../flow-control/limits.ts";
import type { StoredEvent } from "../protocol/events.ts";
import { holds, keyOf } from "../protocol/expressions.ts";
import type { FunctionPlan } from "../protocol/functions.ts";
import { inTransaction, type Queryable } from "../store/database.ts";
import type { Receipt } from "../store/events.ts";
import { tagOfEvents } from "../store/tags.ts";

/**
 * What an event that triggers a function comes to: a run now, a run later (throttle), a place in a batch or debounce,
 * or nothing (idempotency, rate limit, singleton, or this very event was scheduled before).
 */
export async function scheduleEvent(
  context: EngineContext,
  plan: FunctionPlan,
  event: StoredEvent,
  receipt: Receipt,
): Promise<void> {
  const dedupeKey = `${receipt.id}@${receipt.receivedAt}`;
  const created = await inTransaction(context.pool, async (tx) => {
    if (!isLimited(plan)) return startRun(context, tx, plan, [event], { dedupeKey: `${plan.id}:${dedupeKey}` });
    // The event's own key first: a routing that is repeated after a crash must not count against any limit again.
    if (!(await claimKey(tx, "scheduled", plan.id, dedupeKey))) return undefined;
    if (plan.idempotency && !(await claimKey(tx, "idempotency", plan.id, keyOf(plan.idempotency, event))))
      return undefined;
    if (plan.batch && (!plan.batch.condition || holds(plan.batch.condition, { event }))) {
      const full = await addToBatch(tx, plan, plan.batch, event);
      if (!full) return wakeAtNextGathering(context, plan.batch.timeoutMs);
      return startRun(context, tx, plan, full, {});
    }
    if (plan.rateLimit && !(await takeRateLimit(tx, plan.id, plan.rateLimit, keyOf(plan.rateLimit.key, event))))
      return undefined;
    if (plan.debounce) {
      await addToDebounce(tx, plan, plan.debounce, event, receipt.receivedAt);
      return wakeAtNextGathering(context, plan.debounce.periodMs);
    }
    return startRun(context, tx, plan, [event], {});
  });
  if (created?.laneId) await admitCalls(context.pool, created.laneId);
}

/** Whether more than concurrency stands between an event and its run; if not, the run's own key tells repeats apart. */
function isLimited(plan: FunctionPlan): boolean {
  return Boolean(plan.idempotency ?? plan.batch ?? plan.rateLimit ?? plan.debounce ?? plan.singleton ?? plan.throttle);
}

/** Starts a run with what is decided at the last moment: singleton and throttle. */
export async function startRun(
  context: EngineContext,
  tx: Queryable,
  plan: FunctionPlan,
  events: StoredEvent[],
  origin: RunOrigin,
): Promise<CreatedRun | undefined> {
  const event = events[0] ?? { name: "", data: {} };
  let singletonKey: string | undefined;
  if (plan.singleton) {
    singletonKey = keyOf(plan.singleton.key, event);
    await tx.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [`singleton:${plan.id}:${singletonKey}`]);
    const { rows } = await tx.query<{ id: string }>(
      "select id from engine.runs where function_id = $1 and singleton_key = $2 and status in ('queued', 'running')",
      [plan.id, singletonKey],
    );
    if (rows.length > 0 && plan.singleton.mode === "skip") return undefined;
    for (const { id } of rows) await cancelRunIn(context, tx, id, "A newer run took its place (singleton).");
  }
  const notBefore = plan.throttle
    ? await takeThrottle(tx, plan.id, plan.throttle, keyOf(plan.throttle.key, event))
    : undefined;
  if (notBefore) context.wakeAt(notBefore);
  const tag = tagOfEvents(events, context.tagOf);
  return createRun(tx, plan, events, { ...origin, singletonKey, notBefore, tag });
}

/**
 * Starts the runs of batches and debounces whose time has come: the gathering goes as its run comes. One that cannot be
 * started stays, and steps back so that it does not stand in front of the others.
 */
export async function startDueGatherings(context: EngineContext): Promise<void> {
  const { rows } = await context.pool.query<{ id: string }>(
    `select id from engine.gatherings where due_at <= clock_timestamp() and function_id = any($1)
     order by due_at limit 100`,
    [context.registry.list().map(({ id }) => id)],
  );
  const failed = await doOneByOne(context, "Batches or debounces could not be started", rows, async ({ id }) => {
    const created = await inTransaction(context.pool, async (tx) => {
      const taken = await tx.query<{ function_id: string; events: StoredEvent[] }>(
        "delete from engine.gatherings where id = $1 and due_at <= clock_timestamp() returning function_id, events",
        [id],
      );
      const gathering = taken.rows[0];
      const plan = gathering && context.registry.find(gathering.function_id);
      return plan ? startRun(context, tx, plan, gathering.events, {}) : undefined;
    });
    if (created?.laneId) await admitCalls(context.pool, created.laneId);
  });
  if (failed.length > 0)
    await context.pool.query(
      "update engine.gatherings set due_at = clock_timestamp() + interval '30 seconds' where id = any($1)",
      [failed.map(({ id }) => id)],
    );
}

function wakeAtNextGathering(context: EngineContext, inMs: number): undefined {
  context.wakeAt(new Date(context.now().getTime() + inMs));
}
