import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { opens } from "#studio/api-keys/scopes.ts";
import { describeApi } from "./document.ts";
import { operations } from "./index.ts";
import { listMistypes } from "./types-of-json.ts";

const url = "https://studio.example/api/v1";

test("the document is OpenAPI 3.1 by a validator that is not ours", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(JSON.parse(JSON.stringify(describeApi(url))));
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  expect(validator.version).toBe("3.1");
});

test("every reference leads somewhere, and nothing of zod's own is left", () => {
  const text = JSON.stringify(describeApi(url));
  const { components } = describeApi(url);
  const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => !Object.hasOwn(components.schemas, name ?? ""))).toEqual([]);
  expect(text).not.toContain("$defs");
  expect(text).not.toContain("$schema");
});

test("every operation has a name, a sentence, a scope that opens its verb, and an example that fits", () => {
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  for (const { id, path, summary, scope, verb, body, example } of operations) {
    expect(summary.length, id).toBeGreaterThan(8);
    expect([id, path.includes("{brandId}")]).toEqual([id, verb !== undefined]);
    if (scope && verb) expect([id, opens(scope, verb)]).toEqual([id, true]);
    if (id !== "getMe") expect([id, scope]).not.toEqual([id, undefined]);
    if (!body) continue;
    expect([id, body.safeParse(example).error]).toEqual([id, undefined]);
    expect([id, listMistypes(body, example)]).toEqual([id, []]);
  }
});

test("what changes something needs a scope for writing, and what only reads never does", () => {
  for (const { id, method, scope } of operations) {
    if (scope) expect([id, scope.endsWith(":write")]).toEqual([id, method !== "GET"]);
  }
});
