import { parseMoment } from "../protocol/durations.ts";
import type { StoredEvent } from "../protocol/events.ts";
import type { FunctionPlan } from "../protocol/functions.ts";
import type { Queryable } from "./database.ts";
import { placeOf } from "./listeners.ts";

/** Has a run that was created at `from` listen for the events its function is cancelled by. They go when the run ends. */
export async function noteCancels(
  tx: Queryable,
  plan: FunctionPlan,
  run: { id: string; event: StoredEvent; from: Date },
): Promise<void> {
  if (plan.cancelOn.length === 0) return;
  const rows = plan.cancelOn.map(({ event, condition, within }, n) => ({
    run_id: run.id,
    id: String(n),
    wait_event: event,
    wait_if: condition?.source ?? null,
    until: within ? (parseMoment(within, run.from) ?? null) : null,
    ...placeFor(placeOf(condition, run.event)),
  }));
  await tx.query(
    `insert into engine.cancels (run_id, id, wait_event, wait_if, wait_path, wait_value, until)
     select run_id, id, wait_event, wait_if, wait_path, wait_value, until
     from json_populate_recordset(null::engine.cancels, $1::json) on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}

const placeFor = ({ path, value }: { path: string; value: string }) => ({ wait_path: path, wait_value: value });
