import { AsyncLocalStorage } from "node:async_hooks";
import pino from "pino";
import { createRedactor } from "./redact.ts";

export type Logger = pino.Logger & During;

/** Whatever `work` logs, however deep inside and by whichever child, has these fields: `logger.during({ requestId }, next)`. */
export type During = { during<T>(where: Readonly<Record<string, unknown>>, work: () => T): T };

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
  const places = new AsyncLocalStorage<Readonly<Record<string, unknown>>>();
  const logger = pino(
    {
      level,
      base: undefined,
      mixin: () => ({ ...places.getStore() }),
      // Without its serializer an error is written down as {}.
      serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err },
    },
    { write: (line: string) => destination.write(redact(line)) },
  );
  return Object.assign(logger, {
    during: <T>(where: Readonly<Record<string, unknown>>, work: () => T) =>
      places.run({ ...places.getStore(), ...where }, work),
  });
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
