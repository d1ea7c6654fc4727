import { afterAll, beforeAll, expect, test } from "vitest";
import { noteSchedules } from "../scheduler/crons.ts";
import { keepHouse } from "../scheduler/housekeeping.ts";
import { createSimulation, type Simulation } from "../simulation.fixture.ts";
import { forgetEndedRuns, PRUNE_BATCH } from "./retention.ts";

const DAY = 86_400_000;
let sim: Simulation;

beforeAll(async () => {
  sim = await createSimulation((inngest) => [
    inngest.createFunction({ id: "work", triggers: [{ event: "work" }], idempotency: "event.data.n" }, () => {}),
    inngest.createFunction({ id: "gathers", triggers: [{ event: "g" }], debounce: { period: "5m" } }, () => {}),
  ]);
});
afterAll(() => sim.close());

const count = async (table: string, where = "true") => {
  const { rows } = await sim.pool.query<{ count: number }>(`select count(*)::int from engine.${table} where ${where}`);
  return rows[0]?.count;
};
const jobs = async () => {
  const { rows } = await sim.pool.query<{ priority: number }>(
    `select j.priority from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where t.identifier = 'engine:housekeeping'`,
  );
  return rows.map(({ priority }) => priority);
};

test("what ended long ago goes, batch by batch, and what is alive, young or unheard stays", async () => {
  const old = PRUNE_BATCH + 50;
  await sim.pool.query(
    `insert into engine.runs (id, function_id, status, event_name, events, rank, ended_at)
     select 'old-' || n, 'sim-work', 'completed', 'work', '[]', now(), now() from generate_series(1, ${old}) as n`,
  );
  await sim.pool.query(
    `insert into engine.steps (run_id, id, op, display_name, status) select id, 's', 'StepRun', 's', 'completed' from engine.runs`,
  );
  await sim.pool.query(
    `insert into engine.events (id, name, payload, routed_from) select 'old-' || n, 'work', '{}', now() from generate_series(1, 60) as n`,
  );
  await sim.pool.query("insert into engine.events (id, name, payload) values ('unheard', 'work', '{}')");
  await sim.send({ name: "work", data: { n: 0, scene: "0" } });
  await sim.pass(20 * DAY);
  await sim.send({ name: "work", data: { n: 1, scene: "0" } });
  const [alive, young] = await sim.runs(0);
  await sim.finish(young?.id ?? "");
  await sim.pass(15 * DAY);
  await sim.send({ name: "g" });

  await keepHouse(sim.context, 30 * DAY);
  expect(await count("runs", "id like 'old-%'")).toBe(50);
  expect(await jobs()).toEqual([10]);
  await keepHouse(sim.context, 30 * DAY);
  expect(await count("runs", "id like 'old-%'")).toBe(0);
  expect(await count("steps")).toBe(0);
  expect((await sim.runs(0)).map(({ id, status }) => [id, status])).toEqual([
    [alive?.id, "queued"],
    [young?.id, "completed"],
  ]);
  expect(await count("events", "id like 'old-%'")).toBe(0);
  expect(await count("events", "id = 'unheard'")).toBe(1);
  // The key of 20 days ago and the one of 15 have run out; the debounce's event was scheduled just now.
  expect(await count("keys")).toBe(1);
  expect(await count("gatherings")).toBe(1);
});

test("an event is not forgotten before a duplicate of it would be", async () => {
  await sim.send({ id: "once", name: "work", data: { n: 5, scene: "5" } });
  await sim.pass(DAY - 1_000);
  await keepHouse(sim.context, 1);
  await sim.send({ id: "once", name: "work", data: { n: 6, scene: "5" } });
  expect(await sim.runs(5)).toHaveLength(1);
  await sim.pass(2_000);
  await keepHouse(sim.context, 1);
  expect(await count("events", "id = 'once'")).toBe(0);
});

test("the house is kept by a cron, by one job however often it is due", async () => {
  await sim.pool.query("delete from graphile_worker._private_jobs");
  await noteSchedules(sim.context);
  await sim.pass(5 * 60_000);
  expect(await jobs()).toEqual([]);
  await sim.pass(5 * 60_000);
  expect(await jobs()).toEqual([10]);
  await sim.pass(60 * 60_000);
  expect(await jobs()).toEqual([10]);
});

test("an owner's runs that ended before then go sooner, however many, and nobody else's", async () => {
  const add = (id: string, tag: string, status: string, ended: string) =>
    sim.pool.query(
      `insert into engine.runs (id, function_id, status, event_name, events, rank, tag, created_at, ended_at)
       select '${id}-' || n, 'sim-work', $1, 'work', '[]', now(), $2, now() - interval '40 days', ${ended}
       from generate_series(1, 7) as n`,
      [status, tag],
    );
  await add("ours", "w1", "completed", "now() - interval '8 days'");
  await add("failed", "w1", "failed", "now() - interval '8 days'");
  await add("young", "w1", "completed", "now() - interval '6 days'");
  await add("at-it", "w1", "running", "null");
  await add("theirs", "w2", "completed", "now() - interval '8 days'");
  await add("nobodys", "", "completed", "now() - interval '8 days'");
  await sim.pool.query(
    "insert into engine.steps (run_id, id, op, display_name, status) select id, 's', 'StepRun', 's', 'completed' from engine.runs where tag = 'w1'",
  );
  const { rows: clock } = await sim.pool.query<{ before: Date }>("select now() - interval '7 days' as before");
  const before = clock[0]?.before ?? new Date();
  expect(await forgetEndedRuns(sim.pool, "w1", before, 4)).toBe(14);
  expect(await forgetEndedRuns(sim.pool, "w1", before, 4)).toBe(0);
  const { rows } = await sim.pool.query<{ kind: string; runs: number }>(
    `select split_part(id, '-', 1) as kind, count(*)::int as runs from engine.runs
     where created_at < now() - interval '39 days' group by 1 order by 1`,
  );
  expect(rows.filter(({ runs }) => runs === 7).map(({ kind }) => kind)).toEqual(["at", "nobodys", "theirs", "young"]);
  expect(await count("steps", "run_id like 'ours-%' or run_id like 'failed-%'")).toBe(0);
});
