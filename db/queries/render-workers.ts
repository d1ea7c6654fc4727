import { sql } from "kysely";
import type pg from "pg";
import type { Db } from "../database.ts";

/** Names the advisory lock that every render worker shares while it runs; any two numbers of ours would do. */
const lock = [7_261_010, 1] as const;

/** Makes this connection count as a render worker for as long as it lasts: a worker that is killed stops counting. */
export async function holdAsRenderWorker(client: pg.ClientBase): Promise<void> {
  await client.query("select pg_advisory_lock_shared($1, $2)", [...lock]);
}

/** How many render workers are running on this database, on whichever machine. */
export async function countRenderWorkers(db: Db): Promise<number> {
  const { rows } = await sql<{ workers: number }>`
    select count(*)::int as workers from pg_locks
    where locktype = 'advisory' and classid = ${lock[0]} and objid = ${lock[1]} and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database())`.execute(db);
  return rows[0]?.workers ?? 0;
}
