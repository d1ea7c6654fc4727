import { readEnv } from "#config/env.ts";
import { createPool } from "#db/database.ts";
import type { TestDatabase } from "#tests/harness/database.ts";
import type { Desk } from "./command.ts";

/** A desk that remembers what was said and complained, on a test's own database and data folder. */
export function deskOf(dataDir: string, database?: TestDatabase) {
  const said: string[] = [];
  const complained: string[] = [];
  const desk: Desk = {
    env: readEnv({ DATA_DIR: dataDir }),
    say: (line) => said.push(line),
    complain: (line) => complained.push(line),
    pathOf: (typed) => typed,
    withDatabase: async (work) => {
      if (!database) throw new Error("This command needs no database");
      const { db, within, connectionString } = database;
      const pool = createPool(connectionString, 1);
      try {
        return await work({
          db,
          within,
          pool,
          connectionString,
          migrated: [],
          pools: {},
          close: async () => undefined,
        });
      } finally {
        await pool.end();
      }
    },
  };
  return { desk, said, complained };
}
