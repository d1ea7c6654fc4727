import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { admitCalls } from "../flow-control/lanes.ts";
import { createSimulation, type Simulation } from "../simulation.fixture.ts";
import { rescueSpentJobs } from "./housekeeping.ts";
import { giveUpDeadlyCalls, recoverDeadEngines, releaseSuspect } from "./recovery.ts";

let sim: Simulation;
let scene = 0;

beforeAll(async () => {
  sim = await createSimulation((inngest) => [
    inngest.createFunction({ id: "work", triggers: [{ event: "work" }] }, () => {}),
    inngest.createFunction({ id: "laned", triggers: [{ event: "laned" }], concurrency: 2 }, () => {}),
  ]);
});
afterAll(() => sim.close());
beforeEach(() => {
  scene++;
});

async function add(name: string, n: number): Promise<string> {
  await sim.send({ name, data: { scene: String(scene), n } });
  const run = (await sim.runs(scene)).find(({ events }) => events[0]?.data.n === n);
  return run?.id ?? "";
}

/** An engine takes the calls of these runs, as far as they can be taken, and dies; another recovers from it. */
async function dieOver(...runIds: string[]): Promise<string[]> {
  const engine = `dead-${Math.random()}`;
  await sim.pool.query("insert into engine.engines (id) values ($1)", [engine]);
  const { rows } = await sim.pool.query<{ run_id: string }>(
    `update engine.calls set state = 'running', claim = $1, engine_id = $1
     where run_id = any($2) and state = 'ready' returning run_id`,
    [engine, runIds],
  );
  expect(await recoverDeadEngines(sim.context)).toEqual([engine]);
  return rows.map(({ run_id }) => run_id);
}

const statusOf = async (id: string) => (await sim.runs(scene)).find((run) => run.id === id);

test("what processes die over goes alone, is given up after five deaths in a row, and what was only near it goes on", async () => {
  const deadly = await add("work", 1);
  const near = await add("work", 2);
  for (let death = 0; death < 3; death++)
    expect((await dieOver(deadly, near)).toSorted()).toEqual([deadly, near].toSorted());
  // Now both are suspects: neither may be taken until it is its turn, and only one at a time.
  expect(await dieOver(deadly, near)).toEqual([]);
  const taken: string[] = [];
  for (let round = 0; round < 8; round++) {
    await sim.pass(1_000);
    await releaseSuspect(sim.context);
    await releaseSuspect(sim.context);
    const free = (await sim.runs(scene)).filter(({ call }) => call === "ready").map(({ id }) => id);
    expect(free.length).toBeLessThanOrEqual(1);
    if (free[0] === near) await sim.finish(near);
    else taken.push(...(await dieOver(...free)));
    await giveUpDeadlyCalls(sim.context);
  }
  expect(taken).toEqual([deadly, deadly]);
  expect((await statusOf(near))?.status).toBe("completed");
  expect((await statusOf(deadly))?.status).toBe("failed");
  const { rows } = await sim.pool.query("select error->>'message' as why from engine.runs where id = $1", [deadly]);
  expect(rows[0]?.why).toBe("The process ended 5 times while it was at this, so it is not tried again");
});

test("a run that gets further between two deaths is never suspected, however often processes die", async () => {
  const run = await add("work", 1);
  for (let death = 0; death < 10; death++) {
    expect(await dieOver(run)).toEqual([run]);
    await sim.pool.query("update engine.runs set version = version + 1 where id = $1", [run]);
  }
  expect((await statusOf(run))?.call).toBe("ready");
});

test("a suspect whose run gets further makes way for the next while it goes on", async () => {
  const both = [await add("work", 1), await add("work", 2)];
  for (let death = 0; death < 3; death++) await dieOver(...both);
  const ready = async () => (await sim.runs(scene)).filter(({ call }) => call === "ready").map(({ id }) => id);
  await releaseSuspect(sim.context);
  await releaseSuspect(sim.context);
  const [first] = await ready();
  expect(await ready()).toEqual([first]);
  await sim.pool.query("update engine.runs set version = version + 1 where id = $1", [first]);
  await releaseSuspect(sim.context);
  expect((await ready()).toSorted()).toEqual(both.toSorted());
  for (const id of both) await sim.finish(id);
});

test("a suspect leaves its place in the lane to others while it waits for its turn", async () => {
  const suspect = await add("laned", 1);
  for (let death = 0; death < 3; death++) {
    await admitCalls(sim.pool);
    await dieOver(suspect);
  }
  const others = [await add("laned", 2), await add("laned", 3)];
  await admitCalls(sim.pool);
  const calls = new Map((await sim.runs(scene)).map(({ id, call }) => [id, call]));
  expect(calls.get(suspect)).toBe("delayed");
  expect(others.map((id) => calls.get(id))).toEqual(["ready", "ready"]);
});

test("a job the queue has given up is not lost: a call gets new tries, an event is set aside", async () => {
  const run = await add("work", 1);
  const receipt = await sim.accept({ id: `poison-${scene}`, name: "work", data: { scene: "none" } });
  await sim.pool.query(
    "update graphile_worker._private_jobs set attempts = max_attempts where payload->>'id' = $1 or payload->>'id' = (select id::text from engine.calls where run_id = $2)",
    [receipt?.id, run],
  );
  await rescueSpentJobs(sim.pool, sim.context.logger);
  const { rows: jobs } = await sim.pool.query<{ call: string; attempts: number }>(
    `select c.run_id as call, j.attempts from graphile_worker._private_jobs j
     join engine.calls c on c.id::text = j.payload->>'id' where c.run_id = $1`,
    [run],
  );
  expect(jobs).toEqual([{ call: run, attempts: 0 }]);
  const { rows: events } = await sim.pool.query("select set_aside from engine.events where id = $1", [receipt?.id]);
  expect(events).toEqual([{ set_aside: "Every process that took it ended while it was at it." }]);
  const { rows: left } = await sim.pool.query("select 1 from graphile_worker._private_jobs where payload->>'id' = $1", [
    receipt?.id,
  ]);
  expect(left).toEqual([]);
});
