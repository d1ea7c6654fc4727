import fc from "fast-check";
import type { Inngest } from "inngest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestClient, startTestEngine, type TestEngine, until } from "./engine.fixture.ts";
import { createEngine, type Engine } from "./index.ts";

type Busy = { now: number; most: number };
const busy = new Map<string, Busy>();
const steps = new Map<string, number>();
let studio: TestEngine;
let engines: Engine[] = [];
let scene = 0;

/** Counts how many are at work under a limit while `work` is. */
async function within<T>(limits: string[], work: () => Promise<T>): Promise<T> {
  const all = limits.map((limit) => busy.get(limit) ?? { now: 0, most: 0 });
  for (const [i, one] of all.entries()) {
    busy.set(limits[i] ?? "", one);
    one.now++;
    one.most = Math.max(one.most, one.now);
  }
  try {
    return await work();
  } finally {
    for (const one of all) one.now--;
  }
}

function define(inngest: Inngest) {
  const brand = "event.data.scene + '/' + event.data.brand";
  const shared = { limit: 4, scope: "env" as const, key: "event.data.scene" };
  const one = (id: string, concurrency: Parameters<Inngest["createFunction"]>[0]["concurrency"]) =>
    inngest.createFunction({ id, triggers: [{ event: id }], retries: 2, concurrency }, async ({ event, step }) => {
      const { n, ms, fails, scene: where, brand: whose } = event.data;
      for (const name of ["a", "b"])
        await step.run(name, () =>
          within([`${id} in ${where}`, `${id} of ${where}/${whose}`, `all in ${where}`], async () => {
            const key = `${where}-${n}-${name}`;
            const times = (steps.get(key) ?? 0) + 1;
            steps.set(key, times);
            await new Promise((resolve) => setTimeout(resolve, ms));
            if (fails && times === 1) throw new Error("The first time it fails");
          }),
        );
    });
  return [
    one("wide", [shared, { limit: 3, key: "event.data.scene" }]),
    one("narrow", [shared, { limit: 1, key: brand }]),
  ];
}

async function addEngine(): Promise<Engine> {
  const { pool, connectionString } = studio;
  const engine = createEngine({ pool, connectionString, appId: "test", concurrency: 5, retryDelay: () => 15 });
  const client = createTestClient(engine);
  await engine.start(client, define(client));
  engines.push(engine);
  return engine;
}

beforeAll(async () => {
  studio = await startTestEngine(define, { concurrency: 5, retryDelay: () => 15 });
});
afterAll(async () => {
  await Promise.all(engines.map((engine) => engine.stop()));
  await studio.close();
});

const work = fc.record({
  name: fc.constantFrom("wide", "narrow"),
  brand: fc.constantFrom("x", "y"),
  ms: fc.integer({ min: 0, max: 12 }),
  fails: fc.boolean(),
});

test("with several engines, failures, and engines that stop in the middle, no limit is exceeded and nothing is lost", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(work, { minLength: 4, maxLength: 14 }),
      fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 2 }),
      async (plan, stops) => {
        const here = String(++scene);
        busy.clear();
        await studio.inngest.send(plan.map(({ name, ...data }, n) => ({ name, data: { ...data, n, scene: here } })));
        for (const ms of stops) {
          const engine = await addEngine();
          await new Promise((resolve) => setTimeout(resolve, ms));
          await engine.stop();
          engines = engines.filter((one) => one !== engine);
        }
        await until(async () => {
          const { rows } = await studio.pool.query<{ done: number }>(
            `select count(*)::int as done from engine.runs
             where status = 'completed' and events->0->'data'->>'scene' = $1`,
            [here],
          );
          return rows[0]?.done === plan.length;
        }, "every run to complete");
        const most = (limit: string) => busy.get(limit)?.most ?? 0;
        expect(most(`all in ${here}`)).toBeLessThanOrEqual(4);
        expect(most(`wide in ${here}`)).toBeLessThanOrEqual(3);
        for (const brand of ["x", "y"]) expect(most(`narrow of ${here}/${brand}`)).toBeLessThanOrEqual(1);
        // A step that fails once is tried twice; nothing else is done again, whoever stops.
        for (const [n, { fails }] of plan.entries())
          for (const name of ["a", "b"]) expect(steps.get(`${here}-${n}-${name}`)).toBe(fails ? 2 : 1);
      },
    ),
    { numRuns: 12, endOnFailure: true },
  );
}, 120_000);
