import { expect, test } from "vitest";
import { chipOf, healthOf, sayAddress, sayEvents } from "./webhook-words.ts";

test("an endpoint that is off says so before anything else, and one that fails before one that works", () => {
  const fine = { disabledWhy: null, failingSince: null, used: true };
  const words = (more: object) => healthOf({ ...fine, ...more }).words;
  expect(words({})).toBe("Works");
  expect(words({ used: false })).toBe("Not used yet");
  expect(words({ failingSince: new Date() })).toBe("Failing");
  expect(words({ failingSince: new Date(), disabledWhy: "by-hand" })).toBe("Switched off");
  expect(words({ disabledWhy: "gone" })).toBe("Off: receiver gone");
});

test("a delivery that waits says whether it was tried", () => {
  expect(chipOf({ state: "waiting", tries: 0 }).words).toBe("On its way");
  expect(chipOf({ state: "waiting", tries: 3 }).words).toBe("Trying again");
  expect(chipOf({ state: "failed", tries: 10 }).tone).toBe("red");
});

test("events and addresses are said in a few words", () => {
  expect(sayEvents(["*"])).toBe("Every event");
  expect(sayEvents(["post.failed", "post.published"])).toBe("post.failed, post.published");
  expect(sayEvents(["a.b", "c.d", "e.f", "g.h"])).toBe("a.b, c.d and 2 more");
  expect(sayAddress("https://example.com/?key=hunter2")).toBe("example.com");
  expect(sayAddress("http://shop.internal:8000/hooks/in")).toBe("shop.internal:8000/hooks/in");
});
