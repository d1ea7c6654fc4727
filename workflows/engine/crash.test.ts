import { afterAll, beforeAll, expect, onTestFailed, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import {
  bundleProcess,
  countLeftovers,
  createRandom,
  describeState,
  expectAllOnce,
  kill,
  startWorker,
  type Worker,
} from "./crash.fixture.ts";
import { acceptOne, MARKS } from "./crash-functions.fixture.ts";
import { until } from "./engine.fixture.ts";
import { createEngine } from "./index.ts";

/** `ENGINE_KILLS=110` for a night of it: each run of the suite has a seed of its own. */
const KILLS = Number(process.env.ENGINE_KILLS ?? 50);
const KILLS_AT_FIRST_BOOT = 6;
const WORKERS = 2;
/** One run of 200 steps, two of half that, and a crowd of short ones. */
const RUNS = [20, 10, 10, ...Array.from({ length: 18 }, () => 2)].map((rounds, n) => ({ n, rounds }));

let database: TestDatabase;
let bundle: Awaited<ReturnType<typeof bundleProcess>>;
const workers: Worker[] = [];

beforeAll(async () => {
  bundle = await bundleProcess("crash-workload.fixture.ts");
  database = await createTestDatabase();
  database.pool.on("error", () => {});
  await database.pool.query(MARKS);
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => kill(worker)));
  await database.drop();
  await bundle.remove();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("killed again and again at any moment, every run finishes, each step has its effect once, no event is lost", {
  timeout: 400_000,
}, async () => {
  // To repeat a failure as far as that goes, put its seed here.
  const seed = Math.floor(Math.random() * 2 ** 31);
  onTestFailed(async () =>
    console.error(`The crash test failed with the seed ${seed}`, await describeState(database.pool)),
  );
  const random = createRandom(seed);
  const boot = () => startWorker(bundle.script, database.connectionString);

  // While the tables are being made.
  for (let kills = 0; kills < KILLS_AT_FIRST_BOOT; kills++) {
    const worker = boot();
    await pause(random() * 500);
    await kill(worker);
  }

  const engine = createEngine({ ...database, appId: "crash" });
  await engine.send(
    RUNS.map(({ n, rounds }) => ({ id: `work-${n}`, name: "work", data: { n, rounds, brand: n % 3 } })),
  );
  workers.push(...Array.from({ length: WORKERS }, boot));
  let bootKills = 0;
  for (let kills = 0; kills < KILLS; kills++) {
    const at = Math.floor(random() * WORKERS);
    const victim = workers[at];
    // One in five dies while it starts, or just after; the others get some work done first.
    if (random() > 0.2) await victim?.ready;
    // The busier the machine, the longer they live: whatever process after process dies over without getting any further
    // is taken for the cause and given up, which is right, and not what is asked here.
    await pause(random() * Math.max(400, victim?.bootMs() ?? 0));
    if (!victim) continue;
    if (!victim.isReady()) bootKills++;
    await kill(victim);
    workers[at] = boot();
    await acceptOne(database.pool, engine, `outside-${kills}`);
  }
  expect(bootKills).toBeGreaterThan(3);

  const finished = () => engine.listRuns({ functionId: "crash-work", status: "completed", limit: 100 });
  await until(async () => (await finished()).length === RUNS.length, "every run to finish", 150_000, 100);
  await until(async () => (await countLeftovers(database.pool)) === 0, "nothing to be left over", 20_000, 100);
  await expectAllOnce(engine, database.pool, RUNS);
});

test("asked to stop with eight handlers at work, a process lets the short steps end, hands back the rest, and is gone in time", {
  timeout: 40_000,
}, async () => {
  const LONG_MS = 60_000;
  await Promise.all(workers.splice(0).map((worker) => kill(worker)));
  const engine = createEngine({ ...database, appId: "crash" });
  const worker = startWorker(bundle.script, database.connectionString);
  workers.push(worker);
  await worker.ready;
  await engine.send(
    [400, 400, 400, 400, LONG_MS, LONG_MS, LONG_MS, LONG_MS].map((ms) => ({ name: "busy", data: { ms } })),
  );
  const count = async (sql: string) =>
    (await database.pool.query<{ n: number }>(`select count(*)::int as n from ${sql}`)).rows[0]?.n;
  await until(async () => (await count("engine.calls where state = 'running'")) === 8, "eight calls under way");
  const asked = performance.now();
  await kill(worker, "SIGTERM");
  expect(performance.now() - asked).toBeLessThan(10_500);
  expect(worker.process.exitCode).toBe(0);
  expect(await count("graphile_worker._private_jobs where locked_at is not null")).toBe(0);
  expect(await count("engine.calls where state = 'running' or claim is not null")).toBe(0);
  expect(await count("engine.engines")).toBe(0);
  const begun = "engine.runs r where function_id = 'crash-busy' and status = 'running'";
  expect(await count(`${begun} and exists (select 1 from engine.steps s where s.run_id = r.id)`)).toBe(4);
  expect(await count(begun)).toBe(8);
});
