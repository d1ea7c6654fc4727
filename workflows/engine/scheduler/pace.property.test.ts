import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSimulation, type Simulation } from "../simulation.fixture.ts";

let sim: Simulation;
let scene = 0;

beforeAll(async () => {
  const key = "event.data.scene + ':' + event.data.key";
  sim = await createSimulation((inngest) => {
    const define = (id: string, options: object) =>
      inngest.createFunction({ id, triggers: [{ event: id }], ...options }, () => {});
    return [
      define("throttled", { throttle: { limit: 2, period: "10s", burst: 1, key } }),
      define("rated", { rateLimit: { limit: 20, period: "60s", key } }),
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
async function play(name: string, plan: { gap: number; key: string }[]): Promise<Timed[]> {
  scene++;
  const sent: Timed[] = [];
  for (const [n, { gap, key }] of plan.entries()) {
    await sim.pass(gap);
    const one = { at: sim.now(), key, n };
    sent.push(one);
    await sim.send({ name, data: { scene: String(scene), key, n } });
  }
  return sent;
}

const numbers = async () => (await sim.runs(scene)).map(({ events }) => Number(events[0]?.data.n));

test("a throttled run may go at its own time or when its key has a place, first come, first served; none is lost", async () => {
  await fc.assert(
    fc.asyncProperty(arrivals(4_000, 5_000, 10_000), async (plan) => {
      const sent = await play("throttled", plan);
      await sim.pass(10 * 60_000);
      const ready = new Map((await sim.runs(scene)).map((run) => [Number(run.events[0]?.data.n), run]));
      expect([...ready.values()].map(({ call }) => call)).toEqual(sent.map(() => "ready"));
      for (const key of ["x", "y"]) {
        const starts: number[] = [];
        for (const { at, n } of sent.filter((one) => one.key === key)) {
          // The fourth of any four in a row is one period's worth of places behind: 3 at once, then one in 5 seconds.
          const places = starts.length < 3 ? at : earliest(starts, at);
          starts.push(places);
          expect(ready.get(n)?.callSince).toBeCloseTo(places, -1);
        }
      }
    }),
    { numRuns: 20, endOnFailure: true },
  );
});

/** The first moment not before `at` and the last start at which every window holds at most 3 + one per 5 seconds. */
function earliest(starts: number[], at: number): number {
  let time = Math.max(at, starts.at(-1) ?? 0);
  for (const [i, start] of starts.entries()) {
    const over = starts.length - i + 1 - 3;
    if (over > 0) time = Math.max(time, start + over * 5_000);
  }
  return time;
}

test("after outages a throttle's backlog goes at its pace, in its order, and is lost to nobody", async () => {
  const outages = fc.record({ outage: fc.integer({ min: 1_000, max: 60_000 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(arrivals(3_000, 5_000), outages), { minLength: 2, maxLength: 6 }),
      async (plan) => {
        scene++;
        let n = 0;
        for (const deed of plan) {
          // Time goes by and nobody lets anything go.
          if ("outage" in deed) await sim.setTime(sim.now() + deed.outage);
          else
            for (const { gap, key } of deed) {
              await sim.pass(gap);
              await sim.send({ name: "throttled", data: { scene: String(scene), key, n: n++ } });
            }
        }
        await sim.pass(20 * 60_000);
        const runs = await sim.runs(scene);
        expect(runs.filter(({ call }) => call === "ready")).toHaveLength(n);
        for (const key of ["x", "y"]) {
          const mine = runs.filter(({ events }) => events[0]?.data.key === key);
          const sent = mine.toSorted((a, b) => Number(a.events[0]?.data.n) - Number(b.events[0]?.data.n));
          const starts = sent.map(({ callSince }) => callSince);
          expect(starts).toEqual(starts.toSorted((a, b) => a - b));
          for (const [i, first] of starts.entries())
            for (const [j, last] of starts.entries())
              if (j > i) expect(j - i + 1).toBeLessThanOrEqual(3 + Math.floor((last - first + 1) / 5_000));
        }
      },
    ),
    { numRuns: 15, endOnFailure: true },
  );
});

test("a rate limit never lets through more than its rate and a tenth, and never refuses what is within", async () => {
  await fc.assert(
    fc.asyncProperty(arrivals(5_000, 2_999, 3_000, 3_001, 9_000), async (plan) => {
      const sent = await play("rated", plan);
      const model: number[] = [];
      for (const key of ["x", "y"]) {
        const passed: number[] = [];
        for (const { at, n } of sent.filter((one) => one.key === key)) {
          // 20 a minute: one in 3 seconds, and two (a tenth of 20) that may come early.
          const tooMany = passed.some((first, i) => passed.length - i + 1 > 3 + Math.floor((at - first) / 3_000));
          if (tooMany) continue;
          passed.push(at);
          model.push(n);
        }
      }
      expect((await numbers()).toSorted((a, b) => a - b)).toEqual(model.toSorted((a, b) => a - b));
    }),
    { numRuns: 25, endOnFailure: true },
  );
});
