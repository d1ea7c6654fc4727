import type pg from "pg";
import type { StoredEvent } from "../protocol/events.ts";
import { keyOf } from "../protocol/expressions.ts";
import type { FunctionPlan } from "../protocol/functions.ts";
import type { Queryable } from "../store/database.ts";

/**
 * The lane of a run: one row per combination of concurrency keys. Calls of runs in a lane wait there, parked, and at
 * most `limit` per key are let through; so a thousand runs of one key never stand in front of another key's one.
 * `undefined` for a function without limits. A lane that is there is only read: runs of one lane do not wait for each
 * other to be created.
 */
export async function findLane(tx: Queryable, plan: FunctionPlan, event: StoredEvent): Promise<string | undefined> {
  if (plan.concurrency.length === 0) return undefined;
  const limits = new Map<string, number>();
  for (const { limit, scope, key } of plan.concurrency) {
    const owner = scope === "fn" ? plan.id : scope;
    const name = JSON.stringify([owner, key?.source ?? "", keyOf(key, event)]);
    limits.set(name, Math.min(limit, limits.get(name) ?? limit));
  }
  const keys = [...limits.keys()].sort();
  const most = keys.map((key) => limits.get(key));
  const found = await tx.query<{ id: string }>(
    `select id from engine.lanes l where keys = $1 and used_at > clock_timestamp() - interval '30 minutes'
       and $2::int[] = (select array_agg(max order by array_position($1, key)) from engine.lane_keys where lane_id = l.id)`,
    [keys, most],
  );
  return found.rows[0]?.id ?? (await makeLane(tx, keys, most));
}

async function makeLane(tx: Queryable, keys: string[], most: (number | undefined)[]): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string }>(
    `insert into engine.lanes (keys) values ($1)
     on conflict (keys) do update set used_at = clock_timestamp() returning id`,
    [keys],
  );
  await tx.query(
    `insert into engine.lane_keys (lane_id, key, max) select $1, key, max from unnest($2::text[], $3::int[]) as k (key, max)
     on conflict (lane_id, key) do update set max = excluded.max`,
    [rows[0]?.id, keys, most],
  );
  return rows[0]?.id;
}

/**
 * Lets parked calls through wherever their keys have room (`store/admission.ts`); call it after the commit that parked
 * a call in the lane or made room in it. Without `laneId` every lane with parked calls and room is looked at: that finds
 * what a process did not come to because it died, or a transaction that thought better of it.
 */
export async function admitCalls(pool: pg.Pool, laneId?: string): Promise<void> {
  for (const lane of laneId === undefined ? await listLanesWithRoom(pool) : [laneId]) await admitFrom(pool, lane);
}

/** Follows the turn from lane to lane until none that shares a key has room. */
async function admitFrom(pool: pg.Pool, laneId: string): Promise<void> {
  const open = [String(laneId)];
  const done = new Set<string>();
  for (let lane = open.at(-1); lane !== undefined; lane = open.at(-1)) {
    const { rows } = await pool.query<{ turn: string | null }>({
      name: "engine_admit",
      text: "select engine.admit($1)::text as turn",
      values: [lane],
    });
    const turn = rows[0]?.turn;
    if (turn && !done.has(turn)) open.push(turn);
    else done.add(open.pop() ?? "");
  }
}

/** Steps from lane to lane through the index of parked calls, so that it costs by the lane and not by the call. */
async function listLanesWithRoom(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ lane_id: string }>(
    `with recursive parked as (
       (select lane_id from engine.calls where state = 'parked' order by lane_id limit 1)
       union all
       select (select c.lane_id from engine.calls c where c.state = 'parked' and c.lane_id > p.lane_id order by c.lane_id limit 1)
       from parked p where p.lane_id is not null
     ), taken as materialized (select key, count(*) as places from engine.places group by key)
     select p.lane_id::text from parked p
     where p.lane_id is not null and not exists (
       select 1 from engine.lane_keys k join taken t on t.key = k.key where k.lane_id = p.lane_id and t.places >= k.max)`,
  );
  return rows.map(({ lane_id }) => lane_id);
}

/** Lanes nobody is in any more are forgotten; one is made again when it is needed. */
export async function forgetEmptyLanes(tx: Queryable): Promise<void> {
  // Whoever found a lane less than 30 minutes ago may be about to put a run into it (`findLane`).
  await tx.query(
    `delete from engine.lanes l where used_at < clock_timestamp() - interval '1 hour'
     and not exists (select 1 from engine.runs r where r.lane_id = l.id and r.status in ('queued', 'running'))`,
  );
}
