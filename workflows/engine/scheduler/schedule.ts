import type { EngineContext } from "../context.ts";
import { answerInvokers, invokerOf } from "../executor/invocations.ts";
import { doOneByOne } from "../executor/one-by-one.ts";
import { type CreatedRun, cancelRunIn, createRun, type RunOrigin } from "../executor/runs.ts";
import { addToBatch, addToDebounce } from "../flow-control/gatherings.ts";
import { admitCalls } from "../flow-control/lanes.ts";
import { claimKey, takeRateLimit, takeThrottle } from "../flow-control/limits.ts";
import type { Memo } from "../protocol/call-function.ts";
import type { StoredEvent } from "../protocol/events.ts";
import { holds, keyOf } from "../protocol/expressions.ts";
import { failure } from "../protocol/failures.ts";
import type { FunctionPlan } from "../protocol/functions.ts";
import { inTransaction, type Queryable } from "../store/database.ts";
import { findStart, type Receipt } from "../store/events.ts";
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
  notBefore?: Date,
): Promise<void> {
  const dedupeKey = `${receipt.id}@${receipt.receivedAt}`;
  const lanes = await inTransaction(context.pool, async (tx) => {
    const start = (events: StoredEvent[], origin: RunOrigin = {}) =>
      startRun(context, tx, plan, events, origin).then((run) => (run?.laneId ? [run.laneId] : []));
    if (!isLimited(plan)) return start([event], { dedupeKey: `${plan.id}:${dedupeKey}`, notBefore });
    // The event's own key first: a routing that is repeated after a crash must not count against any limit again.
    if (!(await claimKey(tx, "scheduled", plan.id, dedupeKey))) return [];
    if (plan.batch && (!plan.batch.condition || holds(plan.batch.condition, { event }))) {
      const full = await addToBatch(tx, plan, plan.batch, event);
      if (full) return start(full);
      wakeAtNextGathering(context, plan.batch.timeoutMs);
      return [];
    }
    if (!(await mayStart(tx, plan, event))) return refuseInvokers(tx, [event], "invoked function is rate limited");
    if (plan.debounce) {
      await addToDebounce(tx, plan, plan.debounce, event, receipt.receivedAt);
      wakeAtNextGathering(context, plan.debounce.periodMs);
      return [];
    }
    return start([event], { notBefore });
  });
  for (const lane of lanes) await admitCalls(context.pool, lane);
}

/** An idempotency key is a rate limit of one in 24 hours, and stands in its place, as on an Inngest server. */
async function mayStart(tx: Queryable, plan: FunctionPlan, event: StoredEvent): Promise<boolean> {
  if (plan.idempotency) return claimKey(tx, "idempotency", plan.id, keyOf(plan.idempotency, event));
  return !plan.rateLimit || takeRateLimit(tx, plan.id, plan.rateLimit, keyOf(plan.rateLimit.key, event));
}

/** Whoever invokes a function that does not run must not wait for ever. Returns the lanes to look at. */
async function refuseInvokers(tx: Queryable, events: StoredEvent[], why: string): Promise<string[]> {
  const memo: Memo = { type: "error", error: failure("Error", why) };
  return answerInvokers(
    tx,
    events.flatMap((event) => invokerOf(event) ?? []),
    memo,
  );
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
    if (rows.length > 0 && plan.singleton.mode === "skip") {
      await refuseInvokers(
        tx,
        events,
        "invoked function was skipped: it is a singleton, and another run of it is alive",
      );
      return undefined;
    }
    for (const { id } of rows) await cancelRunIn(context, tx, id, "A newer run took its place (singleton).");
  }
  const throttleKey = plan.throttle && keyOf(plan.throttle.key, event);
  const throttled =
    plan.throttle && throttleKey !== undefined
      ? await takeThrottle(tx, plan.id, plan.throttle, throttleKey)
      : undefined;
  const notBefore = throttled && (!origin.notBefore || throttled > origin.notBefore) ? throttled : origin.notBefore;
  if (notBefore) context.wakeAt(notBefore);
  const tag = tagOfEvents(events, context.tagOf);
  return createRun(tx, plan, events, { ...origin, singletonKey, throttleKey, notBefore, tag });
}

/**
 * Starts the runs of batches and debounces whose time has come: the gathering goes as its run comes. One that cannot be
 * started stays, and steps back so that it does not stand in front of the others.
 */
export async function startDueGatherings(context: EngineContext): Promise<void> {
  const { rows } = await context.pool.query<{ id: string }>(
    `select id from engine.gatherings where due_at <= (select clock_timestamp()) and function_id = any($1)
     order by due_at limit 100`,
    [context.registry.list().map(({ id }) => id)],
  );
  const failed = await doOneByOne(context, "Batches or debounces could not be started", rows, async ({ id }) => {
    const created = await inTransaction(context.pool, async (tx) => {
      const taken = await tx.query<{ kind: string; function_id: string; events: StoredEvent[] }>(
        "delete from engine.gatherings where id = $1 and due_at <= clock_timestamp() returning kind, function_id, events",
        [id],
      );
      const gathering = taken.rows[0];
      const plan = gathering && context.registry.find(gathering.function_id);
      const notBefore = gathering?.kind === "debounce" ? await findStart(tx, gathering.events[0]?.id) : undefined;
      return plan ? startRun(context, tx, plan, gathering.events, { notBefore }) : undefined;
    });
    if (created?.laneId) await admitCalls(context.pool, created.laneId);
  });
  if (failed.length > 0)
    await context.pool.query(
      "update engine.gatherings set due_at = clock_timestamp() + interval '30 seconds' where id = any($1)",
      [failed.map(({ id }) => id)],
    );
}

function wakeAtNextGathering(context: EngineContext, inMs: number): void {
  context.wakeAt(new Date(context.now().getTime() + inMs));
}
