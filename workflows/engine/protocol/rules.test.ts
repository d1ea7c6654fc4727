import { Inngest } from "inngest";
import { describe, expect, test } from "vitest";
import { readAnswer } from "./call-function.ts";
import { parseDuration, parseMoment, parseRetryAfter } from "./durations.ts";
import { MalformedEvent, readEvents } from "./events.ts";
import { createCompiler, holds, keyOf } from "./expressions.ts";
import { asFailure, failureSentence } from "./failures.ts";
import { createRegistry, nextRun } from "./functions.ts";
import { createId, idFromSeed } from "./ids.ts";

const compile = createCompiler();
const event = { name: "e", data: { n: 3, brandId: "b1", gone: null, tags: ["a"] }, ts: 5 };

describe("expressions", () => {
  test.each([
    ["event.data.n == 3", true],
    ["event.data.n > 2 && event.data.brandId == 'b1'", true],
    ["'a' in event.data.tags", true],
    ["event.data.missing == 1", false],
    ["event.data.missing != 'x'", true],
    ["event.data.missing == null", true],
    ["event.data.missing.deeper == 'x'", false],
    ["has(event.data.missing)", false],
    ["event.data.brandId > 4", false],
    ["event.data.brandId", false],
  ])("%s is %s", (source, expected) => {
    expect(holds(compile(source), { event })).toBe(expected);
  });

  test("a key is the value as text, and empty for a field the event does not have", () => {
    expect(keyOf(compile("event.data.brandId"), event)).toBe("b1");
    expect(keyOf(compile("event.data.n"), event)).toBe("3");
    expect(keyOf(compile("event.data.brandId + '-' + string(event.data.n)"), event)).toBe("b1-3");
    expect(keyOf(compile("event.data.missing"), event)).toBe("");
  });
});

describe("times", () => {
  const now = new Date("2026-01-01T00:00:00Z");
  test.each([
    ["1m30s", 90_000],
    ["2w1d", 15 * 86_400_000],
    ["1.5h", 5_400_000],
    ["250ms", 250],
    ["soon", undefined],
    ["", undefined],
  ])("the duration %j is %j ms", (text, ms) => expect(parseDuration(text)).toBe(ms));

  test("a moment is a duration from now or an ISO time", () => {
    expect(parseMoment("1h", now)).toEqual(new Date("2026-01-01T01:00:00Z"));
    expect(parseMoment("2026-02-03T04:05:06Z", now)).toEqual(new Date("2026-02-03T04:05:06Z"));
    expect(parseMoment("never", now)).toBeUndefined();
    expect(parseRetryAfter("90", now)).toEqual(new Date("2026-01-01T00:01:30Z"));
  });

  test("a schedule keeps to its zone through the change of summer time", () => {
    expect(nextRun("TZ=Europe/Berlin 0 3 * * *", new Date("2026-03-28T12:00:00Z"))).toEqual(
      new Date("2026-03-29T01:00:00Z"),
    );
    expect(nextRun("TZ=Europe/Berlin 0 3 * * *", new Date("2026-03-27T12:00:00Z"))).toEqual(
      new Date("2026-03-28T02:00:00Z"),
    );
    expect(nextRun("0 3 * * *", new Date("2026-03-28T12:00:00Z"))).toEqual(new Date("2026-03-29T03:00:00Z"));
  });
});

describe("registration", () => {
  const inngest = new Inngest({ id: "app", isDev: true });
  const register = (options: object) =>
    createRegistry(inngest, [inngest.createFunction({ id: "f", triggers: [{ event: "e" }], ...options }, () => {})]);

  test.each([
    [
      { triggers: [{ event: "e", if: "event.data.(" }] },
      'The function "app-f" cannot be registered: the trigger\'s condition is not valid CEL',
    ],
    [{ concurrency: { limit: 1, key: "][" } }, "the concurrency key is not valid CEL"],
    [{ triggers: [{ cron: "at ten on every tuesday" }] }, '"at ten on every tuesday" is not a schedule'],
    [{ triggers: [{ cron: "TZ=Mars/Base 0 3 * * *" }] }, "is not a schedule"],
    [{ throttle: { limit: 1, period: "soon" } }, "throttle.period is not a duration"],
  ])("%j is refused by name", (options, why) => {
    expect(() => register(options)).toThrow(why);
  });

  test("retries default to four, as on an Inngest server, and none means one attempt", () => {
    expect(register({}).find("app-f")?.maxAttempts).toBe(5);
    expect(register({ retries: 0 }).find("app-f")?.maxAttempts).toBe(1);
  });

  test("onFailure becomes a function of its own", () => {
    const registry = register({ onFailure: () => {} });
    expect(registry.triggeredBy("inngest/function.failed").map(({ plan }) => plan.id)).toEqual(["app-f-failure"]);
  });
});

describe("answers of the SDK", () => {
  const read = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    readAnswer(status, new Headers(headers), typeof body === "string" ? body : JSON.stringify(body));

  test("each status is read for what it means", () => {
    expect(read(200, { ok: 1 })).toEqual({ kind: "finished", result: { ok: 1 } });
    expect(read(206, [{ op: "Sleep", id: "x" }])).toMatchObject({ kind: "ops", coalesces: true });
    expect(read(206, [], { "x-inngest-req-version": "1" })).toMatchObject({ coalesces: false });
    expect(read(500, { message: "no" }, { "retry-after": "7" })).toMatchObject({
      kind: "failed",
      retry: true,
      retryAfter: "7",
    });
    expect(read(400, { message: "no" }, { "x-inngest-no-retry": "true" })).toMatchObject({
      kind: "failed",
      retry: false,
    });
    expect(read(500, "<html>")).toMatchObject({ kind: "failed", retry: true, error: { name: "UnreadableAnswer" } });
  });
});

describe("events", () => {
  test.each([
    [{ name: 5 }, "it has no name"],
    [{ name: "x", data: [] }, "is not an object"],
    [{ name: "x", ts: "noon" }, "not a number"],
    [{ name: "x", id: 7 }, "is not text"],
    [null, "it is not an object"],
    [{ name: "x", data: { big: "y".repeat(600_000) } }, "the most is 512 KB"],
  ])("%j is refused", (bad, why) => {
    expect(() => readEvents(bad)).toThrow(MalformedEvent);
    expect(() => readEvents(bad)).toThrow(why);
  });

  test("a repeated send with the same seed names its events the same", () => {
    expect(idFromSeed("1700000000000,abc", 0)).toBe(idFromSeed("1700000000000,abc", 0));
    expect(idFromSeed("1700000000000,abc", 0)).not.toBe(idFromSeed("1700000000000,abc", 1));
    expect(createId(1) < createId(2)).toBe(true);
    expect(createId()).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  });
});

test("whatever was thrown reads as one sentence", () => {
  expect(failureSentence(asFailure(new TypeError("x is not a function")))).toBe("TypeError: x is not a function.");
  expect(failureSentence(asFailure({ message: "Busy!" }))).toBe("Busy!");
  expect(failureSentence(asFailure("plain"))).toBe("plain.");
});

test("a key with NUL in it is text that PostgreSQL takes, and another key than one without", () => {
  const expression = compile("event.data.key");
  const keyWith = (key: string) => keyOf(expression, { id: "1", name: "n", ts: 1, data: { key } });
  expect(keyWith("a\0b")).not.toContain("\0");
  expect(keyWith("a\0b")).not.toBe(keyWith("ab"));
});
