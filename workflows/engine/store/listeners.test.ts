import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEngine, type TestEngine, until } from "../engine.fixture.ts";
import { findListeners } from "./listeners.ts";

const RUNS = 30;
let studio: TestEngine;

beforeAll(async () => {
  studio = await startTestEngine((inngest) => [
    inngest.createFunction(
      {
        id: "listens",
        triggers: [{ event: "begin" }],
        cancelOn: [
          { event: "never-mind", if: "async.data.n == event.data.n && async.data.really == true" },
          { event: "all-off" },
          { event: "too-late", match: "data.n", timeout: "1s" },
        ],
      },
      ({ event, step }) =>
        step.waitForEvent("answer", {
          event: "answer",
          timeout: "1h",
          // Half of them write the number into the condition, so that every run has one of its own.
          if: event.data.n % 2 ? `async.data.n == ${event.data.n} && async.data.ok` : "event.data.n == async.data.n",
        }),
    ),
  ]);
  await studio.inngest.send(Array.from({ length: RUNS }, (_, n) => ({ name: "begin", data: { n } })));
  await studio.runs("listens", "waiting", RUNS);
});
afterAll(() => studio.close());

async function find(kind: "waits" | "cancels", name: string, data: Record<string, unknown>): Promise<number[]> {
  const found: number[] = [];
  for await (const page of findListeners(studio.pool, kind, { name, data }, "now"))
    found.push(...page.map(({ events }) => Number(events[0]?.data.n)));
  return found.sort((a, b) => a - b);
}

test("of many waiting runs only those are read that the event can be for", async () => {
  expect(await find("waits", "answer", { n: 7 })).toEqual([7]);
  expect(await find("waits", "answer", { n: 8 })).toEqual([8]);
  expect(await find("waits", "answer", { n: "8" })).toEqual([]);
  expect(await find("waits", "question", { n: 8 })).toEqual([]);
  expect(await find("cancels", "never-mind", { n: 9 })).toEqual([9]);
  expect(await find("cancels", "all-off", {})).toHaveLength(RUNS);
  await until(async () => (await find("cancels", "too-late", { n: 9 })).length === 0, "the second for this to be over");
});

test("what the index finds is not yet what the condition says", async () => {
  await studio.inngest.send({ name: "answer", data: { n: 7, ok: false } });
  await studio.inngest.send({ name: "never-mind", data: { n: 9, really: false } });
  await studio.inngest.send({ name: "answer", data: { n: 8 } });
  await studio.runs("listens", "completed", 1);
  await studio.inngest.send({ name: "answer", data: { n: 7, ok: true } });
  await studio.runs("listens", "completed", 2);
  await studio.inngest.send({ name: "never-mind", data: { n: 9, really: true } });
  await studio.runs("listens", "cancelled", 1);
  expect(await find("cancels", "never-mind", { n: 9 })).toEqual([]);
});

test("a run taken up again listens again", async () => {
  const [cancelled] = await studio.runs("listens", "cancelled", 1);
  expect(await studio.engine.retryRun(cancelled?.id ?? "")).toBe(true);
  await until(async () => (await find("cancels", "never-mind", { n: 9 })).length === 1, "the run to listen");
  await studio.inngest.send({ name: "never-mind", data: { n: 9, really: true } });
  await studio.runs("listens", "cancelled", 1);
});
