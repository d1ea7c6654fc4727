import type { EngineContext } from "../context.ts";
import { admitCalls } from "../flow-control/lanes.ts";
import type { StoredEvent } from "../protocol/events.ts";
import { holds } from "../protocol/expressions.ts";
import { inTransaction } from "../store/database.ts";
import { findListeners } from "../store/listeners.ts";
import { cancelRunIn } from "./runs.ts";

/** Cancels the runs that an event cancels, as their functions said when the runs began. */
export async function cancelRuns(context: EngineContext, event: StoredEvent, routedFrom: string): Promise<void> {
  for await (const listeners of findListeners(context.pool, "cancels", event, routedFrom)) {
    for (const { run_id, wait_if, events } of listeners) {
      const condition = wait_if ? context.registry.compile(wait_if) : undefined;
      if (condition && !holds(condition, { event: events[0] ?? { name: "", data: {} }, async: event })) continue;
      const reason = `Cancelled by the event "${event.name}".`;
      const lanes = await inTransaction(context.pool, (tx) => cancelRunIn(context, tx, run_id, reason));
      for (const lane of lanes) await admitCalls(context.pool, lane);
    }
  }
}
