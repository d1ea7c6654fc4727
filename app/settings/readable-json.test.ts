import { expect, test } from "vitest";
import { toReadableJson } from "./readable-json.ts";

test("what goes by the name of a secret is hidden, wherever it is", () => {
  const text = toReadableJson({
    postId: "p1",
    auth: { accessToken: "abc", api_key: "k", Authorization: "Bearer x", nested: [{ password: "p", clientSecret: 7 }] },
    token: null,
  });
  expect(JSON.parse(text)).toEqual({
    postId: "p1",
    auth: {
      accessToken: "hidden",
      api_key: "hidden",
      Authorization: "hidden",
      nested: [{ password: "hidden", clientSecret: "hidden" }],
    },
    token: null,
  });
});

test("what is too long to read is cut, and says by how much", () => {
  const text = toReadableJson("a".repeat(30_000));
  expect(text.length).toBeLessThan(20_100);
  expect(text).toMatch(/… and 10002 characters more$/);
});

test("nothing is nothing", () => {
  expect(toReadableJson(undefined)).toBe("");
});
