import { cron } from "inngest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestEngine, type TestEngine, until } from "./engine.fixture.ts";

/** What only this engine does or tells; what every Inngest executor does stands in `conformance/`. */
const done: string[] = [];
const busy = new Map<string, { now: number; most: number }>();
const work = async (key: string, ms: number) => {
  const mine = busy.get(key) ?? { now: 0, most: 0 };
  busy.set(key, mine);
  mine.most = Math.max(mine.most, ++mine.now);
  await new Promise((resolve) => setTimeout(resolve, ms));
  mine.now--;
};
let studio: TestEngine;

beforeAll(async () => {
  studio = await startTestEngine(
    (inngest) => {
      const child = inngest.createFunction({ id: "child", triggers: [] }, () => "done");
      return [
        child,
        inngest.createFunction({ id: "sequence", triggers: [{ event: "sequence" }] }, async ({ step }) => {
          await step.run("a", () => 1);
          await step.run("b", () => 2);
        }),
        inngest.createFunction({ id: "caught", triggers: [{ event: "caught" }], retries: 1 }, async ({ step }) => {
          await step
            .run("boom", () => {
              throw new Error("It broke");
            })
            .catch(() => {});
        }),
        inngest.createFunction({ id: "too-big", triggers: [{ event: "too-big" }] }, async ({ step }) =>
          step.run("big", () => "x".repeat(5 * 1024 * 1024)),
        ),
        inngest.createFunction({ id: "parent", triggers: [{ event: "parent" }] }, ({ step }) =>
          step.invoke("child", { function: child }),
        ),
        inngest.createFunction({ id: "waiter", triggers: [{ event: "waiter" }] }, async ({ step }) => {
          await step.waitForEvent("answer", { event: "answered", timeout: "1h" });
        }),
        inngest.createFunction({ id: "any-campaign", triggers: [{ event: "campaign/*" }] }, ({ event }) => event.name),
        inngest.createFunction(
          { id: "limited", triggers: [{ event: "limited" }], concurrency: { limit: 2, key: "event.data.brandId" } },
          async ({ event, step }) => {
            await step.run("work", () => work(event.data.brandId, 40));
            done.push(event.data.brandId);
          },
        ),
        inngest.createFunction(
          { id: "cancellable", triggers: [{ event: "cancellable" }], cancelOn: [{ event: "stop" }] },
          async ({ step }) => {
            await step.sleep("long", "1h");
          },
        ),
        inngest.createFunction(
          { id: "late", triggers: [{ event: "late" }], timeouts: { finish: "1s" } },
          async ({ step }) => {
            await step.sleep("long", "1h");
          },
        ),
        inngest.createFunction(
          { id: "ticker", triggers: [cron("TZ=Europe/Berlin 30 3 * * *")] },
          ({ event }) => event.name,
        ),
      ];
    },
    { concurrency: 6 },
  );
});
afterAll(() => studio.close());

const send = (name: string, data: Record<string, unknown> = {}, id?: string) => studio.inngest.send({ name, data, id });

describe("events", () => {
  test("an id is as good as new after 24 hours", async () => {
    for (let i = 0; i < 2; i++) await send("waiter", {}, "the-same");
    await studio.runs("waiter", "waiting", 1);
    await send("answered");
    await studio.runs("waiter", "completed", 1);
    await studio.pool.query("update engine.events set received_at = now() - interval '25 hours' where id = 'the-same'");
    await send("waiter", {}, "the-same");
    await studio.runs("waiter", "waiting", 1);
    await send("answered");
    await studio.runs("waiter", "completed", 2);
  });

  test("one sent in a transaction is there exactly when it commits", async () => {
    const client = await studio.pool.connect();
    await client.query("begin");
    await studio.engine.send({ name: "campaign/rolled-back" }, client);
    await client.query("rollback");
    await client.query("begin");
    await studio.engine.send({ name: "campaign/committed" }, client);
    await client.query("commit");
    client.release();
    expect((await studio.runs("any-campaign", "completed")).map(({ output }) => output)).toEqual([
      "campaign/committed",
    ]);
  });

  test("malformed ones are refused with a sentence and nothing of the send is stored", async () => {
    await expect(studio.engine.send([{ name: "campaign/ok" }, { name: "" }])).rejects.toThrow(
      "Event 2 was not accepted: it has no name.",
    );
    await expect(send("inngest/function.failed")).rejects.toThrow(/400.*reserved/);
    const { rows } = await studio.pool.query("select 1 from engine.events where name = 'campaign/ok'");
    expect(rows).toEqual([]);
  });
});

describe("what is told of a run", () => {
  test("its steps, in order, with their attempts", async () => {
    await send("sequence");
    const [run] = await studio.runs("sequence", "completed");
    expect(run?.steps.map(({ name, status, attempts }) => [name, status, attempts])).toEqual([
      ["a", "completed", 1],
      ["b", "completed", 1],
    ]);
  });

  test("what a step failed with that was caught", async () => {
    await send("caught");
    const [run] = await studio.runs("caught", "completed");
    expect(run?.steps[0]).toMatchObject({ status: "failed", attempts: 2, problem: "It broke." });
  });

  test("that a result is too large, and how large it may be", async () => {
    await send("too-big");
    const [run] = await studio.runs("too-big", "failed");
    expect(run?.problem).toBe("OutputTooLarge: The result is 5.0 MB and the most a step may return is 4 MB.");
  });

  test("the run its step invoked, and the parent", async () => {
    await send("parent");
    const [run] = await studio.runs("parent", "completed");
    const [child] = await studio.runs("child", "completed");
    expect(run?.steps[0]?.childRunId).toBe(child?.id);
    expect(child?.parentRunId).toBe(run?.id);
  });

  test("what cancelled it", async () => {
    await send("cancellable");
    await studio.runs("cancellable", "waiting");
    await send("stop");
    expect((await studio.runs("cancellable", "cancelled"))[0]?.problem).toBe(
      'RunCancelled: Cancelled by the event "stop".',
    );
    await send("late");
    expect((await studio.runs("late", "cancelled"))[0]?.problem).toContain("did not finish in time");
  });
});

test("a lone key does not wait for a crowd", async () => {
  await studio.inngest.send(Array.from({ length: 20 }, () => ({ name: "limited", data: { brandId: "crowd" } })));
  await until(() => (busy.get("crowd")?.now ?? 0) > 0, "the crowd to begin");
  await send("limited", { brandId: "alone" });
  await studio.runs("limited", "completed", 21);
  expect(busy.get("crowd")?.most).toBe(2);
  expect(done.indexOf("alone")).toBeLessThan(8);
});

test("a schedule that fell into a pause fires once, and is moved on", async () => {
  await studio.pool.query("update engine.crons set next_at = now() - interval '3 hours'");
  const [run] = await studio.runs("ticker", "completed");
  expect(run?.output).toBe("inngest/scheduled.timer");
  const { rows } = await studio.pool.query(
    "select next_at > now() as ahead from engine.crons where function_id = 'test-ticker'",
  );
  expect(rows).toEqual([{ ahead: true }]);
});
