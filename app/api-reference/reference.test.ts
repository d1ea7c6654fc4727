import { expect, test } from "vitest";
import { createConformance } from "../api/conformance.fixture.ts";
import { operations } from "../api/index.ts";
import { problemKinds } from "../api/problem.ts";
import { readReference } from "./reference.server.ts";
import { sayLimits, sayType } from "./say-schema.ts";

const url = "https://studio.example/api/v1";
const reference = readReference(url);
const pages = reference.resources.flatMap((resource) => resource.operations);

test("every operation and every kind of problem is on the page, with an address of its own", () => {
  expect(pages.map(({ id }) => id)).toEqual(operations.map(({ id }) => id));
  expect(reference.problems.map(({ kind }) => kind)).toEqual(Object.keys(problemKinds));
  const anchors = [...pages.map(({ id }) => id), ...reference.resources.map(({ anchor }) => anchor)];
  expect(new Set(anchors).size).toBe(anchors.length);
});

test("the answer that is shown is one that the document announces", () => {
  const { listFaults } = createConformance();
  const id = "01a204ee-e641-7e42-8e43-7bbfdefe6b68";
  for (const { method, path, status, answer } of pages) {
    if (answer === undefined) continue;
    const at = path.replace(/\{\w+\}/g, id);
    expect(listFaults(method, at, Number(status), "application/json", JSON.parse(answer))).toEqual([]);
  }
});

test("the line to try has the key, the address, a body where one belongs, and nothing that a shell would trip over", () => {
  for (const { curl, method, path, body } of pages) {
    expect(curl).toContain("Authorization: Bearer $TROUPE_KEY");
    expect(curl).toContain(`"$API${path.split("{")[0]}`);
    expect(curl.includes("-d '")).toBe(body.length > 0);
    expect(curl.includes("Idempotency-Key")).toBe(method === "POST");
    expect((curl.match(/'/g) ?? []).length % 2).toBe(0);
  }
});

test("schemas are said in words", () => {
  expect(sayType({ type: "array", items: { type: "string", format: "uuid" } })).toBe("list of ids");
  expect(sayType({ anyOf: [{ type: "string" }, { type: "null" }] })).toBe("text or null");
  expect(sayType({ type: ["string", "null"] as unknown as "string" })).toBe("text or null");
  expect(sayType({ type: "array", items: { enum: ["question", "myth"] } })).toBe("list of question, myth");
  expect(sayType({ enum: ["true", "false"] })).toBe("one of true, false");
  expect(sayLimits({ type: "integer", minimum: 1, maximum: 100, default: 25 })).toBe("From 1 to 100. Without it: 25.");
  expect(sayLimits({ type: "string", minLength: 2, maxLength: 40 })).toBe("2 to 40 characters.");
  expect(sayLimits({ type: "string" })).toBe("");
});
