import { cron } from "inngest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestEngine, type TestEngine, until } from "./engine.fixture.ts";

const seen: Record<string, unknown[]> = {};
const note = (name: string, what: unknown) => {
  seen[name] = [...(seen[name] ?? []), what];
};
const busy = { now: 0, most: 0, byKey: new Map<string, { now: number; most: number }>() };
const work = async (key: string, ms: number) => {
  const mine = busy.byKey.get(key) ?? { now: 0, most: 0 };
  busy.byKey.set(key, mine);
  mine.most = Math.max(mine.most, ++mine.now);
  busy.most = Math.max(busy.most, ++busy.now);
  await new Promise((resolve) => setTimeout(resolve, ms));
  busy.now--;
  mine.now--;
};
let studio: TestEngine;

beforeAll(async () => {
  studio = await startTestEngine(
    (inngest) => {
      const child = inngest.createFunction({ id: "child", triggers: [{ event: "child" }] }, async ({ event, step }) =>
        step.run("double", () => {
          if (event.data.n === 0) throw new Error("Nothing to double");
          return Number(event.data.n) * 2;
        }),
      );
      const slowChild = inngest.createFunction({ id: "slow-child", triggers: [] }, async ({ step }) => {
        await step.sleep("long", "1h");
      });
      return [
        child,
        slowChild,
        inngest.createFunction(
          { id: "only-big", triggers: [{ event: "size", if: "event.data.size > 10" }] },
          ({ event }) => event.data.size,
        ),
        inngest.createFunction({ id: "any-campaign", triggers: [{ event: "campaign/*" }] }, ({ event }) => event.name),
        inngest.createFunction({ id: "waiter", triggers: [{ event: "waiter" }] }, async ({ event, step }) => {
          const answer = await step.waitForEvent("answer", { event: "answered", match: "data.id", timeout: "1h" });
          return { for: event.data.id, answer: answer?.data };
        }),
        inngest.createFunction({ id: "picky", triggers: [{ event: "picky" }] }, async ({ step }) => {
          const answer = await step.waitForEvent("answer", {
            event: "answered",
            if: "event.data.id == async.data.id && async.data.score > 5",
            timeout: "1h",
          });
          return answer?.data.score;
        }),
        inngest.createFunction({ id: "impatient", triggers: [{ event: "impatient" }] }, async ({ step }) =>
          step.waitForEvent("never", { event: "never-comes", timeout: "1s" }),
        ),
        inngest.createFunction({ id: "sender", triggers: [{ event: "sender" }] }, async ({ step }) =>
          step.sendEvent("tell", [{ name: "size", data: { size: 77 } }, { name: "campaign/started" }]),
        ),
        inngest.createFunction({ id: "parent", triggers: [{ event: "parent" }] }, async ({ event, step }) => {
          try {
            return await step.invoke("child", { function: child, data: { n: event.data.n } });
          } catch (error) {
            return `caught: ${(error as Error).message}`;
          }
        }),
        inngest.createFunction(
          { id: "impatient-parent", triggers: [{ event: "impatient-parent" }] },
          async ({ step }) => {
            try {
              await step.invoke("child", { function: slowChild, timeout: "1s" });
            } catch (error) {
              return (error as Error).name;
            }
          },
        ),
        inngest.createFunction(
          { id: "limited", triggers: [{ event: "limited" }], concurrency: { limit: 2, key: "event.data.brandId" } },
          async ({ event, step }) => {
            await step.run("work", () => work(event.data.brandId, 40));
            note("limited", event.data.brandId);
          },
        ),
        inngest.createFunction(
          { id: "cancellable", triggers: [{ event: "cancellable" }], cancelOn: [{ event: "stop", match: "data.id" }] },
          async ({ step }) => {
            await step.sleep("long", "1h");
          },
        ),
        inngest.createFunction(
          { id: "ticker", triggers: [cron("TZ=Europe/Berlin 30 3 * * *")] },
          ({ event }) => event.name,
        ),
        inngest.createFunction(
          { id: "once", triggers: [{ event: "once" }], idempotency: "event.data.order" },
          ({ event }) => note("once", event.data.order),
        ),
        inngest.createFunction(
          { id: "rate", triggers: [{ event: "rate" }], rateLimit: { limit: 10, period: "1h" } },
          () => "ran",
        ),
        inngest.createFunction(
          { id: "throttled", triggers: [{ event: "throttled" }], throttle: { limit: 1, period: "1s" } },
          () => note("throttled", Date.now()),
        ),
        inngest.createFunction(
          { id: "debounced", triggers: [{ event: "debounced" }], debounce: { period: "1s", key: "event.data.key" } },
          ({ event }) => event.data.n,
        ),
        inngest.createFunction(
          { id: "batched", triggers: [{ event: "batched" }], batchEvents: { maxSize: 3, timeout: "1s" } },
          ({ events }) => events.map((event: { data: { n: number } }) => event.data.n),
        ),
        inngest.createFunction(
          { id: "single", triggers: [{ event: "single" }], singleton: { mode: "skip", key: "event.data.key" } },
          async ({ step }) => {
            await step.sleep("pause", "1s");
          },
        ),
        inngest.createFunction(
          { id: "latest", triggers: [{ event: "latest" }], singleton: { mode: "cancel" } },
          async ({ event, step }) => {
            await step.sleep("pause", "1s");
            return event.data.n;
          },
        ),
        inngest.createFunction({ id: "listener", triggers: [{ event: "listener" }] }, async ({ event, step }) =>
          step.waitForSignal("signal", { signal: `signal-${event.data.id}`, timeout: "1h", onConflict: "fail" }),
        ),
        inngest.createFunction({ id: "signaller", triggers: [{ event: "signaller" }] }, async ({ event, step }) =>
          step.sendSignal("signal", { signal: `signal-${event.data.id}`, data: { from: "signaller" } }),
        ),
        inngest.createFunction(
          { id: "late", triggers: [{ event: "late" }], timeouts: { finish: "1s" } },
          async ({ step }) => {
            await step.sleep("long", "1h");
          },
        ),
      ];
    },
    { concurrency: 6 },
  );
});
afterAll(() => studio.close());

