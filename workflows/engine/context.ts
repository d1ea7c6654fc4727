import type pg from "pg";
import type { Answer, CallRequest } from "./call-function.ts";
import type { Registry } from "./functions.ts";

export type Logger = {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
};

/** What the rooms of the engine share. Built once by `start`, passed as the first argument everywhere. */
export type EngineContext = {
  pool: pg.Pool;
  /** Names this process among those that work on the same database. */
  engineId: string;
  registry: Registry;
  logger: Logger;
  callFunction(request: CallRequest): Promise<Answer>;
  /** Milliseconds to wait before attempt number `attempt` (1 = first retry). */
  retryDelay(attempt: number): number;
  /** Asks the clock to look no later than `at`. */
  wakeAt(at: Date): void;
  /** True once the engine is being stopped: finish the current step, hand the rest back. */
  stopping(): boolean;
};
