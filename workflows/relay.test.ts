import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createDb, createPool } from "#db/database.ts";
import { listenTo } from "#db/listen.ts";
import { insertOutbox, outboxChannel, readBacklog } from "#db/queries/outbox.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { type Client, createClient } from "./client.ts";
import { createCommit, createDispatch } from "./dispatch.ts";
import { briefLaunched } from "./events.ts";
import { type Relay, relayOnce, startRelay } from "./relay.ts";

type Sent = { id: string; name: string; ts: number; data: Record<string, unknown> };

/** An Inngest server's event API, at the edge: it takes what `answer` lets it take. */
const edge = {
  requests: [] as Sent[][],
  answer: async (_events: Sent[]): Promise<number> => 200,
};
let server: Server;
let database: TestDatabase;
let client: Client;
const quiet = { info() {}, warn() {}, error() {}, debug() {} };
const dispatch = createDispatch(insertOutbox);
let relays: Relay[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  server = createServer(async (req, res) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    const events = JSON.parse(body) as Sent[];
    edge.requests.push(events);
    const status = await edge.answer(events);
    res.writeHead(status, { "content-type": "application/json" });
    res.end(JSON.stringify(status === 200 ? { ids: events.map(({ id }) => id), status } : { error: "no", status }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = createClient({ isDev: false, baseUrl, eventKey: "studio", logger: quiet });
});
afterAll(async () => {
  server.close();
  await database.drop();
});
beforeEach(async () => {
  edge.requests = [];
  edge.answer = async () => 200;
  await sql`truncate outbox`.execute(database.db);
});
afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()));
  relays = [];
});

const launched = (briefId: string, id?: string) =>
  briefLaunched.create({ workspaceId: "w", brandId: "b", briefId, launchId: "l" }, id ? { id } : undefined);
const arrived = () => edge.requests.flat().map(({ data }) => data.briefId);
const backlog = () => readBacklog(database.db);

async function until(seen: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await seen())) {
    if (Date.now() > end) throw new Error("It did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("an event is sent when its transaction commits, once, with the id and time it was accepted with", async () => {
  const commit = createCommit(dispatch);
  const before = Date.now();
  await commit(database.db, async (_, send) => {
    await send(launched("one"));
    expect(await relayOnce(database.db, client)).toBe(0);
  });
  expect(await relayOnce(database.db, client)).toBe(1);
  expect(await relayOnce(database.db, client)).toBe(0);
  const [event] = edge.requests.flat();
  expect(event).toMatchObject({
    name: "brief/launched",
    data: { briefId: "one" },
    id: expect.stringMatching(/^\w{26}$/),
  });
  expect(event?.ts).toBeGreaterThanOrEqual(before);
  expect(event?.ts).toBeLessThanOrEqual(Date.now());
});

test("an event of a transaction that is rolled back is never sent", async () => {
  const commit = createCommit(dispatch);
  const work = commit(database.db, async (_, send) => {
    await send(launched("ghost"));
    throw new Error("changed my mind");
  });
  await expect(work).rejects.toThrow("changed my mind");
  expect(await relayOnce(database.db, client)).toBe(0);
  expect(edge.requests).toEqual([]);
});

test("a relay that dies between sending and writing that down has the event sent again under the same id", async () => {
  await dispatch(database.db, launched("twice"));
  const doomed = createDb(createPool(database.connectionString, 1));
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(doomed);
  edge.answer = async () => {
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(database.db);
    return 200;
  };
  await expect(relayOnce(doomed, client)).rejects.toThrow();
  await doomed.destroy().catch(() => undefined);
  edge.answer = async () => 200;
  expect(await relayOnce(database.db, client)).toBe(1);
  expect(arrived()).toEqual(["twice", "twice"]);
  expect(new Set(edge.requests.flat().map(({ id }) => id)).size).toBe(1);
  expect((await backlog()).waiting).toBe(0);
});

