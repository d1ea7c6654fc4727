import { afterEach, describe, expect, test } from "vitest";
import { createTestClient, startTestEngine, type TestEngine, until } from "./engine.fixture.ts";
import { createEngine, type Engine } from "./index.ts";

const open: TestEngine[] = [];
const others: Engine[] = [];
afterEach(async () => {
  await Promise.all(others.splice(0).map((engine) => engine.stop()));
  await Promise.all(open.splice(0).map((studio) => studio.close()));
});

async function start(...args: Parameters<typeof startTestEngine>): Promise<TestEngine> {
  const studio = await startTestEngine(...args);
  open.push(studio);
  return studio;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("several engines on one database", () => {
  test("share the work and never do a step twice at once", async () => {
    const ran = new Map<string, number>();
    const define: Parameters<typeof startTestEngine>[0] = (inngest) => [
      inngest.createFunction(
        { id: "shared", triggers: [{ event: "shared" }], concurrency: 3 },
        async ({ event, step }) => {
          for (const name of ["a", "b"])
            await step.run(name, async () => {
              const key = `${event.data.n}${name}`;
              ran.set(key, (ran.get(key) ?? 0) + 1);
              await pause(5);
            });
        },
      ),
    ];
    const studio = await start(define);
    const second = createEngine({ pool: studio.pool, connectionString: studio.connectionString, appId: "test" });
    others.push(second);
    const client = createTestClient(second);
    await second.start(client, define(client));
    await studio.inngest.send(Array.from({ length: 30 }, (_, n) => ({ name: "shared", data: { n } })));
    await studio.runs("shared", "completed", 30);
    expect(ran.size).toBe(60);
    expect([...ran.values()].every((times) => times === 1)).toBe(true);
  });

  test("one that stops hands back what it could not finish, and another takes it up", async () => {
    const begun: number[] = [];
    const studio = await start((inngest) => [
      inngest.createFunction({ id: "handed", triggers: [{ event: "handed" }] }, async ({ step }) => {
        await step.run("one", () => begun.push(1));
        await step.run("two", async () => {
          begun.push(2);
          await pause(300);
        });
        await step.run("three", () => begun.push(3));
      }),
    ]);
    await studio.inngest.send({ name: "handed" });
    await until(() => begun.includes(2), "the second step");
    await studio.engine.stop();
    expect(begun).toEqual([1, 2]);
    const successor = createEngine({ pool: studio.pool, connectionString: studio.connectionString, appId: "test" });
    others.push(successor);
    const client = createTestClient(successor);
    await successor.start(client, [
      client.createFunction({ id: "handed", triggers: [{ event: "handed" }] }, async ({ step }) => {
        await step.run("one", () => begun.push(10));
        await step.run("two", () => begun.push(20));
        await step.run("three", () => begun.push(30));
      }),
    ]);
    await studio.runs("handed", "completed");
    expect(begun).toEqual([1, 2, 30]);
  });
});

describe("by hand", () => {
  test("a failed run is taken up where it stood", async () => {
    let broken = true;
    let first = 0;
    const studio = await start((inngest) => [
      inngest.createFunction({ id: "fixable", triggers: [{ event: "fixable" }], retries: 0 }, async ({ step }) => {
        await step.run("first", () => ++first);
        return step.run("second", () => {
          if (broken) throw new Error("Broken");
          return "fixed";
        });
      }),
    ]);
    await studio.inngest.send({ name: "fixable" });
    const [failed] = await studio.runs("fixable", "failed");
    expect(failed?.problem).toBe("Broken.");
    broken = false;
    expect(await studio.engine.retryRun(failed?.id ?? "")).toBe(true);
    const [run] = await studio.runs("fixable", "completed");
    expect([run?.output, first]).toEqual(["fixed", 1]);
    expect(await studio.engine.retryRun(failed?.id ?? "")).toBe(false);
  });

  test("a run is cancelled, also in the middle of a step, and takes no further one", async () => {
    const ran: string[] = [];
    const studio = await start((inngest) => [
      inngest.createFunction({ id: "stoppable", triggers: [{ event: "stoppable" }] }, async ({ step }) => {
        await step.run("slow", async () => {
          ran.push("slow");
          await pause(200);
        });
        await step.run("after", () => ran.push("after"));
      }),
    ]);
    await studio.inngest.send({ name: "stoppable" });
    await until(() => ran.length > 0, "the slow step");
    const [running] = await studio.runs("stoppable", "running");
    expect(await studio.engine.cancelRun(running?.id ?? "")).toBe(true);
    await pause(300);
    expect(ran).toEqual(["slow"]);
    expect((await studio.engine.getRun(running?.id ?? ""))?.status).toBe("cancelled");
    expect(await studio.engine.cancelRun(running?.id ?? "")).toBe(false);
  });

  test("runs are paged newest first and filtered", async () => {
    const studio = await start((inngest) => [
      inngest.createFunction({ id: "even", triggers: [{ event: "n" }] }, ({ event }) => event.data.n),
    ]);
    for (const n of [1, 2, 3]) {
      await studio.inngest.send({ name: "n", data: { n } });
      await studio.runs("even", "completed", n);
    }
    const page = await studio.engine.listRuns({ limit: 2, eventName: "n" });
    const rest = await studio.engine.listRuns({ limit: 2, before: page[1]?.id });
    const outputs = await Promise.all(
      [...page, ...rest].map(async ({ id }) => (await studio.engine.getRun(id))?.output),
    );
    expect(outputs).toEqual([3, 2, 1]);
    expect(await studio.engine.listRuns({ status: "failed" })).toEqual([]);
    expect(await studio.engine.getRun("nobody")).toBeUndefined();
    expect(await studio.engine.health()).toMatchObject({ waiting: 0, running: 0, failed24h: 0, setAside: 0 });
  });
});

describe("trouble", () => {
  test("a handler that never answers has failed the attempt and is tried again", async () => {
    let attempts = 0;
    const studio = await start(
      (inngest) => [
        inngest.createFunction({ id: "mute", triggers: [{ event: "mute" }], retries: 1 }, async ({ step }) =>
          step.run("answer", () => (++attempts === 1 ? new Promise(() => {}) : "at last")),
        ),
      ],
      { callTimeoutMs: 200 },
    );
    await studio.inngest.send({ name: "mute" });
    expect((await studio.runs("mute", "completed"))[0]?.output).toBe("at last");
  });

  test("connections cut off under load cost no run", async () => {
    const studio = await start((inngest) => [
      inngest.createFunction({ id: "steady", triggers: [{ event: "steady" }] }, async ({ step }) => {
        for (const name of ["a", "b", "c", "d"]) await step.run(name, () => pause(20));
      }),
    ]);
    await studio.inngest.send(Array.from({ length: 20 }, () => ({ name: "steady" })));
    for (let cut = 0; cut < 3; cut++) {
      await pause(60);
      await studio.pool
        .query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
        )
        .catch(() => {});
    }
    await studio.runs("steady", "completed", 20);
  });

  test("a run of a function that is gone fails with its name, and others go on", async () => {
    const studio = await start((inngest) => [
      inngest.createFunction({ id: "stays", triggers: [{ event: "both" }] }, () => "here"),
      inngest.createFunction({ id: "goes", triggers: [{ event: "both" }] }, async ({ step }) => {
        await step.sleep("pause", "1s");
      }),
    ]);
    await studio.inngest.send({ name: "both" });
    await studio.runs("goes", "waiting");
    await studio.engine.stop();
    const successor = createEngine({ pool: studio.pool, connectionString: studio.connectionString, appId: "test" });
    others.push(successor);
    const client = createTestClient(successor);
    await successor.start(client, [
      client.createFunction({ id: "stays", triggers: [{ event: "both" }] }, () => "here"),
    ]);
    const [run] = await studio.runs("goes", "failed");
    expect(run?.problem).toContain('"test-goes"');
  });
});
