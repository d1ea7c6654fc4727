import { expect } from "vitest";
import { conform } from "./conform.fixture.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** How many are at work at once, and how many were at most, for every key. */
function createGauge() {
  const now = new Map<string, number>();
  const most = new Map<string, number>();
  return {
    most,
    async work(key: string, ms: number) {
      now.set(key, (now.get(key) ?? 0) + 1);
      most.set(key, Math.max(most.get(key) ?? 0, now.get(key) ?? 0));
      await pause(ms);
      now.set(key, (now.get(key) ?? 0) - 1);
    },
  };
}

conform("flow control", {
  "no more steps of a function are at work than its concurrency": (on) => {
    const gauge = createGauge();
    on.fn({ concurrency: 2 }, ({ step }) => step.run("work", () => gauge.work("all", 700)));
    return async () => {
      const ids = await Promise.all(Array.from({ length: 6 }, () => on.send()));
      await Promise.all(ids.map((id) => on.ended(id)));
      expect(gauge.most.get("all")).toBe(2);
    };
  },

  "each key has its own concurrency": (on) => {
    const gauge = createGauge();
    on.fn({ concurrency: { limit: 1, key: "event.data.brand" } }, async ({ event, step }) => {
      await step.run("a", () => gauge.work(event.data.brand, 100));
      await step.run("b", () => gauge.work(event.data.brand, 100));
    });
    return async () => {
      const brands = ["x", "x", "x", "y", "y", "z"];
      const ids = await Promise.all(brands.map((brand) => on.send({ brand })));
      await Promise.all(ids.map((id) => on.ended(id)));
      expect(Object.fromEntries(gauge.most)).toEqual({ x: 1, y: 1, z: 1 });
    };
  },

  "two limits hold at once": (on) => {
    const gauge = createGauge();
    on.fn({ concurrency: [{ limit: 3 }, { limit: 1, key: "event.data.brand" }] }, async ({ event, step }) => {
      await step.run("work", () => Promise.all([gauge.work("all", 150), gauge.work(event.data.brand, 150)]));
    });
    return async () => {
      const brands = ["a", "b", "c", "d", "e", "a", "b", "c"];
      const ids = await Promise.all(brands.map((brand) => on.send({ brand })));
      await Promise.all(ids.map((id) => on.ended(id)));
      expect(gauge.most.get("all")).toBeLessThanOrEqual(3);
      expect(gauge.most.get("a")).toBe(1);
    };
  },

  "functions share a limit of the environment by its key": (on) => {
    const gauge = createGauge();
    const concurrency = { limit: 1, scope: "env" as const, key: `"${on.name("shared")}"` };
    for (const name of ["one", "two"])
      on.fn({ triggers: [{ event: on.name(name) }], concurrency }, ({ step }) =>
        step.run("work", () => gauge.work("both", 200)),
      );
    return async () => {
      const ids = await Promise.all(["one", "two", "one", "two"].map((name) => on.send({}, { name: on.name(name) })));
      await Promise.all(ids.map((id) => on.ended(id)));
      expect(gauge.most.get("both")).toBe(1);
    };
  },

  "a sleeping run takes no place": (on) => {
    const order: string[] = [];
    on.fn({ concurrency: 1 }, async ({ event, step }) => {
      if (event.data.sleeps) await step.sleep("long", "7s");
      await step.run("note", () => order.push(event.data.name));
    });
    return async () => {
      const sleeping = await on.send({ sleeps: true, name: "sleeper" });
      await on.running(sleeping);
      const awake = await on.send({ name: "awake" });
      await Promise.all([on.ended(sleeping), on.ended(awake)]);
      expect(order).toEqual(["awake", "sleeper"]);
    };
  },

  "a throttle lets runs start one after another": (on) => {
    const at: number[] = [];
    on.fn({ throttle: { limit: 1, period: "2s" } }, () => void at.push(Date.now()));
    return async () => {
      const ids = await Promise.all([1, 2, 3].map(() => on.send()));
      await Promise.all(ids.map((id) => on.ended(id)));
      expect(at).toHaveLength(3);
      for (const [i, time] of at.slice(1).entries()) expect(time - (at[i] ?? 0)).toBeGreaterThan(1_000);
    };
  },

  "a throttle with a burst lets that many start at once": (on) => {
    const at: number[] = [];
    on.fn({ throttle: { limit: 1, period: "20s", burst: 2 } }, () => void at.push(Date.now()));
    return async () => {
      await Promise.all([1, 2, 3, 4, 5].map(() => on.send()));
      await on.until(() => at.length >= 3, "the burst");
      await pause(1_500);
      expect(at).toHaveLength(3);
    };
  },

  "each key has its own throttle": (on) => {
    const ran: string[] = [];
    on.fn({ throttle: { limit: 1, period: "30s", key: "event.data.brand" } }, ({ event }) => {
      ran.push(event.data.brand);
    });
    return async () => {
      await Promise.all(["x", "y", "z"].map((brand) => on.send({ brand })));
      await on.until(() => ran.length >= 3, "one of each");
      expect(ran.toSorted()).toEqual(["x", "y", "z"]);
    };
  },

  "a rate limit drops what is over it, key by key": (on) => {
    const ran: string[] = [];
    on.fn({ rateLimit: { limit: 1, period: "1h", key: "event.data.brand" } }, ({ event }) => {
      ran.push(event.data.brand);
    });
    return async () => {
      const ids: string[] = [];
      for (const brand of ["x", "x", "y", "x"]) ids.push(await on.send({ brand }));
      await on.until(() => ran.length >= 2, "one of each");
      await pause(1_000);
      expect(ran.toSorted()).toEqual(["x", "y"]);
      const runs = await Promise.all(ids.map((id) => on.runsOf(id)));
      expect(runs.flat()).toHaveLength(2);
    };
  },

  "an idempotency key lets one run through": (on) => {
    const ran: string[] = [];
    on.fn({ idempotency: "event.data.order" }, ({ event }) => void ran.push(event.data.order));
    return async () => {
      for (const order of ["o1", "o1", "o2", "o1"]) await on.send({ order });
      await on.until(() => ran.length >= 2, "one of each");
      await pause(1_000);
      expect(ran.toSorted()).toEqual(["o1", "o2"]);
    };
  },

  "a debounce runs once, with the last event of each key": (on) => {
    const ran: [string, number][] = [];
    on.fn({ debounce: { period: "2s", key: "event.data.key" } }, ({ event, events }) => {
      ran.push([event.data.key, event.data.n]);
      return events.length;
    });
    return async () => {
      const ids: string[] = [];
      for (const [key, n] of [
        ["x", 1],
        ["y", 10],
        ["x", 2],
        ["x", 3],
      ] as const)
        ids.push(await on.send({ key, n }));
      expect((await on.ended(ids[3] ?? ""))[0]?.output).toBe(1);
      await on.ended(ids[1] ?? "");
      await pause(1_000);
      expect(ran.toSorted()).toEqual([
        ["x", 3],
        ["y", 10],
      ]);
    };
  },

  "a debounce keeps the event that is newest by its own time": (on) => {
    const ran: number[] = [];
    on.fn({ debounce: { period: "5s" } }, ({ event }) => void ran.push(event.data.n));
    return async () => {
      const now = Date.now();
      await on.send({ n: 1 }, { ts: now - 1_000 });
      await on.send({ n: 2 }, { ts: now });
      await on.send({ n: 3 }, { ts: now - 60_000 });
      await on.until(() => ran.length > 0, "the debounce to be over");
      expect(ran).toEqual([2]);
    };
  },

  "a debounce is put off by every event, but not beyond its timeout": (on) => {
    const ran: number[] = [];
    on.fn({ debounce: { period: "5s", timeout: "8s" } }, ({ event }) => void ran.push(event.data.n));
    return async () => {
      // Without its timeout it would not run as long as events come.
      for (let n = 1; ran.length === 0 && n <= 15; n++) {
        await on.send({ n });
        await pause(3_000);
      }
      expect(ran[0]).toBeGreaterThanOrEqual(3);
    };
  },

  "a batch runs when it is full": (on) => {
    const batches: number[][] = [];
    on.fn({ batchEvents: { maxSize: 3, timeout: "60s" } }, ({ event, events }) => {
      batches.push(events.map((each) => Number(each.data.n)));
      return event.id === events[0]?.id;
    });
    return async () => {
      const ids = await Promise.all([1, 2, 3].map((n) => on.send({ n })));
      await on.until(() => batches.length > 0, "the batch");
      expect(batches.map((numbers) => numbers.toSorted())).toEqual([[1, 2, 3]]);
      for (const id of ids) expect((await on.ended(id))[0]?.output).toBe(true);
    };
  },

  "a batch runs when its time is up": (on) => {
    const batches: number[][] = [];
    on.fn({ batchEvents: { maxSize: 100, timeout: "2s" } }, ({ events }) => {
      batches.push(events.map((each) => Number(each.data.n)));
    });
    return async () => {
      await Promise.all([1, 2].map((n) => on.send({ n })));
      await on.until(() => batches.length > 0, "the batch");
      expect(batches.map((numbers) => numbers.toSorted())).toEqual([[1, 2]]);
    };
  },

  "each key has its own batch": (on) => {
    const batches: string[] = [];
    on.fn({ batchEvents: { maxSize: 2, timeout: "60s", key: "event.data.brand" } }, ({ events }) => {
      batches.push(events.map((each) => each.data.brand).join());
    });
    return async () => {
      for (const brand of ["x", "y", "x", "y"]) await on.send({ brand });
      await on.until(() => batches.length >= 2, "two batches");
      expect(batches.toSorted()).toEqual(["x,x", "y,y"]);
    };
  },

  "an event a batch's condition leaves out runs alone": (on) => {
    const batches: number[] = [];
    on.fn({ batchEvents: { maxSize: 10, timeout: "60s", if: "event.data.urgent != true" } }, ({ events }) => {
      batches.push(events.length);
    });
    return async () => {
      await on.send({ urgent: false });
      await on.ended(await on.send({ urgent: true }));
      expect(batches).toEqual([1]);
    };
  },

  "a batch has steps and retries like a run": (on) => {
    let tries = 0;
    on.fn({ batchEvents: { maxSize: 2, timeout: "60s" }, retries: 1 }, async ({ events, step }) => {
      const sum = await step.run("sum", () => {
        if (++tries === 1) throw new Error("Once");
        return events.reduce((total, event) => total + Number(event.data.n), 0);
      });
      await step.sleep("pause", "1s");
      return sum;
    });
    return async () => {
      const [id = ""] = await Promise.all([1, 2].map((n) => on.send({ n })));
      expect((await on.ended(id))[0]?.output).toBe(3);
    };
  },

  "a singleton skips what comes while it runs": (on) => {
    on.fn({ singleton: { mode: "skip", key: "event.data.key" } }, ({ step }) => step.sleep("pause", "4s"));
    return async () => {
      const first = await on.send({ key: "k" });
      await on.running(first);
      const [second, other] = [await on.send({ key: "k" }), await on.send({ key: "l" })];
      expect((await on.ended(first))[0]?.status).toBe("completed");
      expect((await on.ended(other))[0]?.status).toBe("completed");
      expect(await on.runsOf(second)).toEqual([]);
      const third = await on.send({ key: "k" });
      expect((await on.ended(third))[0]?.status).toBe("completed");
    };
  },

  "a singleton that cancels keeps the newest": (on) => {
    on.fn({ singleton: { mode: "cancel" } }, async ({ event, step }) => {
      await step.sleep("pause", "3s");
      return event.data.n;
    });
    return async () => {
      const first = await on.send({ n: 1 });
      await on.running(first);
      const second = await on.send({ n: 2 });
      expect((await on.ended(first))[0]?.status).toBe("cancelled");
      expect((await on.ended(second))[0]).toMatchObject({ status: "completed", output: 2 });
    };
  },

  "of runs that wait for one place, the one with priority goes first": (on) => {
    const order: string[] = [];
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    on.fn({ concurrency: 1, priority: { run: "event.data.urgent ? 300 : 0" } }, async ({ event, step }) => {
      await step.run("work", async () => {
        order.push(event.data.name);
        if (event.data.name === "first") await released;
      });
    });
    return async () => {
      const ids = [await on.send({ name: "first", urgent: false })];
      await on.until(() => order.length > 0, "the first to be at work");
      for (const [name, urgent] of [
        ["patient", false],
        ["urgent", true],
      ] as const) {
        const id = await on.send({ name, urgent });
        ids.push(id);
        await on.until(async () => (await on.runsOf(id)).length > 0, "the run to wait");
      }
      release();
      await Promise.all(ids.map((id) => on.ended(id)));
      expect(order).toEqual(["first", "urgent", "patient"]);
    };
  },

  "a run is cancelled by the event that matches, and takes no further step": (on) => {
    let after = 0;
    on.fn({ cancelOn: [{ event: on.name("stop"), match: "data.id" }] }, async ({ step }) => {
      await step.sleep("long", "1h");
      await step.run("after", () => ++after);
    });
    return async () => {
      const ids = await Promise.all(["a", "b"].map((id) => on.send({ id })));
      await Promise.all(ids.map((id) => on.running(id)));
      await pause(500);
      await on.send({ id: "a" }, { name: on.name("stop") });
      expect((await on.ended(ids[0] ?? ""))[0]?.status).toBe("cancelled");
      await pause(500);
      expect((await on.runsOf(ids[1] ?? ""))[0]?.status).toBe("running");
      expect(after).toBe(0);
    };
  },

  "a cancel condition looks at both events": (on) => {
    on.fn(
      { cancelOn: [{ event: on.name("stop"), if: "event.data.id == async.data.id && async.data.reason != null" }] },
      ({ step }) => step.sleep("long", "1h"),
    );
    return async () => {
      const id = await on.send({ id: "a" });
      await on.running(id);
      await pause(500);
      await on.send({ id: "a", reason: null }, { name: on.name("stop") });
      await on.send({ id: "b", reason: "x" }, { name: on.name("stop") });
      await pause(1_000);
      expect((await on.runsOf(id))[0]?.status).toBe("running");
      await on.send({ id: "a", reason: "x" }, { name: on.name("stop") });
      expect((await on.ended(id))[0]?.status).toBe("cancelled");
    };
  },

  "a cancel event after its timeout does nothing": (on) => {
    on.fn({ cancelOn: [{ event: on.name("stop"), timeout: "2s" }] }, ({ step }) => step.sleep("nap", "6s"));
    return async () => {
      const id = await on.send();
      await on.running(id);
      await pause(3_500);
      await on.send({}, { name: on.name("stop") });
      expect((await on.ended(id))[0]?.status).toBe("completed");
    };
  },

  "a step at work when its run is cancelled ends, and is the last": (on) => {
    const ran: string[] = [];
    on.fn({}, async ({ step }) => {
      await step.run("slow", async () => {
        ran.push("begun");
        await pause(2_000);
        ran.push("ended");
      });
      await step.run("after", () => ran.push("after"));
    });
    return async () => {
      const id = await on.send();
      await on.until(() => ran.length > 0, "the slow step");
      await on.cancel((await on.running(id)).id);
      expect((await on.ended(id))[0]?.status).toBe("cancelled");
      await pause(3_000);
      expect(ran).toEqual(["begun", "ended"]);
    };
  },

  "a run that does not finish in time is cancelled": (on) => {
    on.fn({ timeouts: { finish: "2s" } }, ({ step }) => step.sleep("long", "1h"));
    return async () => expect((await on.run()).status).toBe("cancelled");
  },

  "a run that does not start in time is cancelled": (on) => {
    const ran: number[] = [];
    on.fn({ concurrency: 1, timeouts: { start: "7s" } }, async ({ event, step }) => {
      await step.run("work", async () => {
        ran.push(event.data.n);
        await pause(11_000);
      });
    });
    return async () => {
      const first = await on.send({ n: 1 });
      await on.until(() => ran.length > 0, "the first to be at work");
      const second = await on.send({ n: 2 });
      expect((await on.ended(second))[0]?.status).toBe("cancelled");
      expect((await on.ended(first))[0]?.status).toBe("completed");
      expect(ran).toEqual([1]);
    };
  },
});