test("events go in the order they were written, and two relays at once send each once", async () => {
  const ids = Array.from({ length: 230 }, (_, index) => `brief-${index}`);
  await dispatch(
    database.db,
    ids.map((id) => launched(id)),
  );
  edge.answer = () => new Promise((resolve) => setTimeout(resolve, 50, 200));
  await Promise.all([relayOnce(database.db, client), relayOnce(database.db, client)]);
  edge.requests.sort(
    (a, b) => Number(a[0]?.data.briefId?.toString().slice(6)) - Number(b[0]?.data.briefId?.toString().slice(6)),
  );
  await relayOnce(database.db, client);
  expect(arrived()).toEqual(ids);
});

test("an event that the server will never take is set aside with its words, and those around it go", async () => {
  await dispatch(database.db, [launched("good"), launched("bad"), launched("fine")]);
  edge.answer = async (events) => (events.some(({ data }) => data.briefId === "bad") ? 400 : 200);
  expect(await relayOnce(database.db, client)).toBe(3);
  edge.answer = async () => 200;
  expect(await relayOnce(database.db, client)).toBe(0);
  const taken = edge.requests.filter((events) => events.length === 1).map(([event]) => event?.data.briefId);
  expect(new Set(taken)).toEqual(new Set(["good", "bad", "fine"]));
  expect(await backlog()).toMatchObject({ waiting: 0, refused: 1 });
  const row = await database.db.selectFrom("outbox").select(["event", "refusal"]).executeTakeFirstOrThrow();
  expect(row).toMatchObject({ event: { data: { briefId: "bad" } }, refusal: expect.stringContaining("400") });
}, 60_000);

test.each([401, 404, 429, 500, 503])("while the server answers %i, events wait and none is lost", async (status) => {
  await dispatch(database.db, launched("patient"));
  edge.answer = async () => status;
  await expect(relayOnce(database.db, client)).rejects.toThrow(String(status));
  expect(await backlog()).toMatchObject({ waiting: 1, refused: 0 });
  edge.answer = async () => 200;
  expect(await relayOnce(database.db, client)).toBe(1);
});

test("a relay is woken by the commit, looks by itself, and sends nothing until the server is ready", async () => {
  let ready = false;
  const options = { db: database.db, client, logger: quiet, pollMs: 60_000, pauseMs: 20 };
  const relay = startRelay({ ...options, ready: async () => ready });
  relays.push(relay);
  const listening = await listenTo(database.connectionString, outboxChannel, relay.wake);
  try {
    await dispatch(database.db, launched("early"));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(edge.requests).toEqual([]);
    ready = true;
    await until(() => arrived().includes("early"));
    await dispatch(database.db, launched("woken"));
    await until(() => arrived().includes("woken"));
  } finally {
    await listening.stop();
  }
  relays.push(startRelay({ ...options, pollMs: 30 }));
  await dispatch(database.db, launched("found"));
  await until(() => arrived().includes("found"));
});

test("a server that comes back gets what waited", async () => {
  let asked = 0;
  edge.answer = async () => (++asked > 6 ? 200 : 503);
  await dispatch(database.db, launched("held"));
  relays.push(startRelay({ db: database.db, client, logger: quiet, pollMs: 60_000, pauseMs: 20 }));
  await until(async () => (await backlog()).waiting === 0);
  expect(new Set(edge.requests.flat().map(({ id }) => id)).size).toBe(1);
}, 30_000);

test("what is no event, or not what its type says, is refused before anything is written", async () => {
  await expect(dispatch(database.db, { name: "" })).rejects.toThrow("it has no name");
  const half = briefLaunched.create({ workspaceId: "w", brandId: "b" } as Parameters<typeof briefLaunched.create>[0]);
  await expect(dispatch(database.db, [launched("whole"), half])).rejects.toThrow(/briefId/);
  expect((await backlog()).waiting).toBe(0);
});

test("the backlog says how old the oldest waiting event is", async () => {
  expect(await backlog()).toEqual({ waiting: 0, oldestSeconds: 0, refused: 0 });
  await dispatch(database.db, [launched("old"), launched("new")]);
  await sql`update outbox set created_at = now() - interval '90 seconds' where event->'data'->>'briefId' = 'old'`.execute(
    database.db,
  );
  const { waiting, oldestSeconds } = await backlog();
  expect(waiting).toBe(2);
  expect(oldestSeconds).toBeGreaterThanOrEqual(90);
  expect(oldestSeconds).toBeLessThan(150);
});
