import pg from "pg";
import type { Logger } from "../context.ts";

export const PRESENCE_LOCK = 7_261_002;
const LEAVE_WITHIN_MS = 1_000;

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
      if (!session) return;
      const end = session
        .query("delete from engine.engines where id = $1", [engineId])
        .then(() => session.end())
        .catch(() => {});
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, LEAVE_WITHIN_MS);
      });
      await Promise.race([end, late]);
      clearTimeout(timer);
      // A database that did not answer finds out by itself: without this the open socket would keep the process alive.
      session.connection.stream.destroy();
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
