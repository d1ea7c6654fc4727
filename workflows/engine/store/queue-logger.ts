import { Logger as QueueLogger } from "graphile-worker";
import type { Logger } from "../context.ts";

/** graphile-worker reports every job it does; only what is wrong is of interest. */
export function queueLogger(logger: Logger): QueueLogger {
  return new QueueLogger(() => (level, message) => {
    if (level === "error") logger.warn({ queue: message.split("\n")[0] }, "The job queue reported an error");
  });
}
