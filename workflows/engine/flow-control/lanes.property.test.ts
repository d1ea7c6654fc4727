import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSimulation, type SimulatedRun, type Simulation } from "../simulation.fixture.ts";

let sim: Simulation;
let scene = 0;

beforeAll(async () => {
  const everybody = { limit: 3, scope: "env" as const, key: "event.data.scene" };
  const brand = "event.data.scene + ':' + event.data.brand";
  sim = await createSimulation((inngest) => {
    const define = (id: string, options: object) =>
      inngest.createFunction({ id, triggers: [{ event: id }], ...options }, () => {});
    return [
      define("two-keys", {
        concurrency: [
          { limit: 2, key: "event.data.scene" },
          { limit: 1, key: brand },
        ],
        priority: { run: "event.data.priority" },
      }),
      define("shares", { concurrency: everybody, priority: { run: "event.data.priority" } }),
      define("shares-too", { concurrency: [everybody, { limit: 2, key: brand }] }),
    ];
  });
});
afterAll(() => sim.close());

/** The limits a run stands under, in the test's own words. */
function limitsOf(run: SimulatedRun): Record<string, number> {
  const brand = String(run.events[0]?.data.brand);
  switch (run.functionId) {
    case "sim-two-keys":
      return { "two-keys": 2, [`two-keys of ${brand}`]: 1 };
    case "sim-shares":
      return { env: 3 };
    default:
      return { env: 3, [`shares-too of ${brand}`]: 2 };
  }
}

function countHolders(runs: SimulatedRun[]): Map<string, number> {
  const holders = new Map<string, number>();
  for (const run of runs.filter(({ call }) => call === "ready"))
    for (const limit of Object.keys(limitsOf(run))) holders.set(limit, (holders.get(limit) ?? 0) + 1);
  return holders;
}

/** Who should go first among runs under the same limits: the one that has waited longest, its priority counted as seconds. */
function rank(run: SimulatedRun): number {
  const counts = run.functionId !== "sim-shares-too";
  return run.createdAt - (counts ? Number(run.events[0]?.data.priority) * 1_000 : 0);
}

function checkRules(before: SimulatedRun[], after: SimulatedRun[]): void {
  const holders = countHolders(after);
  for (const run of after)
    for (const [limit, most] of Object.entries(limitsOf(run)))
      expect(holders.get(limit) ?? 0).toBeLessThanOrEqual(most);

  const isFull = ([limit, most]: [string, number]) => (holders.get(limit) ?? 0) >= most;
  const parked = after.filter(({ call }) => call === "parked");
  // Nobody waits who could go.
  for (const run of parked) expect(Object.entries(limitsOf(run)).some(isFull)).toBe(true);

  const waited = new Set(before.filter(({ call }) => call === "parked").map(({ id }) => id));
  const lane = (run: SimulatedRun) => JSON.stringify([run.functionId, limitsOf(run)]);
  for (const admitted of after.filter(({ id, call }) => call === "ready" && waited.has(id)))
    for (const other of parked.filter((run) => lane(run) === lane(admitted)))
      expect(rank(admitted)).toBeLessThanOrEqual(rank(other));
}

const deeds = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        name: fc.constantFrom("two-keys", "shares", "shares-too"),
        brand: fc.constantFrom("x", "y"),
        priority: fc.constantFrom(0, 0, 5, 600, -600),
      }),
    },
    { weight: 2, arbitrary: fc.record({ finishes: fc.nat({ max: 20 }) }) },
  ),
  { minLength: 1, maxLength: 25 },
);

test("no limit is ever exceeded, nobody waits who could go, the first in line goes first, and all get there", async () => {
  await fc.assert(
    fc.asyncProperty(deeds, async (plan) => {
      scene++;
      const look = () => sim.runs(scene);
      const finishOne = async (which: number) => {
        const ready = (await look()).filter(({ call }) => call === "ready");
        const run = ready[which % Math.max(1, ready.length)];
        if (run) await sim.finish(run.id);
        return run !== undefined;
      };
      let runs = await look();
      for (const deed of plan) {
        await sim.pass(1);
        if ("finishes" in deed) await finishOne(deed.finishes);
        else await sim.send({ name: deed.name, data: { ...deed, scene: String(scene) } });
        const after = await look();
        checkRules(runs, after);
        runs = after;
      }
      while (await finishOne(0)) {
        const after = await look();
        checkRules(runs, after);
        runs = after;
      }
      expect(runs.map(({ status }) => status)).toEqual(plan.filter((deed) => "name" in deed).map(() => "completed"));
    }),
    { numRuns: 25, endOnFailure: true },
  );
});
