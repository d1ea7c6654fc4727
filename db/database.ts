import { CamelCasePlugin, Kysely, PostgresDialect, type PostgresPool, type Transaction } from "kysely";
import pg from "pg";
import type { Database } from "./tables/index.ts";

/** What every query takes first: the database, or a transaction on it. */
export type Db = Kysely<Database>;
export type Trx = Transaction<Database>;

/** PostgreSQL's type id of bigint, which the driver would hand over as text. Counts and micros stay below 2^53. */
const bigintType = 20;

const types = {
  getTypeParser(id: number, format?: "text" | "binary") {
    return id === bigintType ? Number : pg.types.getTypeParser(id, format as "text");
  },
} as pg.CustomTypesConfig;

/**
 * A pool of connections to one database, with the rights of `role` when it is not to have the user's own. The caller ends
 * it. Times are in UTC whatever the server's zone is.
 */
export function createPool(connectionString: string, max = 12, role?: string): pg.Pool {
  const options = `-c timezone=Etc/UTC${role ? ` -c role=${role}` : ""}`;
  const pool = new pg.Pool({ connectionString, max, types, options });
  // A connection that breaks while it is lent fails whatever is asked of it next, which its borrower hears; the event beside
  // that, with nobody to hear it, would end the process: when PostgreSQL restarts in the middle of a transaction.
  pool.on("connect", (client) => void client.on("error", () => undefined));
  return pool;
}

/** Typed queries on a pool. Destroying it ends the pool. */
export function createDb(pool: PostgresPool): Db {
  return new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
}

/** A value for a jsonb column. */
export function asJson(value: unknown): string {
  return JSON.stringify(value);
}
