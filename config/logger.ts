import pino from "pino";
import { createRedactor } from "./redact.ts";

export type Logger = pino.Logger;

/**
 * Object first, sentence second: `logger.info({ postId }, "published")`. Secrets should never reach it; those of `secrets`
 * (`secretsOf` the environment), and what stands where secrets do, are taken out of every line all the same.
 */
export function createLogger(
  level: string,
  destination: pino.DestinationStream = pino.destination(2),
  secrets: string[] = [],
): Logger {
  const redact = createRedactor(secrets);
  return pino({ level, base: undefined }, { write: (line: string) => destination.write(redact(line)) });
}

/**
 * A path for the log, without what looks like the key of an invitation or a reset: a part that is long and mixed. Ids of
 * rows, names of files and slugs (`spring-2026-launch-teaser`) stay.
 */
export function hideTokens(path: string): string {
  return path
    .split("/")
    .map((part) => (isToken(part.replace(/\.data$/, "")) ? "…" : part))
    .join("/");
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const slug = /^([a-z]+|\d+)(-([a-z]+|\d+))*$/;
const file = /\.(js|css|woff2?|png|jpe?g|webp|svg|ttf|otf|mp4|vtt|csv|wav)$/;

function isToken(part: string): boolean {
  return part.length >= 20 && !uuid.test(part) && !slug.test(part) && !file.test(part);
}
