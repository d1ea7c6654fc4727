import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiHouse } from "#app/api/operation.ts";
import { createLogger } from "#config/logger.ts";
import { makeSecret } from "#studio/api-keys/secret.ts";
import { castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { openApiRoute } from "./api-route.ts";

let database: TestDatabase;
let server: Server;
let origin: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await castOf(database.db);
  const { db, within } = database;
  const logger = createLogger("silent");
  const house = { db, within, logger, publicUrl: "https://studio.example" } as unknown as ApiHouse;
  const web = express().use("/api/v1", openApiRoute(house, { perMinute: 3 }));
  server = createServer(web);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
});
afterAll(async () => {
  server.close();
  await database.drop();
});

const ask = (key: string) => fetch(`${origin}/me`, { headers: { authorization: `Bearer ${key}` } });

test("a key that asks more than it may is told when to go on, and another one is not kept waiting", async () => {
  const [greedy, modest] = [makeSecret(), makeSecret()];
  const statuses: number[] = [];
  for (let n = 0; n < 4; n += 1) statuses.push((await ask(greedy)).status);
  expect(statuses).toEqual([401, 401, 401, 429]);
  const refused = await ask(greedy);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused.headers.get("ratelimit")).toMatch(/^"key"; r=0; t=\d+/);
  expect(await refused.json()).toMatchObject({
    status: 429,
    code: "too-many-requests",
    type: expect.stringContaining("#problem-"),
  });
  expect((await ask(modest)).status).toBe(401);
});

test("an address that tries keys is told so, though each is asked once", async () => {
  const statuses: number[] = [];
  for (let n = 0; n < 70; n += 1) statuses.push((await ask(makeSecret())).status);
  expect(statuses.slice(0, 40).every((status) => status === 401)).toBe(true);
  expect(statuses.slice(-5)).toEqual([429, 429, 429, 429, 429]);
});
