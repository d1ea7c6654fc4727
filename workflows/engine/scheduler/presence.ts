import pg from "pg";
import type { Logger } from "../context.ts";
import { addCallJob } from "../store/calls.ts";
import { inTransaction, type Queryable } from "../store/database.ts";

const PRESENCE_LOCK = 7_261_002;

/**
 * Keeps this engine visibly alive: a session of its own holds an advisory lock for as long as the process lives.
 * PostgreSQL frees the lock the moment the connection breaks, so a killed engine is recognised at once and a slow one
 * is never taken for dead, which no heartbeat can promise. `keepalives` cover a machine that vanished.
 */
export function createPresence(connectionString: string, engineId: string, logger: Logger) {
  let client: pg.Client | undefined;
  let leaving = false;
  let retry: NodeJS.Timeout | undefined;

  const join = async (): Promise<void> => {
    const session = new pg.Client({ connectionString, keepAlive: true, application_name: `engine ${engineId}` });
    session.on("error", (error) => {
      if (client !== session) return;
      client = undefined;
      logger.warn({ error: error.message }, "The engine's presence was interrupted");
      if (!leaving) rejoinSoon();
    });
    await session.connect();
    await session.query("set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3");
    await session.query("select pg_advisory_lock($1, hashtext($2))", [PRESENCE_LOCK, engineId]);
    await session.query("insert into engine.engines (id) values ($1) on conflict do nothing", [engineId]);
    client = session;
  };
  const rejoinSoon = () => {
    retry = setTimeout(() => {
      join().catch(() => {
        if (!leaving) rejoinSoon();
      });
    }, 500);
  };

  return {
    join,
    async leave(): Promise<void> {
      leaving = true;
      clearTimeout(retry);
      const session = client;
      client = undefined;
      await session?.query("delete from engine.engines where id = $1", [engineId]).catch(() => {});
      await session?.end().catch(() => {});
    },
  };
}

/** Notes a queue worker of this engine before it takes its first job. */
export async function noteWorker(pool: pg.Pool, engineId: string, workerId: string): Promise<void> {
  await pool.query(
    `insert into engine.engines (id, worker_ids) values ($1, array[$2])
     on conflict (id) do update set worker_ids = array_append(engine.engines.worker_ids, $2)`,
    [engineId, workerId],
  );
}

/**
 * Takes over from engines that are gone: their jobs are unlocked, their calls handed back under a new generation.
 * Should one only have been cut off, whatever it still tries to write no longer carries a valid claim.
 */
export async function recoverDeadEngines(pool: pg.Pool, engineId: string): Promise<string[]> {
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
      await handBackEverything(tx, engine.id, engine.worker_ids);
      recovered.push(engine.id);
    });
  }
  return recovered;
}

/** Gives everything an engine was busy with to whoever comes next. */
export async function handBackEverything(tx: Queryable, engineId: string, workerIds: string[]): Promise<void> {
  await releaseWorkers(tx, workerIds);
  await tx.query(
    `with back as (
       update engine.calls
       set state = case when lane_id is null then 'ready' else 'parked' end, generation = generation + 1,
           claim = null, engine_id = null
       where engine_id = $1 and state = 'running'
       returning id, generation, state
     )
     select ${addCallJob("back")} from back where state = 'ready'`,
    [engineId],
  );
}

/** Unlocks the jobs of queue workers that no longer exist, and wakes those that do. */
export async function releaseWorkers(tx: Queryable, workerIds: string[]): Promise<void> {
  await tx.query("select graphile_worker.force_unlock_workers($1)", [workerIds]);
  await tx.query(`select pg_notify('jobs:insert', '{"count":100}')`);
}
