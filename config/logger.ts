import pino from "pino";

export type Logger = pino.Logger;

/** Object first, sentence second: `logger.info({ postId }, "published")`. Secrets never reach it; these paths are a net. */
export function createLogger(level: string, destination: pino.DestinationStream = pino.destination(2)): Logger {
  return pino(
    {
      level,
      base: undefined,
      redact: ["password", "token", "*.password", "*.token", "*.apiKey", "headers.cookie", "headers.authorization"],
    },
    destination,
  );
}
