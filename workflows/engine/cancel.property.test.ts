import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEngine, type TestEngine, until } from "./engine.fixture.ts";

const STEPS = 6;
const begun: { n: number }[] = [];
let studio: TestEngine;
let scene = 0;

beforeAll(async () => {
  studio = await startTestEngine(
    (inngest) => [
      inngest.createFunction(
        { id: "work", triggers: [{ event: "work" }], cancelOn: [{ event: "stop", match: "data.n" }], retries: 3 },
        async ({ event, step }) => {
          const { n, kind } = event.data;
          for (let i = 0; i < STEPS; i++) {
            await step.run(`step ${i}`, async () => {
              begun.push({ n });
              await new Promise((resolve) => setTimeout(resolve, 8));
              if (kind === "fails" && i === 2) throw new Error("It always fails");
            });
            if (kind === "sleeps") await step.sleep(`sleep ${i}`, 10);
            if (kind === "parallel")
              await Promise.all(
                ["x", "y"].map((side) => step.run(`${side} ${i}`, () => new Promise((r) => setTimeout(r, 5)))),
              );
          }
        },
      ),
    ],
    { retryDelay: () => 10 },
  );
});
afterAll(() => studio.close());

test("a run that is cancelled, by an event or by hand and at whatever moment, begins no further step", async () => {
  const cancels = fc.record({
    kind: fc.constantFrom("plain", "sleeps", "parallel", "fails"),
    by: fc.constantFrom("event", "hand"),
    after: fc.integer({ min: 0, max: 120 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(cancels, { minLength: 1, maxLength: 4 }), async (plan) => {
      await Promise.all(
        plan.map(async ({ kind, by, after }) => {
          const n = ++scene;
          await studio.inngest.send({ id: `work-${n}`, name: "work", data: { n, kind } });
          await new Promise((resolve) => setTimeout(resolve, after));
          const run = await until(() => findRun(n), `the run of ${n}`);
          if (by === "hand") await studio.engine.cancelRun(run.id);
          else await studio.inngest.send({ name: "stop", data: { n } });
          const ended = await until(() => findRun(n).then((one) => one?.ended && one), `the run of ${n} to end`);
          const seen = begun.filter((one) => one.n === n).length;
          await new Promise((resolve) => setTimeout(resolve, 200));
          const later = begun.filter((one) => one.n === n);
          // It may have ended by itself before. One step may just be beginning, its predecessor memoised a moment before
          // the cancelling; a second could not: there were 200 ms for it, and a step takes 8.
          expect(["cancelled", "completed", "failed"]).toContain(ended.status);
          expect(later.length - seen).toBeLessThanOrEqual(1);
          const { rows } = await studio.pool.query<{ calls: number; open: number }>(
            `select (select count(*)::int from engine.calls where run_id = $1) as calls,
               (select count(*)::int from engine.steps where run_id = $1 and status in ('planned', 'sleeping', 'waiting')) as open`,
            [run.id],
          );
          expect(rows).toEqual([{ calls: 0, open: 0 }]);
        }),
      );
    }),
    { numRuns: 15, endOnFailure: true },
  );
}, 120_000);

type Found = { id: string; status: string; ended: boolean };

async function findRun(n: number): Promise<Found | undefined> {
  const { rows } = await studio.pool.query<Found>(
    "select id, status, ended_at is not null as ended from engine.runs where (events->0->'data'->>'n')::int = $1",
    [n],
  );
  return rows[0];
}
