import type { EngineContext } from "../context.ts";
import { admitCalls } from "../flow-control/lanes.ts";
import type { Memo } from "../protocol/call-function.ts";
import type { StoredEvent } from "../protocol/events.ts";
import { equalFields, fieldText, holds } from "../protocol/expressions.ts";
import { failure } from "../protocol/failures.ts";
import { inTransaction } from "../store/database.ts";
import { resolveStep } from "../store/steps.ts";

/** Answers one waiting step in its own transaction. True if this was the answer it got. */
export async function answerStep(context: EngineContext, runId: string, stepId: string, memo: Memo): Promise<boolean> {
  const run = await inTransaction(context.pool, (tx) => resolveStep(tx, runId, stepId, memo));
  if (run?.lane_id) await admitCalls(context.pool, run.lane_id);
  return run !== undefined;
}

type WaitRow = { run_id: string; id: string; wait_if: string | null; events: StoredEvent[] };

/**
 * Gives an event to every step that waits for it. Waits begun after the event was first routed are left out, so that a
 * routing repeated after a crash cannot answer them. Waits on one equal field are found by index; others are evaluated.
 */
export async function answerWaits(context: EngineContext, event: StoredEvent, routedFrom: string): Promise<void> {
  const { rows: conditions } = await context.pool.query<{ wait_if: string | null }>(
    "select distinct wait_if from engine.steps where status = 'waiting' and wait_event = $1",
    [event.name],
  );
  for (const { wait_if } of conditions) {
    const fields = wait_if ? equalFields(wait_if) : undefined;
    const { rows } = await context.pool.query<WaitRow>(
      `select s.run_id, s.id, s.wait_if, r.events
       from engine.steps s join engine.runs r on r.id = s.run_id
       where s.status = 'waiting' and s.wait_event = $1 and s.wait_if is not distinct from $2
         and s.created_at <= $3::timestamptz and ($4::boolean is not true or s.wait_value = $5)`,
      [
        event.name,
        wait_if,
        routedFrom,
        fields !== undefined,
        fields ? (fieldText(event, fields.theirs) ?? null) : null,
      ],
    );
    for (const wait of rows) {
      const asked = wait.events[0];
      if (!asked || (wait_if && !fields && !holds(context.registry.compile(wait_if), { event: asked, async: event })))
        continue;
      await answerStep(context, wait.run_id, wait.id, { type: "data", data: event });
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
     where finished_order is null and due_at <= clock_timestamp() and status in ('sleeping', 'waiting')
     order by due_at limit 200`,
  );
  for (const step of rows) {
    const memo: Memo =
      step.op === "InvokeFunction"
        ? { type: "error", error: failure("InngestInvokeTimeoutError", "The invoked function did not finish in time") }
        : { type: "data", data: null };
    await answerStep(context, step.run_id, step.id, memo);
  }
  return rows.length;
}
