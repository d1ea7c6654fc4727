import { type ChildProcess, spawn } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { bundleProcess } from "./crash.fixture.ts";
import { until } from "./engine.fixture.ts";
import { createEngine, type Engine } from "./index.ts";

let bundle: Awaited<ReturnType<typeof bundleProcess>>;
let database: TestDatabase;
let engine: Engine;
let child: ChildProcess | undefined;

beforeAll(async () => {
  bundle = await bundleProcess("poison.fixture.ts");
  database = await createTestDatabase();
  database.pool.on("error", () => {});
  // Not started: it only accepts events and looks.
  engine = createEngine({ ...database, appId: "poison" });
});
afterAll(async () => {
  child?.kill("SIGKILL");
  await database.drop();
  await bundle.remove();
});

const deadlyRuns = (status: "failed" | "completed") => engine.listRuns({ functionId: "poison-deadly", status });

/** Starts the studio's process anew, as whoever looks after it would. How it ended; null once it goes on living. */
async function live(): Promise<number | null> {
  const process_ = spawn(process.execPath, [bundle.script, database.connectionString], { stdio: "ignore" });
  child = process_;
  const ended = new Promise<number>((resolve) => process_.once("exit", (code) => resolve(code ?? -1)));
  const survived = until(async () => (await deadlyRuns("failed")).length > 0, "the deadly run to be given up", 120_000);
  return Promise.race([ended, survived.then(() => null)]);
}

test("a step that ends the process is given up after five deaths, and what ran beside it is done", {
  timeout: 180_000,
}, async () => {
  await engine.send([{ name: "poison" }, { name: "bystander" }, { name: "bystander" }]);
  const deaths: (number | null)[] = [];
  do deaths.push(await live());
  while (deaths.at(-1) !== null && deaths.length < 8);
  expect(deaths).toEqual([3, 3, 3, 3, 3, null]);
  const [failed] = await deadlyRuns("failed");
  expect(failed?.problem).toContain("The process ended 5 times while it was at this");
  expect((await engine.getRun(failed?.id ?? ""))?.steps.map(({ name, status }) => [name, status])).toEqual([
    ["harmless", "completed"],
  ]);
  await until(
    async () => (await engine.listRuns({ functionId: "poison-bystander", status: "completed" })).length === 2,
    "the bystanders to complete",
  );
});
