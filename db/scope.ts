import { sql } from "kysely";
import type pg from "pg";
import { createDb, createPool, type Db } from "./database.ts";
import { inTransaction } from "./transaction.ts";

/** The role of whoever works for one workspace: row-level security shows it that workspace's rows. See migration 0005. */
export const tenantRole = "troupe_app";

/**
 * The database as one workspace sees it: rows of any other are not there, whatever a query asks for, and none can be
 * written. Cheap: handles of all workspaces share the connections.
 *
 *     const db = within(workspaceId);
 */
export type Within = (workspaceId: string) => Db;

/** Connections for work inside workspaces, apart from those that see everything. The caller closes it. */
export function openScopes(
  connectionString: string,
  max = 12,
): { within: Within; pool: pg.Pool; close(): Promise<void> } {
  const pool = createPool(connectionString, max, tenantRole);
  pool.on("error", () => undefined);
  const scopes = new WeakMap<pg.PoolClient, string>();

  async function connect(workspaceId: string): Promise<pg.PoolClient> {
    const client = await pool.connect();
    if (scopes.get(client) === workspaceId) return client;
    try {
      await client.query("select set_config('troupe.workspace', $1, false)", [workspaceId]);
    } catch (error) {
      client.release(true);
      throw error;
    }
    scopes.set(client, workspaceId);
    return client;
  }

  return {
    within: (workspaceId) => createDb({ connect: () => connect(workspaceId), end: async () => undefined }),
    pool,
    close: () => pool.end(),
  };
}

/**
 * Runs `work` in the transaction `db` is, or one of its own, with the rights of the database's owner, and hands the rest
 * of it back as it was: for what belongs to no workspace, such as the engine's queue, and has to commit with rows of one.
 * Nothing else is asked of that transaction meanwhile: it would be asked with those rights.
 */
export function asOwner<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  return inTransaction(db, async (trx) => {
    const { rows } = await sql<{ role: string }>`
      select current_setting('role') as role, set_config('role', 'none', true) as changed`.execute(trx);
    const handBack = () => sql`select set_config('role', ${rows[0]?.role ?? tenantRole}, true)`.execute(trx);
    try {
      const done = await work(trx);
      await handBack();
      return done;
    } catch (error) {
      // Whoever called may catch this and go on. When the database itself refused, they can only roll back, to before the
      // rights were changed, and there is nothing to hand back.
      await handBack().catch(() => undefined);
      throw error;
    }
  });
}
