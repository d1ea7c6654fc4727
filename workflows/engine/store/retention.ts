import type { Queryable } from "./database.ts";

/** Rows per statement: a run takes its steps along, so that is some thousands at most, and locks are short. */
export const PRUNE_BATCH = 200;

/** In a query of its own, here and wherever something is due: compared with the function itself, an index is read from end to end. */
const OLD = "(select clock_timestamp() - $1::float8 * interval '1 ms')";

/** Each removes at most `$2` rows older than `$1` milliseconds. */
const PRUNES = [
  `delete from engine.runs where id in (
     select id from engine.runs where ended_at < ${OLD} order by ended_at limit $2) returning 1`,
  // Never younger than a day: an event's row is what recognises its duplicates. Nor one that was not routed yet.
  `delete from engine.events where id in (
     select id from engine.events where received_at < least(${OLD}, (select clock_timestamp() - interval '24 hours'))
       and routed_from is not null order by received_at limit $2) returning 1`,
  // What was gathered for a function that is gone, and is gone for good.
  `delete from engine.gatherings where id in (
     select id from engine.gatherings where due_at < ${OLD} order by due_at limit $2) returning 1`,
  `delete from engine.keys where (kind, function_id, key) in (
     select kind, function_id, key from engine.keys
     where until < (select clock_timestamp()) and $1::float8 is not null order by until limit $2) returning 1`,
];

/**
 * Removes one batch each of finished runs older than `keepMs` with their steps, of old events, and of keys that have
 * run out. True when there may be more.
 */
export async function pruneHistory(db: Queryable, keepMs: number, batch = PRUNE_BATCH): Promise<boolean> {
  let more = false;
  for (const sql of PRUNES) {
    const { rows } = await db.query(sql, [keepMs, batch]);
    more ||= rows.length >= batch;
  }
  return more;
}

/** Removes an owner's runs that ended before then, with their steps, a batch at a time; answers how many. */
export async function forgetEndedRuns(db: Queryable, tag: string, before: Date, batch = PRUNE_BATCH): Promise<number> {
  for (let gone = 0; ; ) {
    // No run ends before it is made, so that the index by tag and age leads to the old ones.
    const { rows } = await db.query(
      `delete from engine.runs where id in (
         select id from engine.runs where tag = $1 and created_at < $2 and ended_at < $2 order by created_at limit $3)
       returning 1`,
      [tag, before, batch],
    );
    gone += rows.length;
    if (rows.length < batch) return gone;
  }
}
