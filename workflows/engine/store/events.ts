import type { StoredEvent } from "../protocol/events.ts";
import type { Queryable } from "./database.ts";

/**
 * Stores events and queues their routing in one statement, so it is all or nothing by itself, and part of the caller's
 * transaction when `tx` is one. An id seen in the last 24 hours is not stored again. Returns every event's id.
 */
export async function acceptEvents(tx: Queryable, events: StoredEvent[]): Promise<string[]> {
  const unique = [...new Map(events.toReversed().map((event) => [event.id, event])).values()].toReversed();
  await tx.query(
    `with given as (
       select * from unnest($1::text[], $2::text[], $3::text[]) as given (id, name, payload)
     ), stored as (
       insert into engine.events as known (id, name, payload)
       select id, name, payload::json from given
       on conflict (id) do update
         set name = excluded.name, payload = excluded.payload, received_at = clock_timestamp(), routed_from = null
         where known.received_at < clock_timestamp() - interval '24 hours'
       returning id, received_at
     )
     select graphile_worker.add_job('engine:event', json_build_object('id', id, 'receivedAt', received_at::text)) from stored`,
    [unique.map(({ id }) => id), unique.map(({ name }) => name), unique.map((event) => JSON.stringify(event))],
  );
  return events.map(({ id }) => id ?? "");
}