const send = (name: string, data: Record<string, unknown> = {}, id?: string) => studio.inngest.send({ name, data, id });

describe("events", () => {
  test("a condition on a trigger decides whether a run starts", async () => {
    await send("size", { size: 5 });
    await send("size", { size: 50 });
    await send("size", {});
    expect((await studio.runs("only-big", "completed")).map(({ output }) => output)).toEqual([50]);
  });

  test("an event id is accepted once in 24 hours, also when sent at the same time", async () => {
    await Promise.all(Array.from({ length: 5 }, () => send("waiter", { id: "dup" }, "the-same")));
    await studio.runs("waiter", "waiting", 1);
    await send("answered", { id: "dup" });
    await studio.runs("waiter", "completed", 1);
    await studio.pool.query("update engine.events set received_at = now() - interval '25 hours' where id = 'the-same'");
    await send("waiter", { id: "dup" }, "the-same");
    await studio.runs("waiter", "waiting", 1);
    await send("answered", { id: "dup" });
    await studio.runs("waiter", "completed", 2);
  });

  test("an event sent in a transaction is there exactly when it commits", async () => {
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

  test("malformed events are refused with a sentence and nothing of the send is stored", async () => {
    await expect(studio.engine.send([{ name: "campaign/ok" }, { name: "" }])).rejects.toThrow(
      "Event 2 was not accepted: it has no name.",
    );
    await expect(send("inngest/function.failed")).rejects.toThrow(/400.*reserved/);
    const { rows } = await studio.pool.query("select 1 from engine.events where name = 'campaign/ok'");
    expect(rows).toEqual([]);
  });
});

describe("waits", () => {
  test("a waiting run takes the event that matches and no other", async () => {
    await send("picky", { id: "p1" });
    await send("picky", { id: "p2" });
    await studio.runs("picky", "waiting", 2);
    await send("answered", { id: "p1", score: 3 });
    await send("answered", { id: "p1", score: 8 });
    expect((await studio.runs("picky", "completed"))[0]?.output).toBe(8);
    await studio.runs("picky", "waiting", 1);
  });

  test("a wait that runs out gives null", async () => {
    await send("impatient");
    expect((await studio.runs("impatient", "completed"))[0]?.output).toBeNull();
  });

  test("a step can send events", async () => {
    await send("sender");
    const [run] = await studio.runs("sender", "completed");
    expect(run?.output).toEqual({ ids: [expect.any(String), expect.any(String)] });
    expect((await studio.runs("only-big", "completed", 2)).map(({ output }) => output)).toContain(77);
  });

  test("an invoked function's result and its failure come back to the caller", async () => {
    await send("parent", { n: 21 });
    expect((await studio.runs("parent", "completed"))[0]?.output).toBe(42);
    await send("parent", { n: 0 });
    const runs = await studio.runs("parent", "completed", 2);
    expect(runs[1]?.output).toBe("caught: Nothing to double");
    expect(runs[1]?.steps[0]?.childRunId).toBeTruthy();
  });

  test("an invoked function that takes too long is an error", async () => {
    await send("impatient-parent");
    expect((await studio.runs("impatient-parent", "completed"))[0]?.output).toBe("InngestInvokeTimeoutError");
  });

  test("a signal reaches the run that waits for it", async () => {
    await send("listener", { id: 1 });
    await studio.runs("listener", "waiting");
    await send("signaller", { id: 1 });
    expect((await studio.runs("listener", "completed"))[0]?.output).toEqual({
      signal: "signal-1",
      data: { from: "signaller" },
    });
    await send("signaller", { id: "nobody" });
    await studio.runs("signaller", "completed", 2);
  });
});

describe("flow control", () => {
  test("no key has more calls at once than its limit, and a lone key does not wait for a crowd", async () => {
    await studio.inngest.send(Array.from({ length: 20 }, () => ({ name: "limited", data: { brandId: "crowd" } })));
    await until(() => (busy.byKey.get("crowd")?.now ?? 0) > 0, "the crowd to begin");
    await send("limited", { brandId: "alone" });
    await studio.runs("limited", "completed", 21);
    expect(busy.byKey.get("crowd")?.most).toBe(2);
    expect(seen.limited?.indexOf("alone")).toBeLessThan(8);
  });

  test("a cancelled run takes no further step and says why", async () => {
    await send("cancellable", { id: "a" });
    await send("cancellable", { id: "b" });
    await studio.runs("cancellable", "waiting", 2);
    await send("stop", { id: "a" });
    const [run] = await studio.runs("cancellable", "cancelled");
    expect(run?.events[0]?.data.id).toBe("a");
    expect(run?.problem).toBe('RunCancelled: Cancelled by the event "stop".');
    await studio.runs("cancellable", "waiting", 1);
  });

  test("a schedule fires once when its time has come, and is moved on", async () => {
    await studio.pool.query("update engine.crons set next_at = now() - interval '3 hours'");
    const [run] = await studio.runs("ticker", "completed");
    expect(run?.output).toBe("inngest/scheduled.timer");
    const { rows } = await studio.pool.query(
      "select next_at > now() as ahead from engine.crons where function_id not like 'engine:%'",
    );
    expect(rows).toEqual([{ ahead: true }]);
  });

  test("an idempotency key lets one run through", async () => {
    for (const order of ["o1", "o1", "o2"]) await send("once", { order });
    await studio.runs("once", "completed", 2);
    expect(seen.once?.toSorted()).toEqual(["o1", "o2"]);
  });

  test("a rate limit of ten an hour lets two start at once, as on an Inngest server, and drops the rest", async () => {
    for (let i = 0; i < 4; i++) await send("rate");
    await send("size", { size: 1000 });
    await studio.runs("only-big", "completed", 3);
    expect(await studio.engine.listRuns({ functionId: "test-rate" })).toHaveLength(2);
  });

  test("a throttle spreads runs evenly over the period", async () => {
    await studio.inngest.send(Array.from({ length: 3 }, () => ({ name: "throttled" })));
    await studio.runs("throttled", "completed", 3);
    const times = (seen.throttled as number[]).toSorted((a, b) => a - b);
    for (const [i, time] of times.slice(1).entries()) expect(time - (times[i] ?? 0)).toBeGreaterThan(900);
  });

  test("a debounce runs once, with the last event of each key", async () => {
    for (const [key, n] of [
      ["x", 1],
      ["y", 10],
      ["x", 2],
      ["x", 3],
    ] as const)
      await send("debounced", { key, n });
    const runs = await studio.runs("debounced", "completed", 2);
    expect(runs.map(({ output }) => output).toSorted()).toEqual([10, 3]);
  });

  test("a batch runs when it is full or its time is up, and loses nothing", async () => {
    await studio.inngest.send(Array.from({ length: 5 }, (_, n) => ({ name: "batched", data: { n } })));
    const runs = await studio.runs("batched", "completed", 2);
    expect(runs.map(({ output }) => (output as number[]).length).toSorted()).toEqual([2, 3]);
    expect(runs.flatMap(({ output }) => output).toSorted()).toEqual([0, 1, 2, 3, 4]);
  });

  test("a singleton skips a second run while the first is alive", async () => {
    for (const key of ["k", "k", "l"]) await send("single", { key });
    await studio.runs("single", "completed", 2);
  });

  test("a singleton that cancels keeps the newest run", async () => {
    await send("latest", { n: 1 });
    await studio.runs("latest", "waiting");
    await send("latest", { n: 2 });
    expect((await studio.runs("latest", "completed"))[0]?.output).toBe(2);
    await studio.runs("latest", "cancelled");
  });

  test("a run that does not finish in time is cancelled", async () => {
    await send("late");
    expect((await studio.runs("late", "cancelled"))[0]?.problem).toContain("did not finish in time");
  });
});
