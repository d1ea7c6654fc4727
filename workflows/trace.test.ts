import { setTimeout as pause } from "node:timers/promises";
import { Inngest, NonRetriableError } from "inngest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLogger } from "#config/logger.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { createEngine, type Engine } from "./engine/index.ts";
import { traceRuns } from "./trace.ts";

const lines: Record<string, unknown>[] = [];
const logger = createLogger("debug", { write: (line: string) => void lines.push(JSON.parse(line)) });
const ended: string[] = [];
const watcher = {
  stepEnded: (functionId: string, outcome: string, seconds: number) => {
    expect(seconds).toBeGreaterThanOrEqual(0);
    ended.push(`step of ${functionId} ${outcome}`);
  },
  runEnded: (functionId: string, outcome: string) => void ended.push(`run of ${functionId} ${outcome}`),
};

let database: TestDatabase;
let engine: Engine;
let inngest: Inngest;

beforeAll(async () => {
  database = await createTestDatabase();
  database.pool.on("error", () => undefined);
  const { pool, connectionString } = database;
  engine = createEngine({ pool, connectionString, appId: "test", retryDelay: () => 20, logger });
  inngest = new Inngest({ id: "test", ...engine.clientOptions, logger, middleware: [traceRuns(logger, watcher)] });
  const bake = inngest.createFunction({ id: "bake", triggers: [{ event: "bake" }] }, async ({ event, step }) => {
    logger.info({ bread: event.data.bread }, "in the function");
    for (const name of ["knead", "rise"]) {
      await step.run(name, async () => {
        await pause(5);
        logger.info({ bread: event.data.bread }, `in ${name}`);
      });
    }
  });
  const burn = inngest.createFunction({ id: "burn", triggers: [{ event: "burn" }], retries: 1 }, async ({ step }) => {
    await step.run("char", () => {
      throw new Error("smoke");
    });
  });
  const refuse = inngest.createFunction({ id: "refuse", triggers: [{ event: "refuse" }] }, () => {
    throw new NonRetriableError("closed");
  });
  await engine.start(inngest, [bake, burn, refuse]);
});
afterAll(async () => {
  await engine.stop();
  await database.drop();
});

const finished = async (functionId: string, status: "completed" | "failed", count: number) => {
  const asked = { functionId: `test-${functionId}`, status };
  await expect.poll(() => engine.listRuns(asked).then((runs) => runs.length), { timeout: 20_000 }).toBe(count);
  return engine.listRuns(asked);
};

test("every line that is written in a step says which step of which run it is, also with many at once", async () => {
  const breads = Array.from({ length: 12 }, (_, n) => `bread-${n}`);
  await inngest.send(breads.map((bread) => ({ name: "bake", data: { bread, workspaceId: "w1" } })));
  const runs = await finished("bake", "completed", breads.length);
  const runIds = new Set(runs.map(({ id }) => id));
  for (const name of ["knead", "rise"]) {
    const inStep = lines.filter(({ msg }) => msg === `in ${name}`);
    expect(inStep).toHaveLength(breads.length);
    expect(new Set(inStep.map(({ runId }) => runId))).toEqual(runIds);
    for (const line of inStep) {
      expect(line).toMatchObject({ functionId: "bake", step: name, attempt: 0, workspaceId: "w1" });
    }
  }
  const inFunction = lines.filter(({ msg }) => msg === "in the function");
  expect(inFunction.length).toBeGreaterThanOrEqual(breads.length);
  for (const line of inFunction) {
    expect(runIds).toContain(line.runId);
    expect(line).not.toHaveProperty("step");
  }
  // One bread, one run: no line strayed into another's.
  const breadsOf = new Map<unknown, Set<unknown>>();
  for (const { bread, runId } of lines.filter(({ bread }) => bread)) {
    breadsOf.set(runId, (breadsOf.get(runId) ?? new Set()).add(bread));
  }
  expect([...breadsOf.values()].map(({ size }) => size)).toEqual(breads.map(() => 1));
  expect(ended.filter((each) => each === "run of bake completed")).toHaveLength(breads.length);
  expect(ended.filter((each) => each === "step of bake completed")).toHaveLength(breads.length * 2);
});

test("a step that fails is in the log with its run, its attempt and its reason; its run counts once", async () => {
  await inngest.send({ name: "burn" });
  const [run] = await finished("burn", "failed", 1);
  const failed = lines.filter(({ msg }) => msg === "a step failed");
  expect(failed).toMatchObject([
    { level: 40, runId: run?.id, functionId: "burn", step: "char", attempt: 0, err: { message: "smoke" } },
    { level: 40, runId: run?.id, functionId: "burn", step: "char", attempt: 1, err: { message: "smoke" } },
  ]);
  expect(ended.filter((each) => each.startsWith("step of burn"))).toEqual(Array(2).fill("step of burn failed"));
  await expect.poll(() => ended.filter((each) => each.startsWith("run of burn"))).toEqual(["run of burn failed"]);
});

test("a run that is refused outside of its steps counts as failed", async () => {
  await inngest.send({ name: "refuse" });
  await finished("refuse", "failed", 1);
  expect(ended.filter((each) => each.includes("refuse"))).toEqual(["run of refuse failed"]);
});
