import path from "node:path";
import pg from "pg";
import type { Env } from "#config/env.ts";
import { createDb, createPool, type Db } from "#db/database.ts";
import { createDatabase, startEmbeddedDatabase } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import { openScopes, type Within } from "#db/scope.ts";

export type OpenDatabase = {
  /** Sees every workspace. */
  db: Db;
  within: Within;
  pool: pg.Pool;
  /** Every pool, by whom it is for. */
  pools: Record<string, pg.Pool>;
  connectionString: string;
  /** Names of the migrations that ran now. */
  migrated: string[];
  close(): Promise<void>;
};

/**
 * The studio's database, migrated: the one that DATABASE_URL names, or the embedded PostgreSQL in the data folder.
 * `keeps: true` is the studio itself, which stops the embedded server when it closes. A CLI call leaves a server that
 * it found running alone, because a studio is using it.
 */
export async function openDatabase(
  env: Pick<Env, "databaseUrl" | "dataDir">,
  { keeps = false }: { keeps?: boolean } = {},
): Promise<OpenDatabase> {
  if (env.databaseUrl) return connect(env.databaseUrl, async () => undefined);
  const server = await startEmbeddedDatabase({ folder: path.join(env.dataDir, "postgres") });
  const connectionString = await findOrCreateDatabase(server.connectionString, "troupe");
  return connect(connectionString, async () => {
    if (keeps || !server.adopted) await server.stop();
  });
}

async function connect(connectionString: string, afterwards: () => Promise<void>): Promise<OpenDatabase> {
  const pool = createPool(connectionString, 16);
  // An idle connection that breaks is replaced by the pool; without a listener Node would end the studio for it.
  pool.on("error", () => undefined);
  const db = createDb(pool);
  const migrated = await migrate(db);
  const scopes = openScopes(connectionString);
  return {
    db,
    within: scopes.within,
    pool,
    pools: { studio: pool, workspaces: scopes.pool },
    connectionString,
    migrated,
    close: async () => {
      await scopes.close();
      await db.destroy();
      await afterwards();
    },
  };
}

async function findOrCreateDatabase(server: string, name: string): Promise<string> {
  const client = new pg.Client(server);
  await client.connect();
  const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
  await client.end();
  if (!rowCount) return createDatabase(server, name);
  const address = new URL(server);
  address.pathname = `/${name}`;
  return address.href;
}
