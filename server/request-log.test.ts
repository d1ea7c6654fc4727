import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createLogger } from "#config/logger.ts";
import { answerBroken, logRequests } from "./request-log.ts";

const lines: string[] = [];
const logger = createLogger("debug", { write: (line: string) => void lines.push(line) });
const web = express();
web.use(logRequests(logger));
web.get("/broken", () => {
  throw new Error("the secret reason");
});
web.get("/odd", () => {
  throw Object.assign(new Error("odd"), { status: 400 });
});
web.get("/slow", (_req, res) => void res.write("some"));
web.all("*", (_req, res) => void res.send("fine"));
web.use(answerBroken(logger));
const server = createServer(web);
let origin: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  lines.length = 0;
});

const logged = async (count: number) => {
  await expect.poll(() => lines.length).toBe(count);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
};

test("every request has a line with its id, and the answer has the id, too", async () => {
  const response = await fetch(`${origin}/b/nordlys/today?token=hush`, { method: "POST" });
  const requestId = response.headers.get("x-request-id");
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  const [line] = await logged(1);
  expect(line).toMatchObject({ requestId, method: "POST", path: "/b/nordlys/today", status: 200, msg: "answered" });
  expect(line?.ms).toBeTypeOf("number");
  expect(lines.join()).not.toContain("hush");
});

test("an id from a proxy is kept, unless it is none", async () => {
  const kept = await fetch(origin, { headers: { "x-request-id": "req-12345678" } });
  expect(kept.headers.get("x-request-id")).toBe("req-12345678");
  for (const odd of ["short", "a b c d e f g h", "x".repeat(101), 'ab"cdefghij']) {
    const response = await fetch(origin, { headers: { "x-request-id": odd } });
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test("keys in a path stay out of the log; ids, files and slugs stay in it", async () => {
  const id = "01a204ee-e641-7e42-8e43-7bbfdefe6b68";
  for (const path of [
    "/invitations/Zx81kQq0aB3dEf5gHi7jKl9m",
    "/api/auth/reset-password/0f8fad5bd9cb469fa165708672",
    "/i/Zx81kQq0aB3dEf5gHi7jKl9m.data",
    `/b/spring-2026-launch-teaser/videos/${id}`,
    "/assets/entry.client-DkR3f81xYz.js",
  ]) {
    await fetch(origin + path);
  }
  expect((await logged(5)).map(({ path }) => path)).toEqual([
    "/invitations/…",
    "/api/auth/reset-password/…",
    "/i/…",
    `/b/spring-2026-launch-teaser/videos/${id}`,
    "/assets/entry.client-DkR3f81xYz.js",
  ]);
});

test("what breaks is in the log with its stack, and outside it a sentence with the number to look for", async () => {
  const response = await fetch(`${origin}/broken`);
  const said = await response.text();
  expect(response.status).toBe(500);
  expect(said).toContain(response.headers.get("x-request-id"));
  expect(said).not.toMatch(/secret reason|request-log|node_modules|\bat /);
  const [failed, answered] = await logged(2);
  expect(failed).toMatchObject({ path: "/broken", err: { message: "the secret reason", stack: expect.any(String) } });
  expect(answered).toMatchObject({ status: 500, level: 50 });
});

test("what the caller did wrong is no failure of ours", async () => {
  const response = await fetch(`${origin}/odd`);
  expect(response.status).toBe(400);
  expect(await logged(1)).toMatchObject([{ status: 400, level: 30 }]);
});

test("a caller who leaves early is in the log as one", async () => {
  const leaving = new AbortController();
  const response = await fetch(`${origin}/slow`, { signal: leaving.signal });
  leaving.abort();
  await response.text().catch(() => undefined);
  expect(await logged(1)).toMatchObject([{ path: "/slow", msg: expect.stringContaining("left") }]);
});
