import { afterAll, beforeAll, expect, test } from "vitest";
import type { EngineContext } from "../context.ts";
import { Cut, cutPool } from "../cut-pool.fixture.ts";
import { createSimulation, type Simulation } from "../simulation.fixture.ts";
import { routeEvent } from "./routing.ts";
import { startDueGatherings } from "./schedule.ts";

let sim: Simulation;
let scene = 0;

beforeAll(async () => {
  const key = "event.data.scene";
  sim = await createSimulation((inngest) => {
    const define = (id: string, options: object) =>
      inngest.createFunction({ id, triggers: [{ event: id }], ...options }, () => {});
    return [
      define("plain", {}),
      define("limited", { concurrency: { limit: 1, key } }),
      define("once", { idempotency: key }),
      define("batched", { batchEvents: { maxSize: 2, timeout: "60s", key } }),
      define("rated", { rateLimit: { limit: 1, period: "1h", key } }),
      define("debounced", { debounce: { period: "60s", key } }),
      define("skips", { singleton: { mode: "skip", key } }),
      define("replaces", { singleton: { mode: "cancel", key } }),
      define("throttled", { throttle: { limit: 1, period: "60s", key } }),
      define("both-first", { triggers: [{ event: "both" }] }),
      define("both-then", { triggers: [{ event: "both" }], throttle: { limit: 1, period: "60s", key } }),
      define("stopped", { cancelOn: [{ event: "stop", match: "data.scene" }] }),
    ];
  });
});
afterAll(() => sim.close());

/** Does `work` with a cut, then, as the queue would, without one. False when it had no such statement any more. */
async function interrupt(at: number, moment: "before" | "after", work: (context: EngineContext) => Promise<unknown>) {
  const { pool, statements } = cutPool(sim.pool, at, moment);
  // The clock's loops log what failed and go on, so whether there was a cut is told by the count.
  await work({ ...sim.context, pool }).catch((error) => {
    if (!(error instanceof Cut)) throw error;
  });
  await work(sim.context);
  return statements() > at;
}

type Outcome = { name: string; status: string; events: number[]; call: string | undefined; dueIn: number | undefined };

/** Everything the events of a scene led to, without the names that differ from scene to scene. */
async function outcome(): Promise<unknown> {
  const runs = await sim.runs(scene);
  const { rows: dues } = await sim.pool.query<{ run_id: string; due: number }>(
    `select c.run_id, (extract(epoch from c.due_at - clock_timestamp()) * 1000)::float8 as due from engine.calls c
     where c.due_at is not null`,
  );
  const { rows: gathered } = await sim.pool.query(
    "select kind, size, json_array_length(events) as events from engine.gatherings where key = $1",
    [String(scene)],
  );
  const { rows: jobs } = await sim.pool.query<{ jobs: number }>(
    `select count(*)::int as jobs from graphile_worker._private_jobs j
     join engine.calls c on c.id = (j.payload->>'id')::bigint and c.generation = (j.payload->>'generation')::int
     join engine.runs r on r.id = c.run_id where r.events->0->'data'->>'scene' = $1
       and j.payload->>'generation' is not null`,
    [String(scene)],
  );
  const told: Outcome[] = runs.map((run) => ({
    name: run.functionId,
    status: run.status,
    events: run.events.map(({ data }) => Number(data.n)),
    call: run.call,
    dueIn: dues.find(({ run_id }) => run_id === run.id)?.due,
  }));
  return { runs: told.toSorted((a, b) => (a.name < b.name ? -1 : 1)), gathered, ready: jobs[0]?.jobs };
}

/** An event that has its effect on a key that another was already on. */
async function play(name: string, cutRouting: (job: { id: string; receivedAt: string }) => Promise<boolean>) {
  scene++;
  const first = name === "stop" ? "stopped" : name;
  await sim.send({ name: first, data: { scene: String(scene), n: 1 } });
  await sim.pass(1);
  const receipt = await sim.accept({ name, data: { scene: String(scene), n: 2 } });
  if (!receipt) throw new Error("The event was not accepted");
  const more = await cutRouting(receipt);
  return { more, outcome: await outcome() };
}

test.each([
  "plain",
  "limited",
  "once",
  "batched",
  "rated",
  "debounced",
  "skips",
  "replaces",
  "throttled",
  "both",
  "stop",
])("cut at any statement and done again, the routing of %j has the effect it would have had", async (name) => {
  const whole = await play(name, (receipt) => routeEvent(sim.context, receipt).then(() => false));
  for (const moment of ["before", "after"] as const) {
    let cuts = 0;
    for (let more = true; more; cuts++) {
      const cut = await play(name, (receipt) => interrupt(cuts, moment, (context) => routeEvent(context, receipt)));
      more = cut.more;
      expect(cut.outcome, `cut ${moment} statement ${cuts}`).toEqual(whole.outcome);
    }
    expect(cuts).toBeGreaterThan(3);
  }
});

test("cut at any statement and done again, a debounce that is due becomes one run", async () => {
  for (const moment of ["before", "after"] as const) {
    let cuts = 0;
    for (let more = true; more; cuts++) {
      scene++;
      await sim.send({ name: "debounced", data: { scene: String(scene), n: 1 } });
      await sim.setTime(sim.now() + 60_000);
      more = await interrupt(cuts, moment, startDueGatherings);
      // One that failed steps back for half a minute.
      await sim.pass(30_000);
      expect(
        (await sim.runs(scene)).map(({ call }) => call),
        `cut ${moment} statement ${cuts}`,
      ).toEqual(["ready"]);
    }
    expect(cuts).toBeGreaterThan(5);
  }
});
