import type { StoredEvent, TagOf } from "../protocol/events.ts";
import type { Queryable } from "./database.ts";

/** Which event, and when it was accepted (the database's time as text, exact to the microsecond). */
export type Receipt = { id: string; receivedAt: string };

/** Up to here each event is routed by a job of its own; more of them share jobs, so that one large send is one in the queue. */
const FEW = 5;
const EVENTS_PER_JOB = 50;

/**
 * Stores events and queues their routing in one statement, so it is all or nothing by itself, and part of the caller's
 * transaction when `tx` is one. An id seen in the last 24 hours is not stored again. Returns every event's id.
 * `msAhead` tells how far ahead an event's time is, whose runs start only then; it is asked here, by the clock that
 * stamped the event, because whoever routes it may have another.
 */
export async function acceptEvents(
  tx: Queryable,
  events: StoredEvent[],
  msAhead: (event: StoredEvent) => number = () => 0,
): Promise<string[]> {
  const unique = [...new Map(events.toReversed().map((event) => [event.id, event])).values()].toReversed();
  await tx.query(
    `with given as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::float8[]) as given (id, name, payload, ahead)
     ), stored as (
       insert into engine.events as known (id, name, payload, start_at)
       select id, name, payload::json, case when ahead > 0 then clock_timestamp() + ahead * interval '1 ms' end from given
       on conflict (id) do update
         set name = excluded.name, payload = excluded.payload, received_at = clock_timestamp(), routed_from = null,
           start_at = excluded.start_at
         where known.received_at < clock_timestamp() - interval '24 hours'
       returning id, received_at
     ), receipts as (
       select json_build_object('id', id, 'receivedAt', received_at::text) as receipt, id || '@' || received_at as key,
         row_number() over () - 1 as n, count(*) over () as of from stored
     ), shared as (
       select json_build_object('events', json_agg(receipt order by n)) as payload, (array_agg(key order by n))[1] as key
       from receipts where of > ${FEW} group by n / ${EVENTS_PER_JOB}
     )
     select ${addEventJob("engine:event", "receipt")} from receipts where of <= ${FEW}
     union all select ${addEventJob("engine:events", "payload")} from shared`,
    [
      unique.map(({ id }) => id),
      unique.map(({ name }) => name),
      unique.map((event) => JSON.stringify(event)),
      unique.map(msAhead),
    ],
  );
  return events.map(({ id }) => id ?? "");
}

/** As with calls: a job with a key of its own costs the same however long the queue is. Adding it twice adds it once. */
function addEventJob(task: "engine:event" | "engine:events", payload: string): string {
  return `graphile_worker.add_job('${task}', ${payload}, job_key => '${task} ' || key, job_key_mode => 'unsafe_dedupe')`;
}

/** Queues the routing of events that are left of a shared job, behind whatever has been queued meanwhile. */
export async function queueRest(db: Queryable, rest: Receipt[]): Promise<void> {
  const [first] = rest;
  if (!first) return;
  await db.query(
    `select ${addEventJob("engine:events", "payload")} from (select $1::json as payload, $2 as key) rest`,
    [JSON.stringify({ events: rest }), `${first.id}@${first.receivedAt}`],
  );
}

/** Gives each event a job of its own, so that one that ends every process takes no other with it. */
export async function queueEach(db: Queryable, receipts: Receipt[]): Promise<void> {
  await db.query(
    `select ${addEventJob("engine:event", "receipt")}
     from (select receipt, (receipt->>'id') || '@' || (receipt->>'receivedAt') as key
           from json_array_elements($1::json) as each (receipt)) receipts`,
    [JSON.stringify(receipts)],
  );
}

/** `tag` is whose it is, as of a run. */
export type SetAsideEvent = {
  id: string;
  name: string;
  tag: string;
  receivedAt: Date;
  setAsideAt: Date;
  why: string;
};

/** When the runs of an event start that was sent ahead of its time; `undefined` for any other. */
export async function findStart(tx: Queryable, eventId: string | undefined): Promise<Date | undefined> {
  const { rows } = await tx.query<{ start_at: Date | null }>("select start_at from engine.events where id = $1", [
    eventId ?? "",
  ]);
  return rows[0]?.start_at ?? undefined;
}

/** Notes that an event cannot be brought to what listens for it, and why: it is kept, and a person can see it. */
export async function setAsideEvent(db: Queryable, event: Receipt, why: string): Promise<void> {
  await db.query(
    `update engine.events set set_aside = $3, set_aside_at = clock_timestamp(), routed_from = coalesce(routed_from, clock_timestamp())
     where id = $1 and received_at = $2::timestamptz`,
    [event.id, event.receivedAt, why],
  );
}

/** Events that were set aside, newest first, at most 100. */
export async function listSetAside(db: Queryable, tagOf: TagOf): Promise<SetAsideEvent[]> {
  const { rows } = await db.query<Omit<SetAsideEvent, "tag"> & { payload: StoredEvent }>(
    `select id, name, payload, received_at as "receivedAt", set_aside_at as "setAsideAt", set_aside as why
     from engine.events where set_aside is not null order by set_aside_at desc limit 100`,
  );
  return rows.map(({ payload, ...event }) => ({ ...event, tag: tagOf(payload) ?? "" }));
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
