import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fieldText } from "./equality.ts";
import type { StoredEvent } from "./events.ts";
import { createCompiler, holds } from "./expressions.ts";

const compile = createCompiler();
const eventWith = (data: Record<string, unknown>): StoredEvent => ({ name: "e", data });
const pathOf = (source: string) => compile(source).equality?.path;

describe("what a condition can be looked up by", () => {
  test.each([
    ["event.data.id == async.data.id", ["data", "id"]],
    ["async.data.id == event.data.id", ["data", "id"]],
    ["event.data.id == async.data.other.id && async.data.ok == true", ["data", "other", "id"]],
    ["async.data.n > 3 && (async.ts > 0 && async.data.id == 'x')", ["data", "id"]],
    ["async.data['the id'] == event.data.id", ["data", "the id"]],
    ["3 == async.data.n", ["data", "n"]],
  ])("%s: %j", (source, path) => expect(pathOf(source)).toBe(JSON.stringify(path)));

  test.each([
    ["async.data.id == event.data.id || async.data.all == true"],
    ["async.data.id != event.data.id"],
    ["!(async.data.id == event.data.id)"],
    ["async.data.id == event.data.id + 'x'"],
    ["async.data[event.data.field] == 'x'"],
    ["event.data.id == 'x'"],
    ["async.data.a == async.data.b"],
  ])("%s: nothing", (source) => expect(pathOf(source)).toBeUndefined());
});

test("wherever a condition holds, the index finds it", () => {
  const value = fc.oneof(
    fc.constantFrom<unknown>(0, 1, -0, 1.5, "1", "", true, false, null, [], {}, { a: 1 }, "constructor"),
    fc.string({ minLength: 190, maxLength: 320 }),
    fc.integer(),
  );
  const data = fc.dictionary(fc.constantFrom("a", "b", "constructor"), value);
  const source = fc.constantFrom(
    "event.data.a == async.data.a",
    "async.data.b == event.data.a && async.data.a != 1",
    "async.data.a == 1",
    "async.data.a == null && event.data.b == async.data.b",
    "'1' == async.data.a",
    "event.data.a == async.data.constructor",
  );
  let held = 0;
  fc.assert(
    fc.property(source, data, data, fc.boolean(), (text, ours, theirs, same) => {
      const [event, async] = [eventWith(ours), eventWith(same ? ours : theirs)];
      const condition = compile(text);
      if (!holds(condition, { event, async })) return;
      held++;
      expect(fieldText(async, condition.equality?.path ?? "")).toBe(condition.equality?.wanted(event));
    }),
    { numRuns: 3_000 },
  );
  expect(held).toBeGreaterThan(50);
});
