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
