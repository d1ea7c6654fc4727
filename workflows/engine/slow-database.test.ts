import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEngine, type TestEngine, until } from "./engine.fixture.ts";
import { createSlots } from "./scheduler/slots.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const busy = { now: 0, most: 0 };
const gate: { promise: Promise<void>; open(): void } = { promise: Promise.resolve(), open: () => {} };
gate.promise = new Promise((resolve) => {
  gate.open = resolve;
});
let studio: TestEngine;

beforeAll(async () => {
  studio = await startTestEngine(
    (inngest) => [
      inngest.createFunction({ id: "work", triggers: [{ event: "work" }] }, async () => {
        busy.most = Math.max(busy.most, ++busy.now);
        await pause(20);
        busy.now--;
      }),
      inngest.createFunction({ id: "laned", triggers: [{ event: "laned" }], concurrency: 1 }, () => gate.promise),
      inngest.createFunction({ id: "waits", triggers: [{ event: "waits" }] }, ({ step }) =>
        step.waitForEvent("on", { event: "on", timeout: "1h" }),
      ),
    ],
    { concurrency: 8 },
  );
});
afterAll(() => studio.close());

const allowed = async () => (await studio.engine.health()).slots?.allowed ?? 0;

test("while claims are slow fewer calls are made at once, never none; events are accepted; all are back when it is quick", async () => {
  expect((await studio.engine.health()).slots).toEqual({ allowed: 8, most: 8 });
  await studio.pool.query(`
    create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.6); return new; end $$;
    create trigger slow before update on engine.calls for each row when (new.claim is distinct from old.claim) execute function slow()`);
  const send = (count: number) => studio.engine.send(Array.from({ length: count }, () => ({ name: "work" })));
  // Enough to be at for half a minute, however long the machine takes to notice.
  await send(200);
  await until(async () => (await allowed()) === 1, "one slot to be left");
  busy.most = 0;
  const began = performance.now();
  await send(5);
  expect(performance.now() - began).toBeLessThan(1_000);
  await pause(2_500);
  expect(busy.most).toBeLessThanOrEqual(2);
  await until(async () => (await studio.engine.health()).queueAgeSeconds > 1, "what waits to show its age");
  await studio.pool.query("drop trigger slow on engine.calls");
  await studio.runs("work", "completed", 205);
  await until(async () => (await allowed()) === 8, "all slots to be back");
  await until(async () => (await studio.engine.health()).queueAgeSeconds < 3, "the queue to be young again");
}, 60_000);

test("a statement that hangs behind a lock counts as slow before it is done", async () => {
  const client = await studio.pool.connect();
  await client.query("begin; lock table engine.calls in access exclusive mode");
  await studio.engine.send({ name: "work" });
  await pause(4_000);
  await client.query("commit");
  client.release();
  expect(await allowed()).toBeLessThan(8);
  await studio.runs("work", "completed", 206);
  await until(async () => (await allowed()) === 8, "all slots to be back");
}, 60_000);

test("the queue's age is that of what could be done and is not: not of what sleeps, waits or has no room", async () => {
  await studio.engine.send(Array.from({ length: 5 }, () => ({ name: "laned" })));
  await studio.engine.send({ name: "waits" });
  await studio.runs("waits", "waiting", 1);
  await pause(3_500);
  const quiet = await studio.engine.health();
  expect(quiet.waiting).toBe(4);
  expect(quiet.queueAgeSeconds).toBeLessThan(3);
  const stopped = studio.engine.stop();
  gate.open();
  await stopped;
  // With no engine at work, what is parked with room, or due, or was sent, grows old.
  await studio.pool.query("update engine.pulse set at = at - interval '1 hour'");
  await studio.pool.query("update engine.calls set since = since - interval '1 hour' where state = 'parked'");
  const parked = await studio.engine.health();
  expect(parked.queueAgeSeconds).toBeGreaterThan(3_500);
  expect(parked.slots).toBeUndefined();
  await studio.pool.query("delete from engine.calls");
  await studio.pool.query("update engine.steps set due_at = now() - interval '2 hours' where status = 'waiting'");
  expect((await studio.engine.health()).queueAgeSeconds).toBeGreaterThan(7_000);
  await studio.pool.query("update engine.steps set status = 'cancelled'");
  await studio.engine.send({ name: "work" });
  await pause(1_200);
  const sent = (await studio.engine.health()).queueAgeSeconds;
  expect(sent).toBeGreaterThan(1);
  expect(sent).toBeLessThan(60);
}, 60_000);

test("slots halve after a slow moment, grow by one after a quick one, and stay as they are when nothing was seen", async () => {
  const slots = createSlots(8, 100);
  const see = (ms: number) => slots.timed(() => pause(ms));
  const seen: number[] = [];
  const judge = (poolIsShort = false) => {
    slots.judge(poolIsShort);
    seen.push(slots.state().allowed);
  };
  for (let i = 0; i < 4; i++) {
    await see(150);
    judge();
  }
  judge();
  await see(0);
  judge();
  await Promise.all([see(0), see(0), see(150)]);
  judge();
  judge(true);
  judge(true);
  const hanging = see(300);
  await pause(150);
  judge();
  await hanging;
  expect(seen).toEqual([4, 2, 1, 1, 1, 2, 3, 3, 1, 1]);
  expect(await slots.take()).toBe(true);
  const second = slots.take();
  slots.close();
  expect(await second).toBe(false);
  expect(await slots.take()).toBe(false);
});
