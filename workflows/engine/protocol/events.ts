import { createId } from "./ids.ts";

/** An event as handlers see it. `ts` is milliseconds since 1970. */
export type StoredEvent = {
  id?: string;
  name: string;
  data: Record<string, unknown>;
  ts?: number;
  [key: string]: unknown;
};

/** Whose an event is, in the caller's own terms; `undefined` when it is nobody's in particular. Must not throw. */
export type TagOf = (event: StoredEvent) => string | undefined;

/** An event as a caller gives it. `id` suppresses duplicates for 24 hours. */
export type EventInput = { id?: string; name: string; data?: Record<string, unknown>; ts?: number; v?: string };

/** An event that cannot be accepted: the sentence says which and why; nothing of its send was stored. */
export class MalformedEvent extends Error {
  override name = "MalformedEvent";
}

/** The most an Inngest server takes by default (its `DefaultMaxEventSize`). */
const MAX_EVENT_BYTES = 512 * 1024;
/** Of names and ids, in characters: what an index of the database can hold. */
const MAX_NAME_LENGTH = 512;
/** The farthest a Date reaches, in milliseconds from 1970. */
const MAX_TIME = 8.64e15;
/** NUL and halves of characters: PostgreSQL stores no such text. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

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
    if (UNSTORABLE.test(name)) return refuse("its name holds a character that cannot be stored.");
    if (data !== undefined && data !== null && (typeof data !== "object" || Array.isArray(data)))
      return refuse(`the data of "${name}" is not an object.`);
    if (ts !== undefined && ts !== null && (typeof ts !== "number" || !(Math.abs(ts) <= MAX_TIME)))
      return refuse(`the time of "${name}" is not a number of milliseconds.`);
    if (id !== undefined && id !== null && typeof id !== "string") return refuse(`the id of "${name}" is not text.`);
    if (typeof id === "string" && id.length > MAX_NAME_LENGTH)
      return refuse(`the id of "${name}" is longer than ${MAX_NAME_LENGTH} characters.`);
    if (typeof id === "string" && UNSTORABLE.test(id))
      return refuse(`the id of "${name}" holds a character that cannot be stored.`);
    const event: StoredEvent = {
      ...rest,
      id: typeof id === "string" && id ? id : nameEvent(index),
      name,
      data: (data ?? {}) as Record<string, unknown>,
      ts: typeof ts === "number" && ts > 0 ? ts : Date.now(),
    };
    const size = sizeOf(event);
    if (size === undefined) return refuse(`"${name}" holds something that cannot be written as JSON.`);
    if (size > MAX_EVENT_BYTES) return refuse(`"${name}" is ${Math.ceil(size / 1024)} KB, the most is 512 KB.`);
    return event;
  });
}

/** How far ahead of its time an event is sent, by the clock of this process, which stamped it. */
export function msAhead({ ts = 0 }: StoredEvent): number {
  return Math.max(0, ts - Date.now());
}

/** Bytes as JSON; `undefined` for what JSON cannot say: a BigInt, a circle, a `toJSON` that throws. */
function sizeOf(event: StoredEvent): number | undefined {
  try {
    return Buffer.byteLength(JSON.stringify(event));
  } catch {
    return undefined;
  }
}
