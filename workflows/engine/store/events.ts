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

/** Which event, and when it was accepted (the database's time as text, exact to the microsecond). */
export type Receipt = { id: string; receivedAt: string };

export type SetAsideEvent = { id: string; name: string; receivedAt: Date; setAsideAt: Date; why: string };

/** Notes that an event cannot be brought to what listens for it, and why: it is kept, and a person can see it. */
export async function setAsideEvent(db: Queryable, event: Receipt, why: string): Promise<void> {
  await db.query(
    `update engine.events set set_aside = $3, set_aside_at = clock_timestamp(), routed_from = coalesce(routed_from, clock_timestamp())
     where id = $1 and received_at = $2::timestamptz`,
    [event.id, event.receivedAt, why],
  );
}

/** Events that were set aside, newest first, at most 100. */
export async function listSetAside(db: Queryable): Promise<SetAsideEvent[]> {
  const { rows } = await db.query<SetAsideEvent>(
    `select id, name, received_at as "receivedAt", set_aside_at as "setAsideAt", set_aside as why
     from engine.events where set_aside is not null order by set_aside_at desc limit 100`,
  );
  return rows;
}

/** Has an event that was set aside routed again, as if it had just failed for the first time. False when it is not one. */
export async function routeAgain(db: Queryable, id: string): Promise<boolean> {
  const { rows } = await db.query(
    `with again as (
       update engine.events set set_aside = null, set_aside_at = null where id = $1 and set_aside is not null
       returning id, received_at
     )
     select graphile_worker.add_job('engine:event', json_build_object('id', id, 'receivedAt', received_at::text)) from again`,
    [id],
  );
  return rows.length > 0;
}
