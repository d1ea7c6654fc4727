import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEngine, type TestEngine, until } from "./engine.fixture.ts";
import { MalformedEvent } from "./index.ts";

let studio: TestEngine;

beforeAll(async () => {
  studio = await startTestEngine((inngest) => [
    inngest.createFunction({ id: "hears", triggers: [{ event: "good" }] }, ({ event }) => event.data),
    inngest.createFunction(
      {
        id: "picky",
        triggers: [{ event: "good", if: "event.data.a.b > 3 || event.data.list[0] == 'x'" }],
        concurrency: { limit: 1, key: "event.data.key" },
        throttle: { limit: 100, period: "1s", key: "event.data.key" },
        idempotency: "event.data.key + string(event.data.n)",
        priority: { run: "event.data.n * 5" },
      },
      () => "ran",
    ),
    inngest.createFunction({ id: "odd", triggers: [{ event: "odd" }], retries: 0 }, async ({ event, step }) =>
      step.run("returns", () => {
        const circle: Record<string, unknown> = {};
        circle.self = circle;
        const oddities: Record<string, () => unknown> = {
          bigint: () => 12n,
          circle: () => circle,
          throws: () => ({
            toJSON() {
              throw new Error("Not to be written down");
            },
          }),
          large: () => "x".repeat(5 * 1024 * 1024),
          nothing: () => undefined,
        };
        return oddities[event.data.kind]?.();
      }),
    ),
    inngest.createFunction({ id: "odd-end", triggers: [{ event: "odd-end" }], retries: 0 }, ({ event }) =>
      event.data.kind === "bigint" ? { n: 12n } : "x".repeat(5 * 1024 * 1024),
    ),
    inngest.createFunction(
      { id: "calls-nobody", triggers: [{ event: "calls-nobody" }], retries: 0 },
      async ({ step }) =>
        step.invoke("nobody", { function: inngest.createFunction({ id: "unheard-of" }, () => 1), timeout: "5s" }),
    ),
    inngest.createFunction({ id: "fine", triggers: [{ event: "fine" }] }, ({ step }) => step.run("one", () => "fine")),
  ]);
});
afterAll(() => studio.close());

const stored = async () => {
  const { rows } = await studio.pool.query<{ count: number }>("select count(*)::int from engine.events");
  return rows[0]?.count;
};

/** Anything JSON can say, more often than not in the shape of an event with something wrong about it. */
const anything = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      name: fc.oneof(fc.constant("good"), fc.string(), fc.jsonValue(), fc.constant("\u0000"), fc.constant("a\ud800")),
      id: fc.oneof(fc.string(), fc.jsonValue(), fc.constant("i\u0000d")),
      data: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())),
      ts: fc.oneof(fc.jsonValue(), fc.double(), fc.maxSafeInteger()),
      v: fc.jsonValue(),
      user: fc.jsonValue(),
    },
    { requiredKeys: ["name"] },
  ),
);

test("whatever is sent is accepted whole or refused as a MalformedEvent, and then nothing of it is stored", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(anything, fc.array(anything, { maxLength: 3 })), async (input) => {
      const before = await stored();
      const sent: unknown = await studio.engine.send(input as never).catch((error: unknown) => error);
      if (sent instanceof Error) {
        expect(sent).toBeInstanceOf(MalformedEvent);
        expect(sent.message).toMatch(/^Event \d+ was not accepted: .+\.$/);
        expect(await stored()).toBe(before);
      } else {
        const { rows } = await studio.pool.query("select id from engine.events where id = any($1)", [sent]);
        expect(rows.map(({ id }) => id).toSorted()).toEqual([...new Set(sent as string[])].toSorted());
      }
    }),
    { numRuns: 300 },
  );
});

test("the client's API answers 400 to what is malformed, with the sentence, and 200 to the rest", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        anything.map((one) => JSON.stringify(one)),
        fc.string(),
      ),
      async (body) => {
        const before = await stored();
        const answer = await studio.engine.fetch("http://engine.invalid/e/key", { method: "POST", body });
        expect([200, 400]).toContain(answer.status);
        if (answer.status === 400) {
          expect(((await answer.json()) as { error: string }).error.length).toBeGreaterThan(10);
          expect(await stored()).toBe(before);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test("an accepted event with whatever data reaches its functions, and none is set aside", async () => {
  const data = fc.dictionary(
    fc.oneof(fc.constantFrom("a", "list", "key", "n"), fc.string()),
    fc.oneof(fc.jsonValue(), fc.constant("\u0000"), fc.constant({ b: 4 }), fc.constant("\ud800")),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(data, { minLength: 1, maxLength: 8 }), async (all) => {
      const ids = await studio.engine.send(all.map((one) => ({ name: "good", data: one })));
      await until(async () => {
        const { rows } = await studio.pool.query<{ open: number }>(
          `select $2 - count(*)::int as open from engine.runs r where r.function_id = 'test-hears' and r.status = 'completed'
             and r.events::text like any(select '%' || id || '%' from unnest($1::text[]) as sent (id))`,
          [ids, ids.length],
        );
        return rows[0]?.open === 0;
      }, "every event to be heard");
    }),
    { numRuns: 12 },
  );
  expect(await studio.engine.listSetAside()).toEqual([]);
}, 60_000);

test("what JSON cannot say or is over 4 MB fails its run with a sentence, and no other", async () => {
  const said: Record<string, string | undefined> = {};
  for (const kind of ["bigint", "throws", "large"]) {
    await studio.inngest.send([{ name: "odd", data: { kind } }, { name: "fine" }]);
    said[kind] = (await studio.runs("odd", "failed", Object.keys(said).length + 1)).at(-1)?.problem ?? undefined;
  }
  for (const kind of ["bigint", "large"]) {
    await studio.inngest.send({ name: "odd-end", data: { kind } });
    said[`${kind} at the end`] =
      (await studio.runs("odd-end", "failed", kind === "bigint" ? 1 : 2)).at(-1)?.problem ?? undefined;
  }
  expect(said).toEqual({
    bigint: "NotJson: What was returned cannot be written as JSON, as a BigInt cannot.",
    throws: expect.stringMatching(/Not to be written down/),
    large: "OutputTooLarge: The result is 5.0 MB and the most a step may return is 4 MB.",
    "bigint at the end": "NotJson: What was returned cannot be written as JSON, as a BigInt cannot.",
    "large at the end": "OutputTooLarge: The result is 5.0 MB and the most a step may return is 4 MB.",
  });
  await studio.runs("fine", "completed", 3);
  // A circle is cut by the SDK; nothing is null.
  for (const kind of ["nothing", "circle"]) await studio.inngest.send({ name: "odd", data: { kind } });
  const outputs = (await studio.runs("odd", "completed", 2)).map(({ output }) => output);
  expect(outputs).toEqual(expect.arrayContaining([null, { self: "[Circular ~]" }]));
});

test("a function that calls one nobody has fails with its name", async () => {
  await studio.inngest.send({ name: "calls-nobody" });
  expect((await studio.runs("calls-nobody", "failed"))[0]?.problem).toContain("test-unheard-of");
});
