import { Cron } from "croner";
import type { Inngest, InngestFunction } from "inngest";
import { parseDuration } from "./durations.ts";
import { createCompiler, type Expression } from "./expressions.ts";
import { findRefusal } from "./refusals.ts";

/** Retries when a function names none. An Inngest server gives 4 (its `DefaultRetryCount`), so five attempts. */
const DEFAULT_RETRIES = 4;
const MAX_RETRIES = 20;

export type FunctionPlan = {
  id: string;
  name: string;
  triggers: { event: string; condition?: Expression }[];
  crons: string[];
  maxAttempts: number;
  concurrency: { limit: number; scope: string; key?: Expression }[];
  cancelOn: { event: string; condition?: Expression; within?: string }[];
  throttle?: { limit: number; periodMs: number; burst: number; key?: Expression };
  rateLimit?: { limit: number; periodMs: number; key?: Expression };
  debounce?: { periodMs: number; timeoutMs?: number; key?: Expression };
  batch?: { maxSize: number; timeoutMs: number; key?: Expression; condition?: Expression };
  singleton?: { mode: "skip" | "cancel"; key?: Expression };
  idempotency?: Expression;
  priority?: Expression;
  startTimeoutMs?: number;
  finishTimeoutMs?: number;
};

/** The functions this process can run, and what their configuration means. */
export type Registry = {
  compile(source: string): Expression;
  find(functionId: string): FunctionPlan | undefined;
  list(): FunctionPlan[];
  triggeredBy(eventName: string): { plan: FunctionPlan; condition?: Expression }[];
  cancelledBy(eventName: string): { plan: FunctionPlan; condition?: Expression; within?: string }[];
};

/** What `getConfig` of the SDK returns: the document an Inngest server is sent on sync. */
type Keyed = { key?: string };
export type SyncedFunction = {
  id: string;
  name: string;
  triggers: { event?: string; expression?: string; cron?: string }[];
  steps: { step?: { retries?: { attempts?: number } } };
  concurrency?: number | Limit | Limit[];
  cancel?: { event: string; if?: string; timeout?: string }[];
  throttle?: Keyed & { limit: number; period: string; burst?: number };
  rateLimit?: Keyed & { limit: number; period: string };
  debounce?: Keyed & { period: string; timeout?: string };
  batchEvents?: Keyed & { maxSize: number; timeout: string; if?: string };
  singleton?: Keyed & { mode: "skip" | "cancel" };
  idempotency?: string;
  priority?: { run?: string };
  timeouts?: { start?: string; finish?: string };
};
type Limit = Keyed & { limit: number; scope?: string };

/**
 * Reads what the functions ask for. Anything that cannot work (a condition that is not CEL, a schedule that is not
 * cron, a duration that is none, one id twice) is refused here, at start, with the function's name.
 */
export function createRegistry(client: Inngest.Any, functions: InngestFunction.Any[]): Registry {
  const compile = createCompiler();
  const plans = new Map<string, FunctionPlan>();
  for (const each of functions) {
    // biome-ignore lint/complexity/useLiteralKeys: private in the types; it is what `serve` itself sends on sync
    const synced: unknown[] = each["getConfig"]({ baseUrl: new URL("http://engine.invalid/"), appPrefix: client.id });
    for (const config of synced as SyncedFunction[]) {
      if (plans.has(config.id)) throw new Error(`Two functions have the id "${config.id}". Give each its own.`);
      plans.set(config.id, readPlan(config, compile));
    }
  }
  const all = [...plans.values()];
  return {
    compile,
    find: (id) => plans.get(id),
    list: () => all,
    triggeredBy: (name) =>
      all.flatMap((plan) => plan.triggers.filter(({ event }) => matchesName(event, name)).map((t) => ({ plan, ...t }))),
    cancelledBy: (name) =>
      all.flatMap((plan) => plan.cancelOn.filter(({ event }) => event === name).map((c) => ({ plan, ...c }))),
  };
}

