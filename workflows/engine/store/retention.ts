import type pg from "pg";

const BATCH = 1_000;

/** Removes finished runs older than `keepMs` with their steps, old events, and keys that have run out; in batches. */
export async function pruneHistory(pool: pg.Pool, keepMs: number): Promise<void> {
  const olderThan = new Date(Date.now() - keepMs);
  await inBatches(
    pool,
    "delete from engine.runs where id in (select id from engine.runs where ended_at < $1 limit $2) returning id",
    olderThan,
  );
  await inBatches(
    pool,
    // Never younger than a day: an event's row is what recognises its duplicates.
    `delete from engine.events where id in (
       select id from engine.events where received_at < least($1::timestamptz, now() - interval '24 hours') limit $2) returning id`,
    olderThan,
  );
  await inBatches(
    pool,
    `delete from engine.keys where (kind, function_id, key) in (
       select kind, function_id, key from engine.keys where until < $1 limit $2) returning key`,
    new Date(),
  );
}

async function inBatches(pool: pg.Pool, sql: string, before: Date): Promise<void> {
  for (;;) {
    const { rows } = await pool.query(sql, [before, BATCH]);
    if (rows.length < BATCH) return;
  }
}
