import { expect, test } from "vitest";
import { nameFunction, sayDuration, sayName, sayProblem, sayStart } from "./activity-words.ts";

test.each([
  ["troupe-produce-variant", "Produce variant"],
  ["troupe-render-produce-variant", "Produce variant"],
  ["troupe-produce-variant-failure", "Produce variant, when it failed"],
])("the function %s is called %s", (id, name) => {
  expect(nameFunction(id)).toBe(name);
});

test("an id in a step's name is cut to what tells it from others", () => {
  expect(sayName("settle-0199f0a1-7e2b-7c3d-8e4f-a1b2c3d4e5f6")).toBe("Settle #a1b2c3");
  expect(sayName("write-script")).toBe("Write script");
});

test.each([
  [0, "0 ms"],
  [999, "999 ms"],
  [3_420, "3.4 s"],
  [59_949, "59.9 s"],
  [59_999, "1 min"],
  [250_000, "4 min 10 s"],
  [7_500_000, "2 h 5 min"],
  [86_400_000, "1 d"],
  [280_000_000, "3 d 5 h"],
])("%d ms is %s", (ms, words) => {
  expect(sayDuration(ms)).toBe(words);
});

test.each([
  ["ProviderError: The voice is gone.", "The voice is gone."],
  ["RunCancelled: Cancelled by hand.", "Cancelled by hand."],
  ["TypeError: x is not a function.", "X is not a function."],
  ["Error.", "Error."],
  ["Note: two videos are missing.", "Note: two videos are missing."],
])("of the problem %s a person reads %s", (problem, words) => {
  expect(sayProblem(problem)).toBe(words);
});

test("how a run came to be is said in words", () => {
  const started = (name: string, parentRunId: string | null = null) =>
    sayStart({ event: { name, data: {} }, parentRunId });
  expect(started("variant/requested")).toBe("the event variant/requested");
  expect(started("inngest/scheduled.timer")).toBe("the clock");
  expect(started("inngest/function.failed")).toBe("the failure of another run");
  expect(started("inngest/function.invoked", "r1")).toBe("another run");
  expect(sayStart({ event: null, parentRunId: null })).toBe("nothing that was kept");
});
