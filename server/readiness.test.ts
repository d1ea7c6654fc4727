import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import express from "express";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Env, readEnv } from "#config/env.ts";
import { createLogger } from "#config/logger.ts";
import { createDb, createPool } from "#db/database.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { createClient } from "#workflows/client.ts";
import { createMetrics, watchHouse } from "./metrics.ts";
import { openEngine, type StudioEngine } from "./open-engine.ts";
import { answerReadiness, checkReadiness } from "./readiness.ts";

const here = "http://127.0.0.1:4399";
const silent = createLogger("silent");
let base: TestDatabase;
let folder: string;
let env: Env;
let studio: StudioEngine;
const metrics = createMetrics();

beforeAll(async () => {
  base = await createTestDatabase();
  base.pool.on("error", () => undefined);
  folder = await mkdtemp(path.join(tmpdir(), "troupe-ready-"));
  env = readEnv({ DATA_DIR: folder });
  studio = await openEngine(env, base, here, silent, metrics);
  await studio.engine?.start(createClient(studio.engine.clientOptions), []);
});
afterAll(async () => {
  await studio.close();
  await base.drop();
  await rm(folder, { recursive: true, force: true });
});

const house = () => ({ ...studio, db: base.db, files: createFileStore(env) });
const allOk = { database: "ok", schema: "ok", engine: "ok", files: "ok" };

test("with everything at work the studio is ready, and leaves no file behind", async () => {
  expect(await checkReadiness(house())).toEqual({ status: "ready", parts: allOk });
  const left: string[] = [];
  for await (const { key } of house().files.list()) left.push(key);
  expect(left).toEqual([]);
});

test("a database that cannot be reached is said, and the other parts are looked at all the same", async () => {
  const gone = createDb(createPool("postgres://nobody@127.0.0.1:9/none", 1));
  const { status, parts } = await checkReadiness({ ...house(), db: gone });
  expect([status, parts]).toEqual(["not ready", { ...allOk, database: "unreachable", schema: "unknown" }]);
  await gone.destroy();
});

test("a database that has not had every migration is said", async () => {
  const { rows } = await sql<{ name: string; timestamp: string }>`
    delete from kysely_migration where name = (select max(name) from kysely_migration) returning *`.execute(base.db);
  expect(await checkReadiness(house())).toEqual({ status: "not ready", parts: { ...allOk, schema: "behind" } });
  await sql`insert into kysely_migration (name, timestamp) values (${rows[0]?.name}, ${rows[0]?.timestamp})`.execute(
    base.db,
  );
});

test("files that cannot be written are said", async () => {
  const dataDir = path.join(folder, "taken");
  await writeFile(dataDir, "a file where a folder should be");
  const { parts } = await checkReadiness({ ...house(), files: createFileStore({ dataDir }) });
  expect(parts).toEqual({ ...allOk, files: "not writable" });
});

test("an Inngest server that does not know the studio is said", async () => {
  const keys = { INNGEST_SIGNING_KEY: "ab".repeat(32), INNGEST_EVENT_KEY: "studio" };
  const outside = readEnv({ DATA_DIR: folder, INNGEST_BASE_URL: "http://127.0.0.1:9", ...keys });
  const away = await openEngine(outside, base, here, silent, metrics);
  expect((await checkReadiness({ ...house(), ...away })).parts).toEqual({ ...allOk, engine: "unreachable" });
});

test("over HTTP it is 200, and 503 from the moment the studio begins to close", async () => {
  const closing = new AbortController();
  const web = createServer(express().get("/readyz", answerReadiness(house(), closing.signal)));
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  const ask = async () => {
    const response = await fetch(`http://127.0.0.1:${(web.address() as AddressInfo).port}/readyz`);
    return [response.status, await response.json()];
  };
  expect(await ask()).toEqual([200, { status: "ready", parts: allOk }]);
  closing.abort();
  expect(await ask()).toEqual([503, { status: "closing", parts: allOk }]);
  web.closeAllConnections();
  web.close();
});

test("the figures of the engine, the connections and the last day are among the metrics", async () => {
  watchHouse(metrics, { ...house(), pools: { studio: base.pool, ...studio.pools } });
  const text = await metrics.read();
  const figure = (name: string) =>
    new RegExp(`^troupe_${name.replaceAll(/[{}"]/g, "\\$&")} ([\\d.e-]+)$`, "m").exec(text)?.[1];
  expect(figure("database_up")).toBe("1");
  expect(figure("engine_slots_most")).toBe("10");
  expect(Number(figure("engine_slots_allowed"))).toBeGreaterThanOrEqual(1);
  expect([figure("engine_running"), figure("videos_made_24h"), figure("posts_overdue")]).toEqual(["0", "0", "0"]);
  expect(Number(figure("engine_queue_age_seconds"))).toBeGreaterThanOrEqual(0);
  expect(Number(figure('database_connections{pool="studio",state="idle"}'))).toBeGreaterThanOrEqual(1);
  expect(figure('database_queries_waiting{pool="engine"}')).toBe("0");
  expect(figure("render_workers")).toBeUndefined();
});

test("without its engine the studio is not ready", async () => {
  await studio.engine?.stop();
  expect((await checkReadiness(house())).parts).toEqual({ ...allOk, engine: "not running" });
});
