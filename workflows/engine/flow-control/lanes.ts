import type pg from "pg";
import type { StoredEvent } from "../protocol/events.ts";
import { keyOf } from "../protocol/expressions.ts";
import type { FunctionPlan } from "../protocol/functions.ts";
import { addCallJob } from "../store/calls.ts";
import { inTransaction, type Queryable } from "../store/database.ts";

const GATE_LOCK = [7_261_001, 2] as const;

/**
 * The lane of a run: one row per combination of concurrency keys. Calls of runs in a lane wait there, parked, and at
 * most `limit` per key are let through; so a thousand runs of one key never stand in front of another key's one.
 * `undefined` for a function without limits.
 */
export async function findLane(tx: Queryable, plan: FunctionPlan, event: StoredEvent): Promise<string | undefined> {
  if (plan.concurrency.length === 0) return undefined;
  const limits = plan.concurrency.map(({ limit, scope, key }) => {
    const owner = scope === "fn" ? plan.id : scope;
    return { key: JSON.stringify([owner, key?.source ?? "", keyOf(key, event)]), limit };
  });
  limits.sort((a, b) => (a.key < b.key ? -1 : 1));
  const { rows } = await tx.query<{ id: string }>(
    `insert into engine.lanes (keys, limits) values ($1, $2)
     on conflict (keys) do update set limits = excluded.limits returning id`,
    [limits.map(({ key }) => key), limits.map(({ limit }) => limit)],
  );
  return rows[0]?.id;
}

/**
 * Lets parked calls through wherever their keys have room. Counting and letting through happen under one lock, so the
 * limit holds whatever several workers do at once. The lane served longest ago goes first; within a lane the oldest run.
 * With `laneId`, only that lane and those that share a key with it are looked at.
 */
export async function admitCalls(pool: pg.Pool, laneId?: string): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await tx.query("select pg_advisory_xact_lock($1, $2)", [...GATE_LOCK]);
    const { rows: lanes } = await tx.query<LaneRow>(
      `select l.id, l.keys, l.limits,
         (select count(*)::int from engine.calls c where c.lane_id = l.id and c.state in ('ready', 'running')) as taken,
         exists (select 1 from engine.calls c where c.lane_id = l.id and c.state = 'parked') as waiting
       from engine.lanes l
       where $1::bigint is null or l.keys && (select keys from engine.lanes where id = $1)
       order by l.served_at`,
      [laneId ?? null],
    );
    const takenByKey = new Map<string, number>();
    for (const lane of lanes) for (const key of lane.keys) takenByKey.set(key, (takenByKey.get(key) ?? 0) + lane.taken);

    const hasRoom = (lane: LaneRow) => lane.keys.every((key, i) => (takenByKey.get(key) ?? 0) < (lane.limits[i] ?? 0));
    let open = lanes.filter((lane) => lane.waiting);
    while (open.length > 0) {
      const next: LaneRow[] = [];
      for (const lane of open) {
        if (!hasRoom(lane) || !(await admitOldest(tx, lane.id))) continue;
        for (const key of lane.keys) takenByKey.set(key, (takenByKey.get(key) ?? 0) + 1);
        next.push(lane);
      }
      open = next;
    }
  });
}

type LaneRow = { id: string; keys: string[]; limits: number[]; taken: number; waiting: boolean };

async function admitOldest(tx: Queryable, laneId: string): Promise<boolean> {
  const { rows } = await tx.query(
    `with served as (update engine.lanes set served_at = clock_timestamp() where id = $1),
     oldest as (
       select id from engine.calls where lane_id = $1 and state = 'parked' order by rank, id limit 1 for update skip locked
     ), admitted as (
       update engine.calls c set state = 'ready', generation = generation + 1 from oldest where c.id = oldest.id
       returning c.id, c.generation
     )
     select ${addCallJob("admitted")} from admitted`,
    [laneId],
  );
  return rows.length > 0;
}

/** Lanes nobody is in any more are forgotten; one is made again when it is needed. */
export async function forgetEmptyLanes(tx: Queryable): Promise<void> {
  await tx.query(
    `delete from engine.lanes l where served_at < clock_timestamp() - interval '1 hour'
     and not exists (select 1 from engine.calls c where c.lane_id = l.id)
     and not exists (select 1 from engine.runs r where r.lane_id = l.id and r.status in ('queued', 'running'))`,
  );
}
