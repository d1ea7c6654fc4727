import type { EngineContext } from "../context.ts";
import { giveUpCall } from "../executor/execute-call.ts";
import { doOneByOne } from "../executor/one-by-one.ts";
import { addCallJob } from "../store/calls.ts";
import { inTransaction, type Queryable } from "../store/database.ts";
import { PRESENCE_LOCK } from "./presence.ts";

/** A call that this many processes in a row died over, without its run getting any further, is not tried again. */
export const MOST_DEATHS = 5;
/** From this many on it may be what kills them, or only have been near: suspects go one at a time, so it shows. */
const SUSPECT_AFTER = 3;
const SUSPECT_LOCK = [7_261_001, 3] as const;

/**
 * Takes over from engines that are gone: their jobs are unlocked, their calls handed back under a new generation.
 * Should one only have been cut off, whatever it still tries to write no longer carries a valid claim.
 */
export async function recoverDeadEngines({ pool, engineId, logger }: EngineContext): Promise<string[]> {
  const { rows } = await pool.query<{ id: string; worker_ids: string[] }>(
    "select id, worker_ids from engine.engines where id <> $1",
    [engineId],
  );
  const recovered: string[] = [];
  for (const engine of rows) {
    await inTransaction(pool, async (tx) => {
      const lock = await tx.query<{ free: boolean }>("select pg_try_advisory_xact_lock($1, hashtext($2)) as free", [
        PRESENCE_LOCK,
        engine.id,
      ]);
      if (!lock.rows[0]?.free) return;
      const gone = await tx.query("delete from engine.engines where id = $1 returning id", [engine.id]);
      if (gone.rows.length === 0) return;
      await noteDeaths(tx, engine.id);
      await handBackEverything(tx, engine.id, engine.worker_ids);
      recovered.push(engine.id);
    });
  }
  if (recovered.length > 0) logger.warn({ engines: recovered }, "Took over from an engine that stopped");
  return recovered;
}

/** Counts, for every call an engine died over, how many did since its run last got any further. */
async function noteDeaths(tx: Queryable, engineId: string): Promise<void> {
  await tx.query(
    `update engine.calls c
     set deaths = case when c.died_at_version = r.version then c.deaths + 1 else 1 end, died_at_version = r.version
     from engine.runs r where r.id = c.run_id and c.engine_id = $1 and c.state = 'running'`,
    [engineId],
  );
}

/** Gives everything an engine was busy with to whoever comes next; suspects are held until it is their turn. */
export async function handBackEverything(tx: Queryable, engineId: string, workerIds: string[]): Promise<void> {
  await releaseWorkers(tx, workerIds);
  await tx.query(
    `with back as (
       update engine.calls
       set state = case when deaths >= $2 then 'delayed' when lane_id is null then 'ready' else 'parked' end,
           generation = generation + 1, claim = null, engine_id = null, since = clock_timestamp()
       where engine_id = $1 and state = 'running'
       returning id, generation, state
     )
     select ${addCallJob("back")} from back where state = 'ready'`,
    [engineId, SUSPECT_AFTER],
  );
}

/**
 * Lets the next suspect go when none is under way; one whose run got further is none any more. Those with the fewest deaths first: what was only near a crash gets
 * by, and what causes one is alone when it does it again.
 */
export async function releaseSuspect({ pool }: EngineContext): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ free: boolean }>("select pg_try_advisory_xact_lock($1, $2) as free", [
      ...SUSPECT_LOCK,
    ]);
    if (!rows[0]?.free) return;
    await tx.query(
      `with next as (
         select id from engine.calls
         where deaths >= $1 and deaths < $2 and state = 'delayed' and due_at is null
           and not exists (
             select 1 from engine.calls o join engine.runs r on r.id = o.run_id
             where o.deaths >= $1 and o.state <> 'delayed' and r.version = o.died_at_version)
         order by deaths, since limit 1 for update
       ), freed as (
         update engine.calls c
         set state = case when lane_id is null then 'ready' else 'parked' end, generation = generation + 1,
             since = clock_timestamp()
         from next where c.id = next.id returning c.id, c.generation, c.state
       )
       select ${addCallJob("freed")} from freed where state = 'ready'`,
      [SUSPECT_AFTER, MOST_DEATHS],
    );
  });
}

/** Fails the runs of calls that no process survives. */
export async function giveUpDeadlyCalls(context: EngineContext): Promise<void> {
  const { rows } = await context.pool.query<{ id: string }>(
    "select id from engine.calls where deaths >= $1 and state = 'delayed' and due_at is null limit 100",
    [MOST_DEATHS],
  );
  const why = `The process ended ${MOST_DEATHS} times while it was at this, so it is not tried again`;
  await doOneByOne(context, "Runs that end every process could not be given up", rows, ({ id }) =>
    giveUpCall(context, id, why),
  );
}

/** Unlocks the jobs of queue workers that no longer exist, and wakes those that do. */
export async function releaseWorkers(tx: Queryable, workerIds: string[]): Promise<void> {
  await tx.query("select graphile_worker.force_unlock_workers($1)", [workerIds]);
  await tx.query(`select pg_notify('jobs:insert', '{"count":100}')`);
}
