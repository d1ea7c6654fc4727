import type pg from "pg";
import type { Answer, CallRequest } from "./protocol/call-function.ts";
import type { TagOf } from "./protocol/events.ts";
import type { Registry } from "./protocol/functions.ts";
import type { Slots } from "./scheduler/slots.ts";
import type { ClaimedCall } from "./store/calls.ts";
import type { DatabaseTime } from "./store/time.ts";

export type Logger = {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
};

/** A call some handler of this process is at, so that the steps it reports on the way find it by its claim. */
export type ActiveCall = {
  call: ClaimedCall;
  /** On the clock of `performance.now()`, which nobody can set. */
  turnEnds: number;
  /** When the handler was called, until it reports its first step. */
  calledAt?: number;
  /** Set when the handler was told to stop: what its call came to, whatever the handler itself answers. */
  end?: { kind: "turn-over" } | { kind: "again" } | { kind: "over" } | { kind: "answered"; answer: Answer };
};

/** What the rooms of the engine share. Built once by `start`, passed as the first argument everywhere. */
export type EngineContext = {
  pool: pg.Pool;
  /** Names this process among those that work on the same database. */
  engineId: string;
  registry: Registry;
  logger: Logger;
  callFunction(request: CallRequest): Promise<Answer>;
  activeCalls: Map<string, ActiveCall>;
  tagOf: TagOf;
  /** Milliseconds to wait before attempt number `attempt` (1 = first retry). */
  retryDelay(attempt: number): number;
  /** The database's time, which is the engine's. */
  time: DatabaseTime;
  now(): Date;
  /** How many calls may go on at once, by how quick the database is. */
  slots: Slots;
  /** Asks the clock to look no later than `at`. */
  wakeAt(at: Date): void;
  /** True once the engine is being stopped: finish the current step, hand the rest back. */
  stopping(): boolean;
};
