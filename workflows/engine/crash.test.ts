import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { createEngine, type Engine } from "./index.ts";
import { until } from "./engine.fixture.ts";

const RUNS = 30;
const KILLS = 10;
let database: TestDatabase;
let child: ChildProcess | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  database.pool.on("error", () => {});
  await database.pool.query("create table begun (run_id text, step text, at timestamptz default clock_timestamp())");
  await database.pool.query("create table effects (key text primary key)");
});
afterAll(async () => {
  child?.kill("SIGKILL");
  await database.drop();
});

async function startWorker(): Promise<ChildProcess> {
  const script = path.join(import.meta.dirname, "crash-workload.fixture.ts");
  const worker = spawn(process.execPath, ["--import", "tsx", script, database.connectionString], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  child = worker;
  await new Promise<void>((resolve, reject) => {
    worker.stdout?.once("data", () => resolve());
    worker.once("exit", (code) => reject(new Error(`The worker ended with ${code} before it was ready`)));
  });
  worker.removeAllListeners("exit");
  return worker;
}

async function kill(worker: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => worker.once("exit", resolve));
  worker.kill("SIGKILL");
  await gone;
}

/** Gives every run that waits for an answer one; an answer sent before anybody waits for it would be nobody's. */
async function answerWaiting(engine: Engine): Promise<void> {
  const { rows } = await database.pool.query<{ n: number }>(
    `select (r.events->0->'data'->>'n')::int as n from engine.steps s join engine.runs r on r.id = s.run_id
     where s.wait_event = 'answer' and s.status = 'waiting'`,
  );
  if (rows.length > 0) await engine.send(rows.map(({ n }) => ({ id: `answer-${n}`, name: "answer", data: { n } })));
}

test("killed again and again, every run finishes and no memoised step ran after it was memoised", {
  timeout: 120_000,
}, async () => {
  const engine = createEngine({ ...database, appId: "crash" });
  const finished = () => engine.listRuns({ functionId: "crash-workload", status: "completed", limit: 100 });
  const numbers = Array.from({ length: RUNS }, (_, n) => n);
  await engine.send(numbers.map((n) => ({ id: `work-${n}`, name: "work", data: { n, brand: n % 3 } })));

  for (let kills = 0; kills < KILLS; kills++) {
    const worker = await startWorker();
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 350));
    await kill(worker);
  }
  const restarted = Date.now();
  await startWorker();
  await until(
    async () => {
      const { rows } = await database.pool.query("select 1 from begun where at > to_timestamp($1 / 1000.0)", [
        restarted,
      ]);
      return rows.length > 0;
    },
    "work to go on after the last kill",
    5_000,
  );
  await until(
    async () => {
      await answerWaiting(engine);
      return (await finished()).length === RUNS;
    },
    "every run to finish",
    60_000,
  );

  const details = await Promise.all((await finished()).map(({ id }) => engine.getRun(id)));
  const outputs = details.map((run) => run?.output);
  expect(outputs.toSorted()).toEqual(numbers.map((n) => `child 2 of ${n}, ${n}`).toSorted());
  const others = await engine.listRuns({ limit: 500 });
  expect(others.filter(({ status }) => status !== "completed")).toEqual([]);
  expect(others).toHaveLength(RUNS * 3);

  const late = await database.pool.query(
    `select b.* from begun b join engine.steps s on s.run_id = b.run_id and s.display_name = b.step
     where s.finished_order is not null and b.at > s.ended_at`,
  );
  expect(late.rows).toEqual([]);
  const effects = await database.pool.query<{ count: number }>("select count(*)::int from effects");
  expect(effects.rows[0]?.count).toBe(RUNS * (4 + 3 + 2 + 1));
  const left = await database.pool.query("select 1 from engine.calls");
  expect(left.rows).toEqual([]);
});
