import type { StoredEvent } from "../protocol/events.ts";
import { keyOf } from "../protocol/expressions.ts";
import type { FunctionPlan } from "../protocol/functions.ts";
import type { Queryable } from "../store/database.ts";

/** Adds an event to its batch. Returns the whole batch, and closes it, when this event filled it. */
export async function addToBatch(
  tx: Queryable,
  plan: FunctionPlan,
  batch: NonNullable<FunctionPlan["batch"]>,
  event: StoredEvent,
): Promise<StoredEvent[] | undefined> {
  const key = keyOf(batch.key, event);
  const { rows } = await tx.query<{ id: string; size: number; events: StoredEvent[] }>(
    `insert into engine.gatherings as open (kind, function_id, key, events, due_at)
     values ('batch', $1, $2, json_build_array($3::json), clock_timestamp() + $4::float8 * interval '1 ms')
     on conflict (kind, function_id, key) do update
       set size = open.size + 1,
           events = (select json_agg(e) from (select json_array_elements(open.events) e union all select $3::json) all_events)
     returning id, size, events`,
    [plan.id, key, JSON.stringify(event), batch.timeoutMs],
  );
  const gathering = rows[0];
  if (!gathering || gathering.size < batch.maxSize) return undefined;
  await tx.query("delete from engine.gatherings where id = $1", [gathering.id]);
  return gathering.events;
}

/**
 * Replaces the event a debounce will run with, and puts it off again, though never beyond its timeout; an event older
 * than the one it has changes nothing. Which is older is told by the events' own time, as on an Inngest server, then by
 * `receivedAt`: events are routed by several workers and need not come here in order.
 */
export async function addToDebounce(
  tx: Queryable,
  plan: FunctionPlan,
  debounce: NonNullable<FunctionPlan["debounce"]>,
  event: StoredEvent,
  receivedAt: string,
): Promise<void> {
  await tx.query(
    `insert into engine.gatherings as open (kind, function_id, key, events, due_at, latest_at, newest_at, newest_ts)
     values ('debounce', $1, $2, json_build_array($3::json), clock_timestamp() + $4::float8 * interval '1 ms',
             clock_timestamp() + $5::float8 * interval '1 ms', $6, $7)
     on conflict (kind, function_id, key) do update
       set events = excluded.events, newest_at = excluded.newest_at, newest_ts = excluded.newest_ts, size = open.size + 1,
           due_at = least(excluded.due_at, coalesce(open.latest_at, excluded.due_at))
       where (excluded.newest_ts, excluded.newest_at) >= (open.newest_ts, open.newest_at)`,
    [
      plan.id,
      keyOf(debounce.key, event),
      JSON.stringify(event),
      debounce.periodMs,
      debounce.timeoutMs ?? null,
      receivedAt,
      Math.trunc(event.ts ?? 0),
    ],
  );
}
