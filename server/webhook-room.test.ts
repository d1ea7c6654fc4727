import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createLogger } from "#config/logger.ts";
import { rawSql } from "#db/raw-sql.ts";
import { asOwner } from "#db/scope.ts";
import { inTransaction } from "#db/transaction.ts";
import { verify } from "#providers/webhooks/receiver.fixture.ts";
import { sendTest } from "#studio/webhooks/replay.ts";
import { tellEndpoints } from "#studio/webhooks/tell.ts";
import { bodyOf, openPostOffice, type PostOffice } from "#studio/webhooks/webhooks.fixture.ts";
import { createClient } from "#workflows/client.ts";
import { deliverWebhook } from "#workflows/deliver-webhook.ts";
import { createDispatch } from "#workflows/dispatch.ts";
import { createEngine, type Engine } from "#workflows/engine/index.ts";
import { handOverWebhooks } from "#workflows/hand-over-webhooks.ts";
import { startWebhookRoom } from "./webhook-room.ts";

let office: PostOffice;
let engine: Engine;
let room: Awaited<ReturnType<typeof startWebhookRoom>>;
let dispatch: ReturnType<typeof createDispatch>;

beforeAll(async () => {
  office = await openPostOffice();
  const { pool, connectionString, within } = office.database;
  engine = createEngine({ pool, connectionString, appId: "troupe", concurrency: 6 });
  const client = createClient(engine.clientOptions);
  // Every workspace through the one handle that the workflow makes itself.
  await engine.start(client, [deliverWebhook(client, { ...office.postman, db: office.owner, within })]);
  dispatch = createDispatch((db, events) => asOwner(db, (trx) => engine.send(events, rawSql(trx))));
  // Rounds so rare that only being told explains what is quick.
  room = await startWebhookRoom(
    { db: office.owner, connectionString, dispatch, logger: createLogger("silent") },
    3_600_000,
  );
});
beforeEach(() => {
  office.receiver.received.length = 0;
  office.receiver.answerStatus(204);
});
afterAll(async () => {
  await room.stop();
  await engine.stop();
  await office.close();
});

async function until<T>(look: () => T | undefined | Promise<T | undefined>, withinMs = 15_000): Promise<T> {
  for (const end = Date.now() + withinMs; ; ) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error("It did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const stateOf = async (id: string) => (await office.deliveries(id)).at(-1)?.state;
const launched = (trx: Parameters<typeof tellEndpoints>[0]) =>
  tellEndpoints(trx, office.cast.brand.id, "brief.launched", office.cast.brief.id);

test("what is committed is at its receiver at once, and what is rolled back never is", async () => {
  const { id, secret } = await office.add();
  const undone = inTransaction(office.db, async (trx) => {
    await launched(trx);
    throw new Error("The power failed");
  });
  await expect(undone).rejects.toThrow("The power failed");
  const at = Date.now();
  await inTransaction(office.db, launched);
  const got = await until(() => office.receiver.received[0]);
  expect(got.at - at).toBeLessThan(5000);
  expect(verify(got, secret)).toMatchObject({ type: "brief.launched", data: { briefId: office.cast.brief.id } });
  await until(async () => ((await stateOf(id)) === "delivered" ? true : undefined));
  expect(office.receiver.received).toHaveLength(1);
});

test("a receiver that stumbles gets the message again after five seconds, under the same id", async () => {
  const { id } = await office.add({ events: ["post.failed"] });
  let first = true;
  office.receiver.answerWith((response) => {
    response.writeHead(first ? 500 : 204).end();
    first = false;
  });
  await sendTest(office.db, office.doer, id);
  const [one, two] = await until(() => (office.receiver.received.length === 2 ? office.receiver.received : undefined));
  expect(two!.at - one!.at).toBeGreaterThanOrEqual(5000);
  expect(two!.at - one!.at).toBeLessThan(8000);
  expect(two!.headers["webhook-id"]).toBe(one!.headers["webhook-id"]);
  await until(async () => ((await stateOf(id)) === "delivered" ? true : undefined));
});

test("an endpoint that keeps us waiting holds up nobody else", async () => {
  const { id: slow } = await office.add({ url: `${office.receiver.url}/slow`, events: ["post.failed"] });
  const { id: quick } = await office.add({ events: ["post.failed"] });
  office.receiver.answerWith((response, { body }) => {
    const late = bodyOf({ body }).data.endpointId === slow;
    setTimeout(() => response.writeHead(204).end(), late ? 1200 : 0);
  });
  for (let n = 0; n < 8; n += 1) await sendTest(office.db, office.doer, slow);
  await sendTest(office.db, office.doer, quick);
  await until(async () => ((await stateOf(quick)) === "delivered" ? true : undefined));
  expect((await office.deliveries(slow)).filter(({ state }) => state === "waiting").length).toBeGreaterThanOrEqual(4);
  await until(async () =>
    (await office.deliveries(slow)).every(({ state }) => state === "delivered") ? true : undefined,
  );
});

test("however many hand over at once, each message is handed over once", async () => {
  await room.stop();
  const { id } = await office.add({ events: ["post.failed"] });
  for (let n = 0; n < 30; n += 1) await sendTest(office.db, office.doer, id);
  const handed = await Promise.all([1, 2, 3, 4].map(() => handOverWebhooks(office.owner, dispatch)));
  expect(handed.reduce((sum, each) => sum + each, 0)).toBe(30);
  await until(async () =>
    (await office.deliveries(id)).every(({ state }) => state === "delivered") ? true : undefined,
  );
  expect(office.receiver.received).toHaveLength(30);
  expect(new Set(office.receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(30);
  // An engine that takes nothing keeps nothing from being handed over later.
  await sendTest(office.db, office.doer, id);
  const away = createDispatch(() => Promise.reject(new Error("The engine is away")));
  await expect(handOverWebhooks(office.owner, away)).rejects.toThrow("The engine is away");
  expect(await handOverWebhooks(office.owner, dispatch)).toBe(1);
});
