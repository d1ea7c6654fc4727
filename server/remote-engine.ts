import type { RequestHandler } from "express";
import type { InngestSettings } from "#config/inngest.ts";
import type { Logger } from "#config/logger.ts";
import { listenTo } from "#db/listen.ts";
import { type Backlog, outboxChannel, readBacklog } from "#db/queries/outbox.ts";
import { countRenderWorkers } from "#db/queries/render-workers.ts";
import { appIds, createClient } from "#workflows/client.ts";
import { type Desk, deskWorkflows } from "#workflows/index.ts";
import { startRelay } from "#workflows/relay.ts";
import { traceRuns, type Watcher } from "#workflows/trace.ts";
import { openInngestRoute } from "./inngest-route.ts";
import type { OpenDatabase } from "./open-database.ts";

/** How often the server is told what there is to run: a development server forgets everything when it starts again. */
const announceEveryMs = 5 * 60_000;
const announceAgainMs = 5_000;

export type RemoteEngine = {
  /** Where people look at runs. */
  dashboardUrl: string;
  /** What the studio and `npm run worker` are called there. */
  appIds: string[];
  /** Events that have not reached the server yet. */
  backlog(): Promise<Backlog>;
  /** How many `npm run worker` are running. */
  renderWorkers(): Promise<number>;
  /** Why the server does not know this studio; undefined when it does. */
  problem(): string | undefined;
  /** Answers the server's calls at /api/inngest. */
  route: RequestHandler;
  /** Tells the server what there is to run; to be called once the studio can be reached. */
  announce(): void;
  /** Takes no further call and lets those under way finish, for 8 seconds at most. */
  drain(): Promise<void>;
};

type OpenRemoteEngine = RemoteEngine & { start(crew: Desk): Promise<void>; close(): Promise<void> };

/**
 * An Inngest server as the studio's engine: it calls the light workflows here, and `npm run worker` for the others. Events
 * go by the outbox, so that a server that is away loses none.
 */
export function openRemoteEngine(
  settings: InngestSettings,
  { db, connectionString }: Pick<OpenDatabase, "db" | "connectionString">,
  publicUrl: string,
  logger: Logger,
  watcher: Watcher,
): OpenRemoteEngine {
  const client = createClient(clientOptionsOf(settings, logger, watcher));
  const origin = settings.serveOrigin ?? publicUrl;
  const route = openInngestRoute({ client, origin, dev: settings.dev });
  let problem: string | undefined = "The studio has not reached the Inngest server yet.";
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let stopRelay = async () => {};

  async function announce(): Promise<void> {
    const failure = await route.register();
    if (failure && failure !== problem) logger.warn({ why: failure }, "The Inngest server does not know this studio");
    if (!failure && problem) logger.info({ server: settings.dashboardUrl }, "The Inngest server knows this studio");
    problem = failure;
    if (closed) return;
    timer = setTimeout(announce, failure ? announceAgainMs : announceEveryMs);
    timer.unref();
  }

  return {
    dashboardUrl: settings.dashboardUrl,
    appIds: Object.values(appIds),
    backlog: () => readBacklog(db),
    renderWorkers: () => countRenderWorkers(db),
    problem: () => problem,
    route: route.handler,
    announce: () => void announce(),
    drain: route.drain,
    async start(crew) {
      route.serve(deskWorkflows(client, crew));
      // Both apps have to be known there. Once seen they stay known, and runs wait for a worker that is away.
      const ready = async () => problem === undefined && (await countRenderWorkers(db)) > 0;
      const relay = startRelay({ db, client, logger, ready });
      const listening = await listenTo(connectionString, outboxChannel, relay.wake);
      stopRelay = async () => {
        await listening.stop();
        await relay.stop();
      };
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await stopRelay();
    },
  };
}

/** How long a request to the server may take, in milliseconds; without a bound a silent one would hold the relay up. */
const requestMs = 20_000;

/** What a client of that server is made with. Everything is said, so that the SDK reads nothing from the environment. */
export function clientOptionsOf(settings: InngestSettings, logger: Logger, watcher: Watcher) {
  return {
    isDev: settings.dev,
    baseUrl: settings.baseUrl,
    eventKey: settings.eventKey,
    signingKey: settings.signingKey,
    signingKeyFallback: settings.signingKeyFallback,
    logger,
    middleware: [traceRuns(logger, watcher)],
    fetch: ((url, init) =>
      fetch(url, { ...init, signal: init?.signal ?? AbortSignal.timeout(requestMs) })) satisfies typeof fetch,
  };
}
