import { parseDuration } from "./durations.ts";
import type { SyncedFunction } from "./functions.ts";

/** An Inngest server's `MaxTriggers`, `MaxCancellations`, `MaxConcurrencyLimits`, and bounds of periods. */
const MAX_TRIGGERS = 10;
const MAX_CANCELLATIONS = 5;
const MAX_CONCURRENCY_LIMITS = 2;
const SECOND = 1_000;
const DAY = 86_400_000;

/**
 * Why an Inngest server would not take a function on, though every part of its configuration can be read; `undefined`
 * when it would. What runs here must run there, too, so the engine refuses the same.
 */
export function findRefusal(config: SyncedFunction): string | undefined {
  const limits = typeof config.concurrency === "object" ? [config.concurrency].flat() : [];
  const rules: [broken: unknown, why: string][] = [
    [config.triggers.length > MAX_TRIGGERS, `it has more than ${MAX_TRIGGERS} triggers`],
    [hasRepeats(config.triggers.map((trigger) => JSON.stringify(trigger))), "it has one trigger twice"],
    [
      config.triggers.some(({ cron }) => cron && !hasFiveFields(cron)),
      "a schedule has five fields, from minute to weekday",
    ],
    [(config.cancel ?? []).length > MAX_CANCELLATIONS, `it has more than ${MAX_CANCELLATIONS} cancel events`],
    [limits.length > MAX_CONCURRENCY_LIMITS, `it has more than ${MAX_CONCURRENCY_LIMITS} concurrency limits`],
    [
      limits.some(({ scope, key }) => scope && scope !== "fn" && !key),
      "a concurrency limit beyond the function needs a key",
    ],
    [isOutside(config.debounce?.period, SECOND, 7 * DAY), "debounce.period is from 1 second to 7 days"],
    [config.rateLimit && config.rateLimit.limit < 1, "rateLimit.limit is at least 1"],
    [isOutside(config.rateLimit?.period, 0, DAY), "rateLimit.period is at most 24 hours"],
    [config.batchEvents && config.batchEvents.maxSize < 2, "batchEvents.maxSize is at least 2"],
    [isOutside(config.batchEvents?.timeout, SECOND, Infinity), "batchEvents.timeout is at least 1 second"],
    [config.batchEvents && config.cancel?.length, "batchEvents does not go with cancelOn"],
    [config.batchEvents && config.debounce, "batchEvents does not go with debounce"],
    [config.batchEvents && config.singleton, "batchEvents does not go with singleton"],
    [config.batchEvents && config.priority?.run, "batchEvents does not go with priority"],
  ];
  return rules.find(([broken]) => broken)?.[1];
}

function hasRepeats(texts: string[]): boolean {
  return new Set(texts).size < texts.length;
}

function hasFiveFields(schedule: string): boolean {
  return (
    schedule
      .trim()
      .replace(/^TZ=\S+\s+/, "")
      .split(/\s+/).length === 5
  );
}

function isOutside(period: string | undefined, least: number, most: number): boolean {
  const length = period === undefined ? undefined : parseDuration(period);
  return length !== undefined && (length < least || length > most);
}
