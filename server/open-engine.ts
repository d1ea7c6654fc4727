import type pg from "pg";
import type { Env } from "#config/env.ts";
import type { Logger } from "#config/logger.ts";
import { createPool, type Db } from "#db/database.ts";
import { insertOutbox, removeFromOutbox, takeOutbox } from "#db/queries/outbox.ts";
import { rawSql } from "#db/raw-sql.ts";
import { asOwner } from "#db/scope.ts";
import { inTransaction } from "#db/transaction.ts";
import { createClient } from "#workflows/client.ts";
import { type AcceptedEvent, createCommit, createDispatch, type Dispatch } from "#workflows/dispatch.ts";
import { createEmbeddedEngine } from "#workflows/embedded.ts";
import type { Engine } from "#workflows/engine/index.ts";
import { type Desk, type Stage, workflows } from "#workflows/index.ts";
import { traceRuns, type Watcher } from "#workflows/trace.ts";
import type { House } from "./house.ts";
import type { OpenDatabase } from "./open-database.ts";
import { openRemoteEngine } from "./remote-engine.ts";

export type StudioEngine = Pick<House, "engine" | "remoteEngine" | "dispatch" | "commit"> & {
  /** The engine's own connections. */
  pools: Record<string, pg.Pool>;
  start(crew: Desk & Stage): Promise<void>;
  /** Lets what is being done finish, within 10 seconds, and hands the rest back. */
  close(): Promise<void>;
};

/** How many calls the engine in this process makes at once. */
const callsAtOnce = 10;

/** The engine that the environment chooses: the one in this process, or an Inngest server. */
export async function openEngine(
  env: Env,
  database: Pick<OpenDatabase, "db" | "pool" | "connectionString">,
  publicUrl: string,
  logger: Logger,
  watcher: Watcher,
): Promise<StudioEngine> {
  const { db, connectionString } = database;
  if (env.inngest) {
    const remote = openRemoteEngine(env.inngest, database, publicUrl, logger, watcher);
    const dispatch = dispatchToOutbox();
    return {
      engine: undefined,
      remoteEngine: remote,
      pools: {},
      dispatch,
      commit: createCommit(dispatch),
      start: remote.start,
      close: remote.close,
    };
  }
  // Of its own: however busy the engine is, it takes no connection from whoever answers pages, and the other way round.
  const enginePool = createPool(connectionString, callsAtOnce + 4);
  enginePool.on("error", () => undefined);
  const engine = createEmbeddedEngine({ pool: enginePool, connectionString, concurrency: callsAtOnce, logger });
  const dispatch = dispatchTo(engine);
  return {
    engine,
    remoteEngine: undefined,
    pools: { engine: enginePool },
    dispatch,
    commit: createCommit(dispatch),
    async start(crew) {
      const client = createClient({ ...engine.clientOptions, logger, middleware: [traceRuns(logger, watcher)] });
      await engine.start(client, workflows(client, { ...crew, forgetRuns: engine.forgetRuns }));
      await adoptOutbox(db, engine);
    },
    async close() {
      await engine.stop();
      await enginePool.end();
    },
  };
}

/** Events for whichever engine the environment chooses, from a program that does not run any itself. */
export async function openDispatch(
  env: Pick<Env, "inngest">,
  { pool, connectionString }: Pick<OpenDatabase, "pool" | "connectionString">,
): Promise<Dispatch> {
  if (env.inngest) return dispatchToOutbox();
  const engine = createEmbeddedEngine({ pool, connectionString });
  await engine.prepare();
  return dispatchTo(engine);
}

// What the engine keeps, and the events that wait for one, are no workspace's to see.
function dispatchTo(engine: Engine): Dispatch {
  return createDispatch((db, events: AcceptedEvent[]) => asOwner(db, (trx) => engine.send(events, rawSql(trx))));
}

function dispatchToOutbox(): Dispatch {
  return createDispatch((db, events: AcceptedEvent[]) => asOwner(db, (trx) => insertOutbox(trx, events)));
}

/** Takes over what waited for an Inngest server when the studio was last run with one. */
async function adoptOutbox(db: Db, engine: Engine): Promise<void> {
  for (let left = true; left; ) {
    left = await inTransaction(db, async (trx) => {
      const rows = await takeOutbox(trx, 500);
      if (rows.length > 0)
        await engine.send(
          rows.map(({ event }) => event),
          rawSql(trx),
        );
      await removeFromOutbox(trx, rows);
      return rows.length > 0;
    });
  }
}