/** Triggers may end in a wildcard: `campaign/*` hears `campaign/started`. */
function matchesName(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

function readPlan(config: SyncedFunction, compile: (source: string) => Expression): FunctionPlan {
  const refuse = (what: string, why: unknown): never => {
    throw new Error(`The function "${config.id}" cannot be registered: ${what}: ${firstLine(why)}`);
  };
  const cel = (what: string, source: string | undefined): Expression | undefined => {
    if (!source) return undefined;
    try {
      return compile(source);
    } catch (error) {
      return refuse(`${what} is not valid CEL (${source})`, error);
    }
  };
  const duration = (what: string, text: string): number =>
    parseDuration(text) ?? refuse(`${what} is not a duration`, `"${text}"`);
  const refusal = findRefusal(config);
  if (refusal) throw new Error(`The function "${config.id}" cannot be registered: ${refusal}.`);
  const limits =
    typeof config.concurrency === "number" ? [{ limit: config.concurrency }] : [config.concurrency ?? []].flat();

  return {
    id: config.id,
    name: config.name,
    triggers: config.triggers
      .filter((trigger) => trigger.event)
      .map((trigger) => ({
        event: String(trigger.event),
        condition: cel("the trigger's condition", trigger.expression),
      })),
    crons: config.triggers.flatMap(({ cron }) => {
      if (!cron) return [];
      try {
        nextRun(cron, new Date());
        return [cron];
      } catch (error) {
        return refuse(`"${cron}" is not a schedule`, error);
      }
    }),
    maxAttempts: 1 + Math.min(config.steps.step?.retries?.attempts ?? DEFAULT_RETRIES, MAX_RETRIES),
    concurrency: (limits as Limit[])
      .filter(({ limit }) => limit > 0)
      .map(({ limit, scope, key }) => ({ limit, scope: scope ?? "fn", key: cel("the concurrency key", key) })),
    cancelOn: (config.cancel ?? []).map(({ event, if: condition, timeout }) => ({
      event,
      condition: cel("the cancel condition", condition),
      within: timeout,
    })),
    throttle: config.throttle && {
      limit: config.throttle.limit,
      periodMs: duration("throttle.period", config.throttle.period),
      burst: config.throttle.burst ?? 0,
      key: cel("the throttle key", config.throttle.key),
    },
    rateLimit: config.rateLimit && {
      limit: config.rateLimit.limit,
      periodMs: duration("rateLimit.period", config.rateLimit.period),
      key: cel("the rate limit key", config.rateLimit.key),
    },
    debounce: config.debounce && {
      periodMs: duration("debounce.period", config.debounce.period),
      timeoutMs: config.debounce.timeout ? duration("debounce.timeout", config.debounce.timeout) : undefined,
      key: cel("the debounce key", config.debounce.key),
    },
    batch: config.batchEvents && {
      maxSize: config.batchEvents.maxSize,
      timeoutMs: duration("batchEvents.timeout", config.batchEvents.timeout),
      key: cel("the batch key", config.batchEvents.key),
      condition: cel("the batch condition", config.batchEvents.if),
    },
    singleton: config.singleton && { mode: config.singleton.mode, key: cel("the singleton key", config.singleton.key) },
    idempotency: cel("the idempotency key", config.idempotency),
    priority: cel("the priority", config.priority?.run),
    startTimeoutMs: config.timeouts?.start ? duration("timeouts.start", config.timeouts.start) : undefined,
    finishTimeoutMs: config.timeouts?.finish ? duration("timeouts.finish", config.timeouts.finish) : undefined,
  };
}

/** The next moment after `after` at which a cron line fires; the line may begin with `TZ=<IANA zone>`, else it is UTC. */
export function nextRun(schedule: string, after: Date): Date | undefined {
  const [, zone, line] = /^(?:TZ=(\S+)\s+)?(.*)$/.exec(schedule.trim()) ?? [];
  return new Cron(line ?? "", { timezone: zone ?? "UTC", paused: true }).nextRun(after) ?? undefined;
}

function firstLine(why: unknown): string {
  return (why instanceof Error ? why.message : String(why)).split("\n")[0] ?? "";
}
