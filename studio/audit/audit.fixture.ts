import type { Trx } from "#db/database.ts";
import type { TestDatabase } from "#tests/harness/database.ts";
import type { Actor } from "./actor.ts";

/** Rune, who reviews, at his desk. */
export function actorIn(workspaceId: string): Actor {
  const device = { address: "192.0.2.7", userAgent: "Firefox" };
  return { workspaceId, kind: "user", id: "rune", name: "Rune", ...device };
}

/** Does what only somebody with the database's own password can do: changes rows past every lock. */
export async function tamper(database: TestDatabase, statement: string, values: unknown[] = []): Promise<number> {
  const client = await database.pool.connect();
  try {
    await client.query("set session_replication_role = replica");
    return (await client.query(statement, values)).rowCount ?? 0;
  } finally {
    await client.query("set session_replication_role = default");
    client.release();
  }
}

/** One act in a transaction of its own. */
export async function act(database: TestDatabase, work: (trx: Trx) => Promise<unknown>): Promise<void> {
  await database.db.transaction().execute(work);
}
