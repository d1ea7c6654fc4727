import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { createTestClient, until } from "./engine.fixture.ts";
import { createEngine, type Engine } from "./index.ts";
import { createProxy } from "./proxy.fixture.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
let database: TestDatabase;
let tidyUp: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  // graphile-worker tells the console of every worker it loses.
  vi.spyOn(console, "trace").mockImplementation(() => {});
  database = await createTestDatabase();
  database.pool.on("error", () => {});
});
afterEach(async () => {
  for (const tidy of tidyUp.reverse()) await tidy();
  tidyUp = [];
});
afterAll(() => database.drop());

/** An engine that reaches the database by a way that can be cut. Its one function takes two steps of 300 ms. */
async function start(name: string) {
  const proxy = await createProxy(database.connectionString);
  const pool = new pg.Pool({ connectionString: proxy.connectionString, max: 8 });
  pool.on("error", () => {});
  const engine = createEngine({ pool, connectionString: proxy.connectionString, appId: "test", concurrency: 4 });
  const client = createTestClient(engine);
  let begun = 0;
  const define = () =>
    client.createFunction({ id: name, triggers: [{ event: name }] }, async ({ step }) => {
      for (const id of ["a", "b"])
        await step.run(id, async () => {
          begun++;
          await pause(300);
        });
    });
  await engine.start(client, [define()]);
  tidyUp.push(
    () => proxy.close(),
    () => engine.stop(),
  );
  return { engine, proxy, begun: () => begun };
}

const countCompleted = async (name: string) => {
  const { rows } = await database.pool.query<{ count: number }>(
    "select count(*)::int from engine.runs where function_id = $1 and status = 'completed'",
    [`test-${name}`],
  );
  return rows[0]?.count ?? 0;
};

async function stopTimed(engine: Engine): Promise<number> {
  const began = performance.now();
  await engine.stop();
  return performance.now() - began;
}

test.each(["gone", "silent"] as const)(
  "when the database is %s the engine stops within 10 seconds all the same, and another goes on",
  {
    timeout: 90_000,
  },
  async (how) => {
    const { engine, proxy, begun } = await start(how);
    await engine.send([{ name: how }, { name: how }]);
    await until(() => begun() >= 2, "both runs to begin");
    proxy.set(how);
    await pause(200);
    expect(await stopTimed(engine)).toBeLessThan(10_500);
    proxy.set("gone");

    const next = createEngine({ ...database, appId: "test", concurrency: 4 });
    const client = createTestClient(next);
    await next.start(client, [
      client.createFunction({ id: how, triggers: [{ event: how }] }, async ({ step }) => {
        for (const id of ["a", "b"]) await step.run(id, () => {});
      }),
    ]);
    tidyUp.push(() => next.stop());
    await until(async () => (await countCompleted(how)) === 2, "the next engine to finish both", 60_000);
  },
);

test("when the database goes and comes back, the engine goes on by itself", { timeout: 90_000 }, async () => {
  const { engine, proxy, begun } = await start("back");
  await engine.send([{ name: "back" }, { name: "back" }]);
  await until(() => begun() >= 2, "both runs to begin");
  proxy.set("gone");
  await expect(engine.send({ name: "back" })).rejects.toThrow();
  await pause(1_500);
  proxy.set("open");
  await until(() => engine.send({ id: "after", name: "back" }).catch(() => undefined), "events to be accepted again");
  await until(async () => (await countCompleted("back")) === 3, "all three to complete", 60_000);
  expect(await stopTimed(engine)).toBeLessThan(10_500);
});
