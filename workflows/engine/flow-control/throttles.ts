import type pg from "pg";
import { inTransaction } from "../store/database.ts";
import { lockPace, savePace } from "./limits.ts";

/** Runs freed this late or less keep their times: a busy clock is not an outage. */
const LATE_MS = 250;

type Line = { function_id: string; throttle_key: string };

/**
 * Puts the lines of throttled runs back by as much as they are late, before anybody lets them go: after an outage of an
 * hour an hour's worth of runs is due, and would start at once.
 */
export async function putBackLateLines(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<Line>(
    `select distinct r.function_id, r.throttle_key
     from engine.calls c join engine.runs r on r.id = c.run_id
     where c.state = 'delayed' and c.due_at < (select clock_timestamp() - $1::float8 * interval '1 ms')
       and r.throttle_key is not null and r.status = 'queued'`,
    [LATE_MS],
  );
  for (const line of rows) await putBack(pool, line);
}

async function putBack(pool: pg.Pool, { function_id, throttle_key }: Line): Promise<void> {
  await inTransaction(pool, async (tx) => {
    // Nobody can take a place in this line meanwhile; and whoever comes second finds it put back.
    const { now, pace } = await lockPace(tx, "throttle", function_id, throttle_key);
    const { rows } = await tx.query<{ late: number | null }>(
      `with line as (
         select c.id, c.due_at from engine.runs r join engine.calls c on c.run_id = r.id and c.state = 'delayed'
         where r.function_id = $1 and r.throttle_key = $2 and r.status = 'queued' for update of c
       ), late as (
         select extract(epoch from (select clock_timestamp()) - min(due_at))::float8 * 1000 as late from line
       ), moved as (
         update engine.calls c set due_at = c.due_at + late.late * interval '1 ms'
         from line, late where c.id = line.id and late.late > $3::float8
       )
       select late from late`,
      [function_id, throttle_key, LATE_MS],
    );
    const late = rows[0]?.late ?? 0;
    if (late <= LATE_MS) return;
    await savePace(tx, "throttle", function_id, throttle_key, { arrival: (pace?.arrival ?? now) + late, at: now });
  });
}
