import { sql } from "kysely";
import type { Db } from "../database.ts";

/**
 * Counts a try under a key and answers how many there were in the window, this one included. A window begins with its
 * first try. In one statement, so that tries at the same moment are all counted.
 */
export async function countTry(db: Db, key: string, windowSeconds: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    insert into throttles as t (key, count, started_at) values (${key}, 1, clock_timestamp())
    on conflict (key) do update set
      count = case when t.started_at > clock_timestamp() - make_interval(secs => ${windowSeconds}) then t.count + 1 else 1 end,
      started_at = case when t.started_at > clock_timestamp() - make_interval(secs => ${windowSeconds})
        then t.started_at else clock_timestamp() end
    returning count`.execute(db);
  return rows[0]?.count ?? 1;
}

/** Forgets the tries under a key: who comes in starts afresh. */
export async function forgetTries(db: Db, key: string): Promise<void> {
  await db.deleteFrom("throttles").where("key", "=", key).execute();
}

/** Deletes windows that ended long ago; the longest is an hour. */
export async function forgetOldTries(db: Db): Promise<void> {
  await sql`delete from throttles where started_at < now() - interval '1 day'`.execute(db);
}
