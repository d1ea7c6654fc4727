import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cancelRun } from "../executor/rerun.ts";
import { createSimulation, type Simulation } from "../simulation.fixture.ts";

const HOUR = 3_600_000;
let sim: Simulation;
let scene = 0;

beforeAll(async () => {
  const key = "event.data.scene + ':' + event.data.key";
  sim = await createSimulation((inngest) => {
    const define = (id: string, options: object) =>
      inngest.createFunction({ id, triggers: [{ event: id }], ...options }, () => {});
    return [
      define("once", { idempotency: key }),
      define("plain", {}),
      define("skips", { singleton: { mode: "skip", key } }),
      define("replaces", { singleton: { mode: "cancel", key } }),
      define("timed", { timeouts: { start: "30s", finish: "60s" }, concurrency: { limit: 1, key } }),
    ];
  });
});
afterAll(() => sim.close());

const keys = fc.constantFrom("x", "y");
const arrivals = (longest: number, ...edges: number[]) =>
  fc.array(
    fc.record({ gap: fc.oneof(fc.integer({ min: 0, max: longest }), fc.constantFrom(0, ...edges)), key: keys }),
    { minLength: 1, maxLength: 16 },
  );
type Timed = { at: number; key: string; n: number };

/** Sends one event after another and returns when each was sent. */
async function play(name: string, plan: { gap: number; key: string }[], id?: (one: Timed) => string): Promise<Timed[]> {
  scene++;
  const sent: Timed[] = [];
  for (const [n, { gap, key }] of plan.entries()) {
    await sim.pass(gap);
    const one = { at: sim.now(), key, n };
    sent.push(one);
    await sim.send({ id: id?.(one), name, data: { scene: String(scene), key, n } });
  }
  return sent;
}

const numbers = async () => (await sim.runs(scene)).map(({ events }) => Number(events[0]?.data.n));

/** What is left when, of those alike, only those stay that come 24 hours after the last that stayed. */
function oncePerDay(sent: Timed[]): number[] {
  const last = new Map<string, number>();
  return sent.flatMap(({ at, key, n }) => {
    if (at - (last.get(key) ?? Number.NEGATIVE_INFINITY) < 24 * HOUR) return [];
    last.set(key, at);
    return [n];
  });
}

test("an idempotency key lets one run through in 24 hours", async () => {
  await fc.assert(
    fc.asyncProperty(arrivals(20 * HOUR, 24 * HOUR, 24 * HOUR - 1, 24 * HOUR + 1), async (plan) => {
      expect(oncePerDay(await play("once", plan))).toEqual(await numbers());
    }),
    { numRuns: 20, endOnFailure: true },
  );
});

test("an event's id is accepted once in 24 hours", async () => {
  await fc.assert(
    fc.asyncProperty(arrivals(20 * HOUR, 24 * HOUR - 1, 24 * HOUR + 1), async (plan) => {
      const sent = await play("plain", plan, ({ key }) => `${scene}-${key}`);
      expect(oncePerDay(sent)).toEqual(await numbers());
    }),
    { numRuns: 20, endOnFailure: true },
  );
});

test("of a singleton's key one run is alive at most: a second is skipped, or takes the first one's place", async () => {
  const deeds = fc.array(fc.record({ ends: fc.boolean(), key: keys }), { minLength: 1, maxLength: 16 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("skips", "replaces"), deeds, async (name, plan) => {
      scene++;
      const alive = new Map<string, number>();
      const ended = new Map<number, string>();
      for (const [n, { ends, key }] of plan.entries()) {
        const holder = alive.get(key);
        await sim.pass(1);
        if (ends) {
          if (holder === undefined) continue;
          const run = (await sim.runs(scene)).find(({ events }) => events[0]?.data.n === holder);
          await sim.finish(run?.id ?? "");
          ended.set(holder, "completed");
          alive.delete(key);
          continue;
        }
        await sim.send({ name, data: { scene: String(scene), key, n } });
        if (holder !== undefined && name === "skips") continue;
        if (holder !== undefined) ended.set(holder, "cancelled");
        alive.set(key, n);
      }
      const model = [...ended, ...[...alive.values()].map((n) => [n, "queued"] as const)];
      const runs = await sim.runs(scene);
      expect(runs.map(({ events, status }) => [Number(events[0]?.data.n), status])).toEqual(
        model.toSorted(([a], [b]) => a - b),
      );
    }),
    { numRuns: 25, endOnFailure: true },
  );
});

test("a run that has not begun in time, or not ended in time, is cancelled to the millisecond, and makes room", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 70_000 }), { minLength: 1, maxLength: 4 }), async (waits) => {
      const sent = await play(
        "timed",
        [...waits, 0].map((gap) => ({ gap, key: "x" })),
      );
      // Nobody executes anything here, so none begins: each is cancelled 30 seconds after it was created.
      await sim.pass(30_000);
      const { rows } = await sim.pool.query<{ alive: number; reason: string }>(
        `select (extract(epoch from ended_at - created_at) * 1000)::float8 as alive, error->>'message' as reason
         from engine.runs where events->0->'data'->>'scene' = $1`,
        [String(scene)],
      );
      expect(rows).toEqual(sent.map(() => ({ alive: 30_000, reason: "It did not start in time." })));
      const begun = await play("timed", [{ gap: 0, key: "x" }]);
      await sim.pool.query(
        "update engine.runs set status = 'running', finish_by = clock_timestamp() + finish_within where events->0->'data'->>'scene' = $1",
        [String(scene)],
      );
      await sim.pass(59_999);
      const [late] = await sim.runs(scene);
      expect(late?.status).toBe("running");
      await sim.pass(1);
      expect((await sim.runs(scene)).map(({ status }) => status)).toEqual(begun.map(() => "cancelled"));
      expect(await cancelRun(sim.context, late?.id ?? "")).toBe(false);
    }),
    { numRuns: 6, endOnFailure: true },
  );
});
