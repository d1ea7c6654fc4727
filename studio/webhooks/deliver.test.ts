import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listAuditEntries } from "#db/queries/audit.ts";
import { listMails } from "#db/queries/mails.ts";
import { handBackStuck, listAttempts, takeUnhanded } from "#db/queries/webhook-deliveries.ts";
import { getEndpoint } from "#db/queries/webhooks.ts";
import { inTransaction } from "#db/transaction.ts";
import { verify } from "#providers/webhooks/receiver.fixture.ts";
import { addMember } from "../members/members.fixture.ts";
import { deliver, failingForMs } from "./deliver.ts";
import { removeEndpoint, switchWebhook } from "./endpoints.ts";
import { replayFailed, replayOne, sendTest } from "./replay.ts";
import { rotateSecret } from "./secret.ts";
import { offSentence, tellEndpoints } from "./tell.ts";
import { openPostOffice, type PostOffice } from "./webhooks.fixture.ts";

let office: PostOffice;
beforeAll(async () => {
  office = await openPostOffice();
});
beforeEach(() => {
  office.receiver.received.length = 0;
  office.receiver.answerStatus(204);
});
afterAll(() => office.close());

/** An endpoint with one test message that waits. */
async function waiting() {
  const { id, secret } = await office.add();
  const deliveryId = await sendTest(office.db, office.doer, id);
  return { id, secret, deliveryId };
}

const attemptsOf = (deliveryId: string) => listAttempts(office.db, office.workspaceId, deliveryId);

test("a message arrives once, signed, and its attempt is written down", async () => {
  const { id, secret, deliveryId } = await waiting();
  expect(await office.tryNewest(id)).toEqual({ state: "delivered" });
  const [got, ...more] = office.receiver.received;
  expect(more).toEqual([]);
  expect(verify(got!, secret)).toMatchObject({ type: "webhook.test", data: { endpointId: id } });
  expect(await office.deliveries(id)).toMatchObject([{ state: "delivered", attempts: 1, failure: null, status: 204 }]);
  expect(await attemptsOf(deliveryId)).toMatchObject([{ number: 1, status: 204, failure: null }]);
  expect((await attemptsOf(deliveryId))[0]?.ms).toBeGreaterThanOrEqual(0);
  // Once more, as a run does that is taken up again: nothing is sent.
  const again = { workspaceId: office.workspaceId, deliveryId, round: 1, tries: 0 };
  expect(await deliver(office.postman, again)).toEqual({ state: "moved" });
  expect(office.receiver.received).toHaveLength(1);
});

