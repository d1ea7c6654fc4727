import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Inngest } from "inngest";
import type pg from "pg";
import { afterAll, beforeAll, expect, onTestFailed, test } from "vitest";
import { createPool } from "#db/database.ts";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "#db/embedded.ts";
import { countLeftovers, createRandom, describeState, expectAllOnce } from "./crash.fixture.ts";
import { acceptOne, crashFunctions, MARKS } from "./crash-functions.fixture.ts";
import { until } from "./engine.fixture.ts";
import { createEngine, type Engine } from "./index.ts";

const CRASHES = 6;
const RUNS = [10, ...Array.from({ length: 10 }, () => 2)].map((rounds, n) => ({ n, rounds }));

let folder: string;
let database: EmbeddedDatabase;
let pool: pg.Pool;
let engine: Engine;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "crash-database-"));
  await chmod(folder, 0o755);
  database = await startEmbeddedDatabase({ folder: path.join(folder, "postgres") });
  pool = createPool(database.connectionString);
  pool.on("error", () => {});
  await pool.query(MARKS);
  const { connectionString } = database;
  engine = createEngine({ pool, connectionString, appId: "crash", retryDelay: () => 50, concurrency: 6 });
  const quiet = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
  const inngest = new Inngest({ id: "crash", ...engine.clientOptions, logger: quiet });
  await engine.start(inngest, crashFunctions(inngest, engine, pool));
});
afterAll(async () => {
  await engine.stop();
  await pool.end();
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Ends the server without a word to anybody, and starts it again on the same port. */
async function crashDatabase(signal: "SIGKILL" | "SIGQUIT"): Promise<void> {
  const [pid] = (await readFile(path.join(database.folder, "cluster/postmaster.pid"), "utf8")).split("\n");
  process.kill(Number(pid), signal);
  const port = Number(new URL(database.connectionString).port);
  database = await until(
    // Until the last of the old server's processes has gone, the new one refuses to start.
    () => startEmbeddedDatabase({ folder: database.folder, port }).then(adopted, () => undefined),
    "the database to start again",
    20_000,
    100,
  );
}

/** The old server may still be there for a moment. */
const adopted = (started: EmbeddedDatabase) => (started.adopted ? undefined : started);

test("the database crashes under load again and again: the engine comes back by itself, and nothing is lost or done twice", {
  timeout: 240_000,
}, async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  onTestFailed(async () =>
    console.error(`The database crash test failed with the seed ${seed}`, await describeState(pool)),
  );
  const random = createRandom(seed);
  await engine.send(RUNS.map(({ n, rounds }) => ({ name: "work", data: { n, rounds, brand: n % 3 } })));
  for (let crash = 0; crash < CRASHES; crash++) {
    await new Promise((resolve) => setTimeout(resolve, 300 + random() * 900));
    const sending = acceptOne(pool, engine, `outside-${crash}`);
    await crashDatabase(crash % 2 ? "SIGQUIT" : "SIGKILL");
    await sending;
  }
  const finished = () => engine.listRuns({ functionId: "crash-work", status: "completed", limit: 100 }).catch(() => []);
  await until(async () => (await finished()).length === RUNS.length, "every run to finish", 120_000, 100);
  await until(async () => (await countLeftovers(pool)) === 0, "nothing to be left over", 20_000, 100);
  await expectAllOnce(engine, pool, RUNS);
  expect((await engine.health()).queueAgeSeconds).toBeLessThan(5);
});
