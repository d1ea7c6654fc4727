import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Env, readEnv } from "#config/env.ts";
import { openKeyring } from "#config/keyring.ts";
import { createLogger } from "#config/logger.ts";
import { insertOutbox, readBacklog } from "#db/queries/outbox.ts";
import { showcaseNetwork } from "#db/queries/showcase.ts";
import { createChannels } from "#providers/channels/index.ts";
import { createWebhookSender } from "#providers/webhooks/sender.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { createDispatch } from "#workflows/dispatch.ts";
import type { Engine } from "#workflows/engine/index.ts";
import { briefLaunched } from "#workflows/events.ts";
import { buildStage } from "./build-house.ts";
import { checkHealth } from "./health.ts";
import { createMetrics } from "./metrics.ts";
import { openDispatch, openEngine, type StudioEngine } from "./open-engine.ts";

const publicUrl = "http://127.0.0.1:4399";
const logger = createLogger("silent");
let base: TestDatabase;
let folder: string;
let embedded: Env;
let outside: Env;
let open: StudioEngine | undefined;

beforeAll(async () => {
  base = await createTestDatabase();
  base.pool.on("error", () => undefined);
  folder = await mkdtemp(path.join(tmpdir(), "troupe-engine-"));
  embedded = readEnv({ DATA_DIR: folder });
  const keys = { INNGEST_SIGNING_KEY: "ab".repeat(32), INNGEST_EVENT_KEY: "studio" };
  // Nobody answers at port 9.
  outside = readEnv({ DATA_DIR: folder, INNGEST_BASE_URL: "http://127.0.0.1:9", ...keys });
});
afterEach(async () => {
  await open?.close();
  open = undefined;
});
afterAll(async () => {
  await base.drop();
  await rm(folder, { recursive: true, force: true });
});

async function start(env: Env): Promise<StudioEngine> {
  const { db, pool, connectionString } = base;
  open = await openEngine(env, { db, pool, connectionString }, publicUrl, logger, createMetrics());
  const channels = createChannels({ showcase: showcaseNetwork(db, publicUrl) });
  const webhooks = createWebhookSender({});
  const keyring = await openKeyring(env);
  await open.start({ ...buildStage(env, base), env, channels, webhooks, keyring, publicUrl });
  return open;
}

/** Of a brand that has nothing, so that its workflow looks and ends. */
const launched = (launchId: string) => {
  const nobody = "01a204ee-e641-7e42-8e43-7bbfdefe6b68";
  return briefLaunched.create({ workspaceId: nobody, brandId: nobody, briefId: nobody, launchId });
};

async function finishedLaunches(engine: Engine | undefined): Promise<unknown[]> {
  const runs = (await engine?.listRuns({ functionId: "troupe-expand-brief", status: "completed" })) ?? [];
  const details = await Promise.all(runs.map(({ id }) => engine?.getRun(id)));
  return details.map((run) => run?.events[0]?.data.launchId).sort();
}

test("with the embedded engine an event is there exactly when its transaction commits", async () => {
  const { engine, commit, remoteEngine } = await start(embedded);
  await commit(base.db, (_, send) => send(launched("kept")));
  const undone = commit(base.db, async (_, send) => {
    await send(launched("undone"));
    throw new Error("no");
  });
  await expect(undone).rejects.toThrow("no");
  await expect.poll(() => finishedLaunches(engine)).toEqual(["kept"]);
  expect([remoteEngine, (await readBacklog(base.db)).waiting]).toEqual([undefined, 0]);
});

test("with an Inngest server events wait in the outbox until it knows what there is to run", async () => {
  const { engine, commit, remoteEngine, dispatch } = await start(outside);
  expect(engine).toBeUndefined();
  await commit(base.db, (_, send) => send(launched("first")));
  await dispatch(base.db, launched("second"));
  remoteEngine?.announce();
  await expect.poll(() => remoteEngine?.problem()).toMatch(/Failed to register/);
  expect(await remoteEngine?.backlog()).toMatchObject({ waiting: 2, refused: 0 });
  expect(remoteEngine?.appIds).toEqual(["troupe", "troupe-render"]);
});

test("back on the embedded engine, what waited for the server is taken over", async () => {
  expect((await readBacklog(base.db)).waiting).toBe(2);
  const { engine } = await start(embedded);
  await expect.poll(() => finishedLaunches(engine)).toEqual(["first", "kept", "second"]);
  expect((await readBacklog(base.db)).waiting).toBe(0);
});

test("a program that only sends reaches whichever engine the studio has", async () => {
  await (await openDispatch(outside, base))(base.db, launched("outside"));
  expect((await readBacklog(base.db)).waiting).toBe(1);
  await (await openDispatch(embedded, base))(base.db, launched("inside"));
  const { engine } = await start(embedded);
  await expect.poll(() => finishedLaunches(engine)).toEqual(["first", "inside", "kept", "outside", "second"]);
});

test("health is ok with the embedded engine at work, and degraded while an Inngest server or its workers are away", async () => {
  const here = await start(embedded);
  expect(await checkHealth({ ...here, db: base.db })).toMatchObject({
    fit: true,
    health: { status: "ok", database: "ok", engine: { mode: "embedded", queueAgeSeconds: expect.any(Number) } },
  });
  await here.close();
  const away = await start(outside);
  expect(await checkHealth({ ...away, db: base.db })).toMatchObject({
    fit: true,
    health: { status: "degraded", engine: { mode: "inngest", connected: false, renderWorkers: 0, waiting: 0 } },
  });
});

test("health says 503 for work that is too old, and for a database that does not answer", async () => {
  const { remoteEngine, engine } = await start(outside);
  await createDispatch(insertOutbox)(base.db, launched("old"));
  await base.pool.query("update outbox set created_at = now() - interval '301 seconds'");
  const { fit, health } = await checkHealth({ remoteEngine, engine, db: base.db });
  expect([fit, health.status, health.database]).toEqual([false, "degraded", "ok"]);
  await base.pool.query("delete from outbox");
  const gone = {
    ...remoteEngine!,
    backlog: () => Promise.reject(new Error("connect ECONNREFUSED")),
  };
  expect(await checkHealth({ remoteEngine: gone, engine, db: base.db })).toEqual({
    fit: false,
    health: { status: "degraded", database: "unreachable" },
  });
});