test("a receiver that is down gets ten tries in three days under one id, each with a time and signature of its own", async () => {
  const { id, secret, deliveryId } = await waiting();
  office.receiver.answerWith((response) => response.writeHead(500).end("out of order"));
  const pauses: number[] = [];
  for (let at = new Date(); ; ) {
    const then = await office.tryNewest(id, at);
    if (then.state !== "waiting") {
      expect(then).toEqual({ state: "failed" });
      break;
    }
    pauses.push(Math.round((then.nextTryAt.getTime() - at.getTime()) / 1000));
    at = then.nextTryAt;
  }
  expect(pauses).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]);
  expect(office.receiver.received).toHaveLength(10);
  expect(new Set(office.receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  for (const got of office.receiver.received) expect(verify(got, secret)).toBeDefined();
  const attempts = await attemptsOf(deliveryId);
  expect(attempts.map(({ number }) => number)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  expect(attempts[0]).toMatchObject({ status: 500, failure: "It answered 500.", response: "out of order" });
  expect(await office.deliveries(id)).toMatchObject([
    { state: "failed", failure: "It answered 500.", nextTryAt: null },
  ]);
});

test("two who make the same try at once make one request", async () => {
  const { id } = await waiting();
  office.receiver.answerWith((response) => setTimeout(() => response.writeHead(204).end(), 150));
  const at = new Date(Date.now() + 1000);
  const outcomes = await Promise.all([1, 2, 3].map(() => office.tryNewest(id, at)));
  expect(office.receiver.received).toHaveLength(1);
  expect(outcomes.filter(({ state }) => state === "delivered")).toHaveLength(1);
  // The others are told to look again when the request must be over.
  expect(outcomes.filter(({ state }) => state === "waiting")).toHaveLength(2);
});

test("a try that was cut off is made again once its time is over", async () => {
  const { id, deliveryId } = await waiting();
  await office.owner
    .updateTable("webhookDeliveries")
    .set({ nextTryAt: new Date(Date.now() + 60_000), attempts: 1 })
    .where("id", "=", deliveryId)
    .execute();
  await office.owner
    .insertInto("webhookAttempts")
    .values({ workspaceId: office.workspaceId, deliveryId, number: 1, failure: null, response: null })
    .execute();
  expect(await office.tryNewest(id, new Date())).toMatchObject({ state: "waiting", tries: 0 });
  expect(office.receiver.received).toHaveLength(0);
  expect(await office.tryNewest(id)).toEqual({ state: "delivered" });
  expect((await attemptsOf(deliveryId)).map(({ number, status }) => [number, status])).toEqual([
    [2, 204],
    [1, null],
  ]);
});

test("a receiver that asks for time gets it", async () => {
  const { id } = await waiting();
  office.receiver.answerStatus(429, { "retry-after": "3600" });
  const at = new Date();
  const then = await office.tryNewest(id, at);
  expect(then).toEqual({ state: "waiting", tries: 1, nextTryAt: new Date(at.getTime() + 3_600_000) });
});

test("a receiver that answers 410 is switched off, what waits for it fails, and its keepers get a letter", async () => {
  const { id } = await waiting();
  const admin = await addMember(office.owner, office.workspaceId, "admin", { name: "Ada" });
  const analyst = await addMember(office.owner, office.workspaceId, "analyst", { name: "Ann" });
  await sendTest(office.db, office.doer, id);
  office.receiver.answerStatus(410);
  expect(await office.tryNewest(id)).toEqual({ state: "failed" });
  expect(await getEndpoint(office.db, office.workspaceId, id)).toMatchObject({ disabledWhy: "gone" });
  expect((await office.deliveries(id)).map(({ state, failure }) => [state, failure])).toEqual([
    ["failed", offSentence],
    ["failed", "It answered 410: it wants no more messages."],
  ]);
  const letters = (await listMails(office.owner, office.workspaceId, { limit: 50 })).filter(
    ({ kind }) => kind === "webhook-off",
  );
  expect(letters.map(({ recipient }) => recipient).sort()).toEqual([admin.email, office.cast.reviewer.email].sort());
  expect(letters.some(({ recipient }) => recipient === analyst.email)).toBe(false);
  expect(letters[0]?.text).toContain(`https://troupe.test/settings/webhooks/${id}`);
  const [entry] = await listAuditEntries(office.owner, office.workspaceId, { subjectId: id }, { limit: 1 });
  expect(entry).toMatchObject({ act: "webhook.switched-off", actorKind: "workflow", after: { why: "gone" } });
  await expect(replayFailed(office.db, office.doer, id, new Date(0))).rejects.toMatchObject({ code: "webhook-off" });
});

test("a receiver that takes nothing for five days is switched off, and one success before that starts them anew", async () => {
  const { id } = await waiting();
  office.receiver.answerStatus(500);
  const start = new Date();
  await office.tryNewest(id, start);
  expect((await getEndpoint(office.db, office.workspaceId, id)).failingSince).toEqual(start);
  office.receiver.answerStatus(204);
  await office.tryNewest(id);
  expect((await getEndpoint(office.db, office.workspaceId, id)).failingSince).toBeNull();

  office.receiver.answerStatus(500);
  await sendTest(office.db, office.doer, id);
  const anew = new Date(start.getTime() + 60_000);
  await office.tryNewest(id, anew);
  const almost = new Date(anew.getTime() + failingForMs - 1000);
  expect(await office.tryNewest(id, almost)).toMatchObject({ state: "waiting", tries: 2 });
  expect((await getEndpoint(office.db, office.workspaceId, id)).disabledAt).toBeNull();
  expect(await office.tryNewest(id, new Date(almost.getTime() + 600_000))).toEqual({ state: "failed" });
  expect(await getEndpoint(office.db, office.workspaceId, id)).toMatchObject({ disabledWhy: "failing" });
});

test("what a switched-off webhook misses is kept, and goes out when it is on again and the failed are replayed", async () => {
  const { id } = await office.add({ events: ["brief.launched"] });
  const { cast } = office;
  const launch = () =>
    inTransaction(office.db, (trx) => tellEndpoints(trx, cast.brand.id, "brief.launched", cast.brief.id));
  await launch();
  await office.tryNewest(id);
  await switchWebhook(office.db, office.doer, id, false);
  const since = new Date();
  await launch();
  await launch();
  expect((await office.deliveries(id)).map(({ state }) => state)).toEqual(["delivered", "failed", "failed"]);
  await switchWebhook(office.db, office.doer, id, true);
  expect(await replayFailed(office.db, office.doer, id, since)).toBe(2);
  expect(await replayFailed(office.db, office.doer, id, since)).toBe(0);
  for (const { id: deliveryId, round } of (await office.deliveries(id)).slice(1)) {
    const ref = { workspaceId: office.workspaceId, deliveryId, round, tries: 0 };
    expect(await deliver(office.postman, ref, new Date(Date.now() + 1000))).toEqual({ state: "delivered" });
  }
  expect(office.receiver.received).toHaveLength(3);
});

test("a replay has the id and body of the first time, and takes the place of tries that were planned", async () => {
  const { id, deliveryId } = await waiting();
  office.receiver.answerStatus(500);
  const then = await office.tryNewest(id);
  expect(then).toMatchObject({ state: "waiting", tries: 1 });
  await replayOne(office.db, office.doer, id, deliveryId);
  const planned = { workspaceId: office.workspaceId, deliveryId, round: 1, tries: 1 };
  expect(await deliver(office.postman, planned, new Date(Date.now() + 10_000))).toEqual({ state: "moved" });
  office.receiver.answerStatus(204);
  expect(await office.tryNewest(id, new Date(Date.now() + 1000))).toEqual({ state: "delivered" });
  await replayOne(office.db, office.doer, id, deliveryId);
  await office.tryNewest(id, new Date(Date.now() + 1000));
  const [first, ...others] = office.receiver.received;
  expect(others).toHaveLength(2);
  for (const other of others) {
    expect(other.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(other.body).toBe(first?.body);
  }
  expect((await attemptsOf(deliveryId)).map(({ number }) => number)).toEqual([3, 2, 1]);
});

test("for a day after a rotation both secrets verify, then the new one alone", async () => {
  const { id, secret } = await waiting();
  const now = new Date();
  const fresh = await rotateSecret(office.postman, office.doer, id, now);
  await office.tryNewest(id);
  const [both] = office.receiver.received;
  for (const each of [secret, fresh]) expect(verify(both!, each)).toBeDefined();
  expect(String(both?.headers["webhook-signature"]).split(" ")).toHaveLength(2);
  await sendTest(office.db, office.doer, id);
  await office.tryNewest(id, new Date(now.getTime() + 24 * 3_600_000 + 1));
  const alone = office.receiver.received.at(-1);
  expect(verify(alone!, fresh)).toBeDefined();
  expect(() => verify(alone!, secret)).toThrow("No matching signature");
});

test("a webhook that is removed while its message is on its way takes it along", async () => {
  const { id, deliveryId } = await waiting();
  const ref = { workspaceId: office.workspaceId, deliveryId, round: 1, tries: 0 };
  office.receiver.answerWith(async (response) => {
    await removeEndpoint(office.db, office.doer, id);
    response.writeHead(204).end();
  });
  expect(await deliver(office.postman, ref, new Date(Date.now() + 1000))).toEqual({ state: "moved" });
  expect(await office.deliveries(id)).toEqual([]);
});

test("a delivery whose run is gone is handed over again, and one that has its time ahead is not", async () => {
  const { deliveryId } = await waiting();
  const { deliveryId: ahead } = await waiting();
  const long = new Date(Date.now() - 3_600_000);
  const set = (id: string, nextTryAt: Date) =>
    office.owner.updateTable("webhookDeliveries").set({ handedAt: long, nextTryAt }).where("id", "=", id).execute();
  await set(deliveryId, long);
  await set(ahead, new Date(Date.now() + 3_600_000));
  await handBackStuck(office.owner, new Date(Date.now() - 900_000));
  const unhanded = await inTransaction(office.owner, (trx) => takeUnhanded(trx, 500));
  const ids = unhanded.map(({ id }) => id);
  expect([ids.includes(deliveryId), ids.includes(ahead)]).toEqual([true, false]);
});
