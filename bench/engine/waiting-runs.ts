import type pg from "pg";
import type { StudioRig } from "./studio-rig.ts";

/** What 100,000 waiting runs wait for. */
export const WAITING = { asleep: 40_000, listening: 40_000, inLanes: 20_000 };

/**
 * Fills the tables with waiting runs: one real run of each kind is begun, and its rows are copied with new names. A half
 * of those in lanes hold their lane's only place, the others are parked behind them: 10,000 lanes that are all full.
 */
export async function addWaitingRuns(rig: StudioRig): Promise<void> {
  const { pool } = rig;
  await rig.inngest.send([
    { name: "bench/sleep", data: {} },
    { name: "bench/listen", data: { id: "model", key: "model" } },
  ]);
  const asleep = await findModel(pool, "troupe-sleeper");
  const listening = await findModel(pool, "troupe-listener");
  const copyRuns = (events: string) => `
    insert into engine.runs select copy.* from engine.runs m, generate_series(1, $2::int) n, lateral jsonb_populate_record(m,
      jsonb_build_object('id', m.id || '-' || n, 'dedupe_key', null, 'events', ${events})) copy where m.id = $1`;
  const copyRows = (table: string, changes: string) => `
    insert into engine.${table} select copy.* from engine.${table} m, generate_series(1, $2::int) n,
      lateral jsonb_populate_record(m, jsonb_build_object('run_id', m.run_id || '-' || n) || ${changes}) copy where m.run_id = $1`;
  const numbered =
    "jsonb_build_array(jsonb_build_object('name', 'bench/listen', 'data', jsonb_build_object('id', n::text, 'key', 'waiting ' || n)))";

  await pool.query(copyRuns("m.events::jsonb"), [asleep, WAITING.asleep]);
  await pool.query(copyRows("steps", "jsonb_build_object('due_at', m.due_at + n * interval '1 second')"), [
    asleep,
    WAITING.asleep,
  ]);
  await pool.query(copyRuns(numbered), [listening, WAITING.listening]);
  const place = `jsonb_build_object('wait_value', '"' || n || '"')`;
  await pool.query(copyRows("steps", place), [listening, WAITING.listening]);
  await pool.query(copyRows("cancels", place), [listening, WAITING.listening]);
  await fillLanes(pool, asleep);
  await pool.query("vacuum analyze");
}

async function findModel(pool: pg.Pool, functionId: string): Promise<string> {
  for (;;) {
    const { rows } = await pool.query<{ id: string }>(
      `select r.id from engine.runs r join engine.steps s on s.run_id = r.id
       where r.function_id = $1 and s.status in ('sleeping', 'waiting') limit 1`,
      [functionId],
    );
    if (rows[0]) return rows[0].id;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function fillLanes(pool: pg.Pool, model: string): Promise<void> {
  const lanes = WAITING.inLanes / 2;
  await pool.query("insert into engine.lanes (keys) select array['bench ' || n] from generate_series(1, $1::int) n", [
    lanes,
  ]);
  await pool.query(
    `insert into engine.lane_keys (lane_id, key, max, waiting)
     select id, keys[1], 1, true from engine.lanes where keys[1] like 'bench %'`,
  );
  for (const state of ["running", "parked"]) {
    await pool.query(
      `with copies as (
         insert into engine.runs select copy.* from engine.runs m, engine.lanes l, lateral jsonb_populate_record(m,
           jsonb_build_object('id', m.id || '-${state}-' || l.id, 'dedupe_key', null, 'lane_id', l.id)) copy
         where m.id = $1 and l.keys[1] like 'bench %' returning id, lane_id, rank
       ), calls as (
         insert into engine.calls (run_id, lane_id, rank, state) select id, lane_id, rank, $2 from copies
         returning id, lane_id, state
       )
       insert into engine.places (call_id, key)
       select c.id, l.keys[1] from calls c join engine.lanes l on l.id = c.lane_id where c.state = 'running'`,
      [model, state],
    );
  }
}
