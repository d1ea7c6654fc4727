import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSimulation, type Simulation } from "../simulation.fixture.ts";

const PERIOD = 10_000;
const TIMEOUT = 25_000;
const MAX_SIZE = 3;
let sim: Simulation;
let scene = 0;

beforeAll(async () => {
  const key = "event.data.scene + ':' + event.data.key";
  sim = await createSimulation((inngest) => [
    inngest.createFunction(
      { id: "debounced", triggers: [{ event: "d" }], debounce: { period: "10s", timeout: "25s", key } },
      () => {},
    ),
    inngest.createFunction({ id: "patient", triggers: [{ event: "p" }], debounce: { period: "10s", key } }, () => {}),
    inngest.createFunction(
      {
        id: "batched",
        triggers: [{ event: "b" }],
        batchEvents: { maxSize: MAX_SIZE, timeout: "10s", key, if: "event.data.small == true" },
      },
      () => {},
    ),
  ]);
});
afterAll(() => sim.close());

type Arrival = { gap: number; key: string; small: boolean };
const arrivals = fc.array(
  fc.record({
    // Around the period and the timeout, and the very edges.
    gap: fc.oneof(
      fc.integer({ min: 0, max: 14_000 }),
      fc.constantFrom(0, 1, 5_000, 9_999, 10_000, 10_001, 15_000, 24_999, 25_000),
    ),
    key: fc.constantFrom("x", "y"),
    small: fc.boolean(),
  }),
  { minLength: 1, maxLength: 14 },
);

type Fired = { at: number; events: number[] };
const sorted = (fired: Fired[]) => fired.toSorted((a, b) => a.at - b.at || (a.events[0] ?? 0) - (b.events[0] ?? 0));

/** Sends the events at their times, waits until nothing is left to come, and tells when which runs began. */
async function play(name: string, plan: Arrival[]): Promise<Fired[]> {
  scene++;
  const began = sim.now();
  for (const [n, { gap, key, small }] of plan.entries()) {
    await sim.pass(gap);
    await sim.send({ name, data: { scene: String(scene), key, n, small } });
  }
  await sim.pass(60_000);
  const runs = await sim.runs(scene);
  return sorted(
    runs.map((run) => ({ at: run.createdAt - began, events: run.events.map(({ data }) => Number(data.n)) })),
  );
}

/** What should come of them, told key by key from the times alone. */
function expected(plan: Arrival[], one: (times: { at: number; n: number }[]) => Fired[]): Fired[] {
  let at = 0;
  const timed = plan.map(({ gap, key }, n) => {
    at += gap;
    return { at, n, key };
  });
  return sorted(["x", "y"].flatMap((key) => one(timed.filter((event) => event.key === key))));
}

/** Cuts the line of events wherever the quiet before one lasted, or the timeout of its group was reached. */
function debounce(timeout: number) {
  return (times: { at: number; n: number }[]): Fired[] => {
    const fired: Fired[] = [];
    for (let first = 0; first < times.length; ) {
      const opened = times[first]?.at ?? 0;
      let last = first;
      const ends = () => Math.min((times[last]?.at ?? 0) + PERIOD, opened + timeout);
      while (last + 1 < times.length && (times[last + 1]?.at ?? 0) < ends()) last++;
      fired.push({ at: ends(), events: [times[last]?.n ?? -1] });
      first = last + 1;
    }
    return fired;
  };
}

test("a debounce fires once per quiet, with the last event of its key, and no later than its timeout", async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, async (plan) => {
      expect(await play("d", plan)).toEqual(expected(plan, debounce(TIMEOUT)));
    }),
    { numRuns: 25, endOnFailure: true },
  );
});

test("a debounce without a timeout waits for quiet however long it takes", async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, async (plan) => {
      expect(await play("p", plan)).toEqual(expected(plan, debounce(Number.POSITIVE_INFINITY)));
    }),
    { numRuns: 15, endOnFailure: true },
  );
});

test("a batch takes every event of its key once, goes when it is full or its time is up, and lets others by", async () => {
  const batch = (times: { at: number; n: number }[]): Fired[] => {
    const fired: Fired[] = [];
    let rest = times;
    while (rest.length > 0) {
      const due = (rest[0]?.at ?? 0) + PERIOD;
      const taken = rest.filter(({ at }, i) => i < MAX_SIZE && at < due);
      rest = rest.slice(taken.length);
      const full = taken.length === MAX_SIZE;
      fired.push({ at: full ? (taken.at(-1)?.at ?? 0) : due, events: taken.map(({ n }) => n) });
    }
    return fired;
  };
  await fc.assert(
    fc.asyncProperty(arrivals, async (plan) => {
      const alone =
        (small: boolean) =>
        ({ n }: { n: number }) =>
          plan[n]?.small === small;
      const model = expected(plan, (times) => [
        ...batch(times.filter(alone(true))),
        ...times.filter(alone(false)).map(({ at, n }) => ({ at, events: [n] })),
      ]);
      expect(await play("b", plan)).toEqual(model);
    }),
    { numRuns: 25, endOnFailure: true },
  );
});
