import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claims } from "./claims.ts";
import { deskOf } from "./desk.fixture.ts";
import { dispatch } from "./dispatch.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "troupe-claims-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function check(lines: string[], ...options: string[]) {
  const file = path.join(folder, "lines.jsonl");
  await writeFile(file, lines.join("\n"));
  const { desk, said, complained } = deskOf(folder);
  const code = await dispatch(["claims", "check", ...options, "--jsonl", file], { claims }, desk);
  return { code, said, complained: complained.join("\n") };
}

test("each line is judged, without a database and in its order", async () => {
  const { code, said } = await check([
    '{"id":"a","text":"Swapped it out last spring."}',
    "",
    '{"id":2,"text":"The lamp has a green base."}',
    '{"id":"c","text":"The best lamp in the world."}',
  ]);
  expect(code).toBe(0);
  expect(said.map((line) => JSON.parse(line))).toEqual([
    { id: "a", verdict: "block", kind: "experience", why: expect.any(String), rewrite: expect.any(String) },
    { id: 2, verdict: "allow", kind: "fact", why: expect.any(String), rewrite: null },
    { id: "c", verdict: "evidence", kind: "superlative", why: expect.any(String), rewrite: null },
  ]);
});

test("a real person's experience needs that person's statement", async () => {
  const { said } = await check(['{"id":"a","text":"I used it for a week."}'], "--persona", "cameo");
  expect(JSON.parse(said[0] ?? "")).toMatchObject({ verdict: "evidence", kind: "experience", rewrite: null });
});

test("one bad line is named and nothing is judged", async () => {
  const { code, said, complained } = await check(['{"id":"a","text":"Fine."}', "{id:1}", '{"id":"c"}', '["d","e"]']);
  expect({ code, said }).toEqual({ code: 1, said: [] });
  expect(complained).toContain("Line 2: this is not JSON.");
  expect(complained).toContain("Line 3: “text” is wrong: a line needs a text.");
  expect(complained).toContain("Line 4: it is wrong: a line is an object with an id and a text.");
});

test("a missing file, no file and an unknown kind of persona are said", async () => {
  const { desk, said, complained } = deskOf(folder);
  const run = (...args: string[]) => dispatch(["claims", "check", ...args], { claims }, desk);
  expect(await run("--jsonl", path.join(folder, "none.jsonl"))).toBe(2);
  expect(await run()).toBe(2);
  expect(await run("--persona", "alien", "--jsonl", "x")).toBe(2);
  expect(complained.join("\n")).toMatch(
    /There is no file at .*none\.jsonl.[\s\S]*--jsonl <file>[\s\S]*no persona kind “alien”/,
  );
  expect(said).toEqual([]);
});
