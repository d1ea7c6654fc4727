import type { Queryable } from "./database.ts";

export type Health = {
  /** How long the oldest thing that could be done now has been waiting to be done. */
  queueAgeSeconds: number;
  /** Calls that wait for a free slot or for room in their lane. */
  waiting: number;
  running: number;
  failed24h: number;
  /** Events that could not be brought to what listens for them (`listSetAside`); they wait for a person. */
  setAside: number;
};

/** Notes that every lane with room was served just now: no parked call could have gone on since before this. */
export async function notePulse(db: Queryable): Promise<void> {
  await db.query(
    `insert into engine.pulse (single, at) values (true, clock_timestamp())
     on conflict (single) do update set at = excluded.at where engine.pulse.at < clock_timestamp() - interval '500 ms'`,
  );
}

/**
 * How the engine is doing, from the database alone: the same whichever process is asked, and none of it reads more the
 * more runs sleep. The queue's age is that of the oldest of: a job nobody has taken, something due that has not been
 * done, and, when calls are parked, the last look at the lanes (a parked call that has had room for so long is an engine
 * that does not look). Counts are taken where an index has nothing else in it.
 */
export async function readHealth(db: Queryable): Promise<Health> {
  const { rows } = await db.query<Record<"age" | "waiting" | "running" | "failed" | "set_aside", number | null>>(
    `select
       extract(epoch from clock_timestamp() - least(
         (select min(run_at) from graphile_worker._private_jobs
          where is_available and priority = 0 and run_at <= (select clock_timestamp())),
         (select min(due_at) from engine.steps where status in ('sleeping', 'waiting') and due_at is not null),
         (select min(due_at) from engine.calls where state = 'delayed'),
         (select min(next_at) from engine.crons),
         (select min(due_at) from engine.gatherings),
         (select greatest(p.at + interval '10 seconds', parked.since) from
           (select min(since) as since from (
             select since from engine.calls where state = 'parked' limit 1000) waiting) parked
           left join engine.pulse p on true where parked.since is not null)
       ))::float8 as age,
       (select count(*)::int from engine.calls where state = 'parked')
         + (select count(*)::int from graphile_worker._private_jobs
            where is_available and run_at <= (select clock_timestamp())
              and task_id = (select id from graphile_worker._private_tasks where identifier = 'engine:call')) as waiting,
       (select count(*)::int from engine.calls where engine_id is not null) as running,
       (select count(*)::int from engine.runs where status = 'failed' and ended_at > now() - interval '24 hours') as failed,
       (select count(*)::int from engine.events where set_aside is not null) as set_aside`,
  );
  const row = rows[0];
  return {
    queueAgeSeconds: Math.max(0, row?.age ?? 0),
    waiting: row?.waiting ?? 0,
    running: row?.running ?? 0,
    failed24h: row?.failed ?? 0,
    setAside: row?.set_aside ?? 0,
  };
}
