import { randomBytes } from "node:crypto";
import type pg from "pg";
import { inject } from "vitest";
import { createDb, createPool, type Db } from "#db/database.ts";
import { createDatabase, dropDatabase } from "#db/embedded.ts";
import { openScopes, type Within } from "#db/scope.ts";

/** `db` sees every workspace, `within` one. */
export type TestDatabase = { connectionString: string; pool: pg.Pool; db: Db; within: Within; drop(): Promise<void> };

/** A migrated, empty database of the caller's own on the run's PostgreSQL. Call `drop` in `afterAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject("databaseServer");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const connectionString = await createDatabase(server, name, "troupe_template");
  const pool = createPool(connectionString, 8);
  const db = createDb(pool);
  const scopes = openScopes(connectionString, 4);
  return {
    connectionString,
    pool,
    db,
    within: scopes.within,
    drop: async () => {
      await scopes.close();
      await db.destroy();
      // Kysely ends a pool only after it has asked something through it, and a server waits five seconds for whoever stays.
      if (!pool.ending) await pool.end();
      // One that is still being let go stays until the whole server goes: cutting connections would fail some other test.
      await dropDatabase(server, name);
    },
  };
}
