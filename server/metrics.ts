import type pg from "pg";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { readVitals } from "#db/queries/vitals.ts";
import type { Watcher } from "#workflows/trace.ts";
import { readEngine, within } from "./health.ts";
import type { House } from "./house.ts";

/** What is counted in this process, as Prometheus reads it. */
export type Metrics = Watcher & {
  registry: Registry;
  contentType: string;
  /** Asks whoever has to be asked first, then tells everything. */
  read(): Promise<string>;
  /** Calls `ask` before every reading. */
  askBefore(ask: () => Promise<void>): void;
  requestBegan(): void;
  /** `route` is a pattern, never a path: of patterns there are few, and no tenant's name is in one. */
  requestEnded(request: { method: string; route: string; status: number; seconds: number }): void;
};

/** Of a page in a moment to a video over a slow line, in seconds. */
const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Of a look at a row to a long video on a busy machine, in seconds. */
const stepBuckets = [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 180, 600];

/** How long the database may take to tell its figures, in milliseconds. */
const patienceMs = 5_000;

const known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Counters of one process, apart from any other's; Node's own (`nodejs_…`, `process_…`, the event loop's lag) among them. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    registers,
    name: "troupe_http_request_duration_seconds",
    help: "From a request's first byte to the last one of its answer",
    labelNames: ["method", "route", "status"],
    buckets: requestBuckets,
  });
  const underWay = new Gauge({
    registers,
    name: "troupe_http_requests_under_way",
    help: "Requests being answered now",
  });
  const steps = new Histogram({
    registers,
    name: "troupe_workflow_step_duration_seconds",
    help: "Attempts at steps of workflows in this process",
    labelNames: ["function", "outcome"],
    buckets: stepBuckets,
  });
  const runs = new Counter({
    registers,
    name: "troupe_workflow_runs_total",
    help: "Runs of workflows that ended in this process",
    labelNames: ["function", "outcome"],
  });
  const asked: (() => Promise<void>)[] = [];
  return {
    registry,
    contentType: registry.contentType,
    askBefore: (ask) => void asked.push(ask),
    async read() {
      await Promise.all(asked.map((ask) => ask()));
      return registry.metrics();
    },
    requestBegan: () => underWay.inc(),
    requestEnded: ({ method, route, status, seconds }) => {
      underWay.dec();
      requests.observe({ method: known.includes(method) ? method : "other", route, status }, seconds);
    },
    stepEnded: (functionId, outcome, seconds) => steps.observe({ function: functionId, outcome }, seconds),
    runEnded: (functionId, outcome) => runs.inc({ function: functionId, outcome }),
  };
}

export type Pools = Record<string, Pick<pg.Pool, "totalCount" | "idleCount" | "waitingCount">>;

type Watched = Pick<House, "db" | "engine" | "remoteEngine"> & { pools: Pools };

/**
 * Adds what the house is asked whenever the figures are read: connections, the engine, and what the studio did, from the
 * database, so that it is the same whichever process is asked. A database that does not answer leaves the latter out.
 */
export function watchHouse({ registry, askBefore }: Metrics, house: Watched): void {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ registers: [registry], name: `troupe_${name}`, help, labelNames });
  const connections = gauge("database_connections", "Connections to the database", ["pool", "state"]);
  const queries = gauge("database_queries_waiting", "Queries that wait for a connection", ["pool"]);
  const gauges = {
    queueAgeSeconds: gauge("engine_queue_age_seconds", "For how long work has waited that could be done"),
    waiting: gauge("engine_waiting", "Calls of workflows, or events for an Inngest server, that wait"),
    running: gauge("engine_running", "Calls of workflows under way"),
    failed24h: gauge("engine_runs_failed_24h", "Runs of workflows that failed in the last 24 hours"),
    setAside: gauge("engine_events_set_aside", "Events that reach nothing until a person looks at them"),
    slotsAllowed: gauge("engine_slots_allowed", "Calls that may go on at once; fewer while the database is slow"),
    slotsMost: gauge("engine_slots_most", "Calls that may go on at once at most"),
    refused: gauge("engine_events_refused", "Events that the Inngest server will never take"),
    connected: gauge("engine_connected", "1 when the Inngest server knows this studio"),
    renderWorkers: gauge("render_workers", "Connected programs that make videos for an Inngest server"),
    videos: gauge("videos_made_24h", "Videos made in the last 24 hours"),
    posts: gauge("posts_24h", "Posts that came to this end in the last 24 hours", ["fate"]),
    overdue: gauge("posts_overdue", "Posts whose time passed over two minutes ago and that are not out"),
    mails: gauge("mails_24h", "Letters written in the last 24 hours", ["state"]),
    webhooks: gauge("webhook_deliveries_24h", "Webhook deliveries of the last 24 hours", ["state"]),
  };
  const up = gauge("database_up", "1 when the database answers");
  askBefore(async () => {
    for (const [pool, { totalCount, idleCount, waitingCount }] of Object.entries(house.pools)) {
      connections.set({ pool, state: "idle" }, idleCount);
      connections.set({ pool, state: "lent" }, totalCount - idleCount);
      queries.set({ pool }, waitingCount);
    }
    // What the engine of this studio does not tell is left out: 0 would be something else.
    for (const each of Object.values(gauges)) {
      each.reset();
      each.remove({});
    }
    try {
      const [engine, vitals] = await within(patienceMs, Promise.all([readEngine(house), readVitals(house.db)]));
      const { slots, ...figures } = { slots: undefined, ...engine };
      const all = { ...figures, slotsAllowed: slots?.allowed, slotsMost: slots?.most, ...vitals };
      for (const [name, value] of Object.entries(all)) {
        if (isOneOf(gauges, name) && ["number", "boolean"].includes(typeof value)) gauges[name].set(Number(value));
      }
      for (const { fate, count } of vitals.posts) gauges.posts.set({ fate }, count);
      for (const { state, count } of vitals.mails) gauges.mails.set({ state }, count);
      for (const { state, count } of vitals.webhooks) gauges.webhooks.set({ state }, count);
      up.set(1);
    } catch {
      up.set(0);
    }
  });
}

const isOneOf = <T extends object>(all: T, name: string): name is Extract<keyof T, string> => Object.hasOwn(all, name);
