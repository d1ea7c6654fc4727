import type { Queryable } from "./database.ts";
import { createId } from "./ids.ts";

/** An event as handlers see it. `ts` is milliseconds since 1970. */
export type StoredEvent = {
  id?: string;
  name: string;
  data: Record<string, unknown>;
  ts?: number;
  [key: string]: unknown;
};

/** An event as a caller gives it. `id` suppresses duplicates for 24 hours. */
export type EventInput = { id?: string; name: string; data?: Record<string, unknown>; ts?: number; v?: string };

/** An event that cannot be accepted: the sentence says which and why; nothing of its send was stored. */
export class MalformedEvent extends Error {
  override name = "MalformedEvent";
}

/** The most an Inngest server takes by default (its `DefaultMaxEventSize`). */
const MAX_EVENT_BYTES = 512 * 1024;
const MAX_NAME_LENGTH = 512;

/** Checks events and gives each an id and a time. Throws MalformedEvent naming the first bad one. */
export function readEvents(input: unknown, nameEvent: (index: number) => string = () => createId()): StoredEvent[] {
  return [input].flat().map((candidate: unknown, index) => {
    const refuse = (why: string): never => {
      throw new MalformedEvent(`Event ${index + 1} was not accepted: ${why}`);
    };
    if (typeof candidate !== "object" || candidate === null) return refuse("it is not an object.");
    const { id, name, data, ts, ...rest } = candidate as Record<string, unknown>;
    if (typeof name !== "string" || name.trim() === "") return refuse("it has no name.");
    if (name.length > MAX_NAME_LENGTH) return refuse(`its name is longer than ${MAX_NAME_LENGTH} characters.`);
    if (name.startsWith("inngest/")) return refuse(`names that begin with "inngest/" are reserved ("${name}").`);
    if (data !== undefined && data !== null && (typeof data !== "object" || Array.isArray(data)))
      return refuse(`the data of "${name}" is not an object.`);
    if (ts !== undefined && ts !== null && (typeof ts !== "number" || !Number.isFinite(ts)))
      return refuse(`the time of "${name}" is not a number of milliseconds.`);
    if (id !== undefined && id !== null && typeof id !== "string") return refuse(`the id of "${name}" is not text.`);
    const event: StoredEvent = {
      ...rest,
      id: typeof id === "string" && id ? id : nameEvent(index),
      name,
      data: (data ?? {}) as Record<string, unknown>,
      ts: typeof ts === "number" && ts > 0 ? ts : Date.now(),
    };
    const size = Buffer.byteLength(JSON.stringify(event));
    if (size > MAX_EVENT_BYTES) return refuse(`"${name}" is ${Math.ceil(size / 1024)} KB, the most is 512 KB.`);
    return event;
  });
}

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
