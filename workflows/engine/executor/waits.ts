import type { EngineContext } from "../context.ts";
import { admitCalls } from "../flow-control/lanes.ts";
import type { Memo } from "../protocol/call-function.ts";
import type { StoredEvent } from "../protocol/events.ts";
import { holds } from "../protocol/expressions.ts";
import { failure } from "../protocol/failures.ts";
import { inTransaction } from "../store/database.ts";
import { findListeners } from "../store/listeners.ts";
import { resolveStep } from "../store/steps.ts";

/** Answers one waiting step in its own transaction. True if this was the answer it got. */
export async function answerStep(context: EngineContext, runId: string, stepId: string, memo: Memo): Promise<boolean> {
  const run = await inTransaction(context.pool, (tx) => resolveStep(tx, runId, stepId, memo));
  if (run?.lane_id) await admitCalls(context.pool, run.lane_id);
  return run !== undefined;
}

/**
 * Gives an event to every step that waits for it. Waits begun after the event was first routed are left out, so that a
 * routing repeated after a crash cannot answer them.
 */
export async function answerWaits(context: EngineContext, event: StoredEvent, routedFrom: string): Promise<void> {
  for await (const listeners of findListeners(context.pool, "waits", event, routedFrom)) {
    for (const { run_id, id, wait_if, events } of listeners) {
      const condition = wait_if ? context.registry.compile(wait_if) : undefined;
      if (condition && !holds(condition, { event: events[0] ?? { name: "", data: {} }, async: event })) continue;
      await answerStep(context, run_id, id, { type: "data", data: event });
    }
  }
}

/** Gives a signal to the one step that waits for it. Returns the run it reached. */
export async function answerSignal(context: EngineContext, signal: string, data: unknown): Promise<string | undefined> {
  const { rows } = await context.pool.query<{ run_id: string; id: string }>(
    "select run_id, id from engine.steps where status = 'waiting' and signal = $1",
    [signal],
  );
  const wait = rows[0];
  if (!wait) return undefined;
  const memo: Memo = { type: "data", data: { signal, data: data ?? null } };
  return (await answerStep(context, wait.run_id, wait.id, memo)) ? wait.run_id : undefined;
}

/** Ends sleeps that are over and waits that ran out: null is what the SDK takes for both, an invoked run is an error. */
export async function answerDueSteps(context: EngineContext): Promise<number> {
  const { rows } = await context.pool.query<{ run_id: string; id: string; op: string }>(
    `select run_id, id, op from engine.steps
     where finished_order is null and due_at <= (select clock_timestamp()) and status in ('sleeping', 'waiting')
     order by due_at limit 200`,
  );
  for (const step of rows) {
    const memo: Memo =
      step.op === "InvokeFunction"
        ? {
            type: "error",
            error: failure("InngestInvokeTimeoutError", "Timed out waiting for invoked function to complete"),
          }
        : { type: "data", data: null };
    await answerStep(context, step.run_id, step.id, memo);
  }
  return rows.length;
}
