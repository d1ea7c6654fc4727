import { expect } from "vitest";
import { conform } from "./conform.fixture.ts";

const settle = () => new Promise((resolve) => setTimeout(resolve, 1_000));

conform("events and triggers", {
  "a trigger's condition decides whether a run starts": (on) => {
    on.fn({ triggers: [{ event: on.event, if: "event.data.size > 10" }] }, ({ event }) => event.data.size);
    return async () => {
      const ids = [];
      for (const data of [{ size: 5 }, {}, { size: 50 }]) ids.push(await on.send(data));
      expect((await on.ended(ids[2] ?? ""))[0]?.output).toBe(50);
      await settle();
      for (const id of ids.slice(0, 2)) expect(await on.runsOf(id)).toEqual([]);
    };
  },

  "a condition takes CEL's functions": (on) => {
    const conditions = [
      "event.data.tags.exists(tag, tag == 'b')",
      "event.data.name.startsWith('A') && !event.data.name.endsWith('x')",
      "size(event.data.tags) == 2 && 'a' in event.data.tags",
      "event.data.nested.deep == null",
      "event.data.missing != 'x'",
      "event.data.n >= 1.5 && event.data.n < 2",
      "event.data.flag == true ? event.data.n > 1 : false",
      "has(event.data.name)",
      "event.data.name.matches('^A.a$')",
      "string(event.data.n) == '1.75'",
    ];
    const ran: string[] = [];
    for (const condition of conditions)
      on.fn({ triggers: [{ event: on.event, if: condition }] }, () => void ran.push(condition));
    return async () => {
      await on.send({ tags: ["a", "b"], name: "Ada", nested: { deep: null }, n: 1.75, flag: true });
      await on.until(() => ran.length >= conditions.length, "every function", 15_000).catch(() => {});
      expect(conditions.filter((condition) => !ran.includes(condition))).toEqual([]);
    };
  },

  "conditions that do not hold": (on) => {
    const conditions = [
      "event.data.name == 'ada'",
      "event.data.missing == 1",
      "event.data.missing > 1",
      "event.data.missing.deeper == 'x'",
      "event.data.n == '1'",
      "event.data.tags.exists(tag, tag == 'z')",
    ];
    const ran: string[] = [];
    for (const condition of conditions)
      on.fn({ triggers: [{ event: on.event, if: condition }] }, () => void ran.push(condition));
    on.fn({}, () => "always");
    return async () => {
      const id = await on.send({ tags: ["a", "b"], name: "Ada", n: 1 });
      await on.until(async () => (await on.runsOf(id)).length > 0, "the one that always runs");
      await settle();
      expect(ran).toEqual([]);
    };
  },

  "a wildcard hears every name it begins": (on) => {
    const heard: string[] = [];
    on.fn({ triggers: [{ event: on.name("campaign/*") }] }, ({ event }) => void heard.push(event.name));
    return async () => {
      for (const suffix of ["campaign/started", "campaign/video.done", "campaigns", "other/started"])
        await on.send({}, { name: on.name(suffix) });
      await on.until(() => heard.length >= 2, "two events");
      await settle();
      expect(heard.toSorted()).toEqual([on.name("campaign/started"), on.name("campaign/video.done")]);
    };
  },

  "a function with several triggers runs once per event": (on) => {
    const heard: string[] = [];
    on.fn(
      { triggers: [{ event: on.name("a") }, { event: on.name("b") }, { event: on.name("b"), if: "event.data.n > 0" }] },
      ({ event }) => void heard.push(event.name),
    );
    return async () => {
      await on.ended(await on.send({}, { name: on.name("a") }));
      await on.ended(await on.send({ n: 1 }, { name: on.name("b") }));
      await settle();
      expect(heard).toEqual([on.name("a"), on.name("b")]);
    };
  },

  "one event starts every function that listens": (on) => {
    const heard: number[] = [];
    for (const n of [1, 2, 3]) on.fn({}, () => void heard.push(n));
    return async () => {
      await on.ended(await on.send(), 3);
      expect(heard.toSorted()).toEqual([1, 2, 3]);
    };
  },

  "an event nobody listens to is taken and forgotten": (on) => {
    on.fn({}, () => {});
    return async () => {
      const id = await on.send({}, { name: on.name("nobody") });
      await settle();
      expect(await on.runsOf(id)).toEqual([]);
    };
  },

  "an id used before starts nothing": (on) => {
    let ran = 0;
    on.fn({}, () => void ran++);
    return async () => {
      const id = on.name("order-1");
      await Promise.all(Array.from({ length: 5 }, () => on.send({}, { id })));
      await on.until(() => ran > 0, "the first");
      await on.send({}, { id });
      await settle();
      expect(ran).toBe(1);
    };
  },

  "events of one send have an id each, in order": (on) => {
    on.fn({}, ({ event }) => event.data.n);
    return async () => {
      const { ids } = await on.inngest.send([1, 2, 3].map((n) => ({ name: on.event, data: { n } })));
      expect(new Set(ids).size).toBe(3);
      const outputs = await Promise.all(ids.map(async (id) => (await on.ended(id))[0]?.output));
      expect(outputs).toEqual([1, 2, 3]);
    };
  },

  "an event keeps its id, time, version and user": (on) => {
    on.fn({}, ({ event }) => {
      const { id, ts, v, user } = event as typeof event & { user?: unknown };
      return [id, ts, v, user];
    });
    return async () => {
      const id = on.name("mine");
      const event = { name: on.event, data: {}, id, ts: 1_700_000_000_000, v: "2026-01-01.1", user: { id: "u1" } };
      const { ids } = await on.inngest.send(event);
      expect((await on.ended(ids[0] ?? ""))[0]?.output).toEqual([id, 1_700_000_000_000, "2026-01-01.1", { id: "u1" }]);
    };
  },

  "an event without data has empty data, and a time": (on) => {
    on.fn({}, ({ event }) => [event.data, typeof event.ts]);
    return async () => {
      const { ids } = await on.inngest.send({ name: on.event });
      expect((await on.ended(ids[0] ?? ""))[0]?.output).toEqual([{}, "number"]);
    };
  },

  "a step sends events, and has their ids": (on) => {
    on.fn({ triggers: [{ event: on.name("told") }] }, ({ event }) => event.data.n);
    on.fn({}, async ({ step }) => {
      const { ids } = await step.sendEvent(
        "tell",
        [1, 2].map((n) => ({ name: on.name("told"), data: { n } })),
      );
      await step.sleep("pause", "1s");
      return ids;
    });
    return async () => {
      const ids = (await on.run()).output as string[];
      expect(ids).toHaveLength(2);
      const outputs = await Promise.all(ids.map(async (id) => (await on.ended(id))[0]?.output));
      expect(outputs).toEqual([1, 2]);
    };
  },

  // A server keeps what stood before the bad one in the same send; here nothing of the send is kept.
  "events that are none are refused": (on) => {
    on.fn({}, () => {});
    return async () => {
      const bad = [
        { name: "", data: {} },
        { name: on.event, data: "text" },
        { name: on.event, data: [1] },
        { name: "inngest/function.failed", data: {} },
      ];
      for (const each of bad)
        await expect(on.inngest.send(each as { name: string }), JSON.stringify(each)).rejects.toThrow();
    };
  },

  "an event of 400 KB is taken, one of 4 MB is not": (on) => {
    on.fn({}, ({ event }) => String(event.data.text).length);
    return async () => {
      expect((await on.run({ text: "x".repeat(400_000) })).output).toBe(400_000);
      await expect(on.send({ text: "x".repeat(4_000_000) })).rejects.toThrow();
    };
  },

  "functions that cannot work are refused": (on) => {
    on.fn({}, () => {});
    return async () => {
      const event = on.event;
      const bad: Record<string, Parameters<typeof on.refusal>[0]> = {
        "a trigger's condition that is not CEL": { triggers: [{ event, if: "event.data.(" }] },
        "a schedule that is none": { triggers: [{ cron: "every tuesday" }] },
        "a schedule with seconds": { triggers: [{ cron: "*/5 * * * * *" }] },
        "a schedule by name": { triggers: [{ cron: "@daily" }] },
        "a schedule in no zone": { triggers: [{ cron: "TZ=Mars/Base 0 3 * * *" }] },
        "a cancel condition that is not CEL": { cancelOn: [{ event, if: "async.(" }] },
        "six cancel events": { cancelOn: [1, 2, 3, 4, 5, 6].map((n) => ({ event: `${event}${n}` })) },
        "a concurrency key that is not CEL": { concurrency: { limit: 1, key: "][" } },
        "a key in the environment's scope that is none": { concurrency: { limit: 1, scope: "env" } },
        "a priority that is not CEL": { priority: { run: "1 +" } },
        "a debounce of half a second": { debounce: { period: "500ms" as "1s" } },
        "a debounce of eight days": { debounce: { period: "8d" } },
        "a debounce key that is not CEL": { debounce: { period: "1s", key: "][" } },
        "a rate limit of none": { rateLimit: { limit: 0, period: "1h" } },
        "a rate limit over two days": { rateLimit: { limit: 1, period: "48h" } },
        "a rate limit key that is not CEL": { rateLimit: { limit: 1, period: "1h", key: "][" } },
        "a batch of one": { batchEvents: { maxSize: 1, timeout: "5s" } },
        "a batch of a hundred milliseconds": { batchEvents: { maxSize: 5, timeout: "100ms" as "1s" } },
        "a batch key that is not CEL": { batchEvents: { maxSize: 5, timeout: "5s", key: "][" } },
        "a batch that is cancelled": { batchEvents: { maxSize: 5, timeout: "5s" }, cancelOn: [{ event }] },
        "a batch that is debounced": { batchEvents: { maxSize: 5, timeout: "5s" }, debounce: { period: "1s" } },
        "a batch that is a singleton": { batchEvents: { maxSize: 5, timeout: "5s" }, singleton: { mode: "skip" } },
        "a batch with a priority": { batchEvents: { maxSize: 5, timeout: "5s" }, priority: { run: "1" } },
        "eleven triggers": { triggers: Array.from({ length: 11 }, (_, n) => ({ event: `${event}${n}` })) },
        "one trigger twice": { triggers: [{ event }, { event }] },
      };
      const taken: string[] = [];
      for (const [what, options] of Object.entries(bad)) if (!(await on.refusal(options))) taken.push(what);
      expect(taken).toEqual([]);
    };
  },

  "functions that can work are taken": (on) => {
    on.fn({}, () => {});
    return async () => {
      const event = on.event;
      const good: Record<string, Parameters<typeof on.refusal>[0]> = {
        "no trigger": { triggers: [] },
        "a schedule in a zone": { triggers: [{ cron: "TZ=Europe/Berlin 0 3 * * MON-FRI" }] },
        "two limits": {
          concurrency: [
            { limit: 1, key: "event.data.a" },
            { limit: 5, scope: "env", key: '"all"' },
          ],
        },
        "ten triggers": { triggers: Array.from({ length: 10 }, (_, n) => ({ event: `${event}${n}` })) },
        "a throttle with a burst": { throttle: { limit: 1, period: "1m", burst: 3, key: "event.data.a" } },
        timeouts: { timeouts: { start: "1m", finish: "1h" } },
        "a debounce with a timeout": { debounce: { period: "1m", timeout: "10m", key: "event.data.a" } },
        "a conditional batch": {
          batchEvents: { maxSize: 10, timeout: "30s", key: "event.data.a", if: "event.data.b" },
        },
      };
      const refused: string[] = [];
      for (const [what, options] of Object.entries(good)) {
        const refusal = await on.refusal(options);
        if (refusal) refused.push(`${what}: ${refusal}`);
      }
      expect(refused).toEqual([]);
    };
  },
});
