import type { AddressInfo } from "node:net";
import express from "express";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createLogger } from "#config/logger.ts";
import { lookAtTake } from "#studio/takes/look-at-take.ts";
import { orderShot } from "#studio/takes/order-shot.ts";
import { type FilmSet, openFilmSet, readTakes, wishOf } from "#studio/takes/takes.fixture.ts";
import { createCommit, createDispatch } from "#workflows/dispatch.ts";
import { openVendorWebhook, vendorWebhookPath } from "./vendor-webhook.ts";

let set: FilmSet;
let origin: string;
let close: () => void;
const sent: { name: string; data?: unknown; id?: string }[] = [];
beforeAll(async () => {
  set = await openFilmSet();
  const commit = createCommit(createDispatch(async (_, events) => void sent.push(...events)));
  const house = { db: set.database.db, commit, filming: set.filming, logger: createLogger("silent") };
  const web = express().use(vendorWebhookPath, openVendorWebhook(house));
  const server = web.listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => void server.close();
});
afterEach(() => {
  sent.length = 0;
});
afterAll(async () => {
  close();
  await set.close();
});

const post = async (takeId: string, { headers, body }: { headers: Record<string, string>; body: string }) =>
  (await fetch(`${origin}/hooks/replicate/${takeId}`, { method: "POST", headers, body })).status;

/** A take whose run is under way at the vendor's. */
async function running() {
  const ref = await set.variant();
  set.server.reset();
  set.server.answer({ run: { status: "succeeded", output: set.clip, looks: 1 } });
  const order = await orderShot(set.stage, ref, 0, wishOf(), new Date());
  const [takeId = ""] = "follow" in order ? order.follow : [];
  await lookAtTake(set.stage, ref.brandId, takeId);
  return { ref, takeId, run: set.server.runs[0]! };
}

test("a signed message wakes whoever waits for the take, once, and nothing of its body is believed", async () => {
  const { ref, takeId, run } = await running();
  const message = set.server.message(run);
  expect(await post(takeId, message)).toBe(204);
  expect(sent).toMatchObject([{ name: "take/changed", data: { takeId, brandId: ref.brandId } }]);
  // The same once more, as a vendor sends it again that heard no answer, or as somebody replays it.
  expect(await post(takeId, message)).toBe(204);
  expect(sent).toHaveLength(1);
  // The message said that it had succeeded and where the file was; the vendor says otherwise.
  expect((await readTakes(set.db, ref)).takes).toMatchObject([{ state: "running", file: null }]);
  await lookAtTake(set.stage, ref.brandId, takeId);
  await lookAtTake(set.stage, ref.brandId, takeId);
  const { takes, ledger } = await readTakes(set.db, ref);
  expect(takes).toMatchObject([{ state: "done", file: `brands/${ref.brandId}/takes/${takeId}.mp4` }]);
  expect(ledger).toHaveLength(1);
});

test("a forged, altered, unsigned, old or early message is refused, and wakes nobody", async () => {
  const { takeId, run } = await running();
  const real = set.server.message(run);
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  const wrong = [
    set.server.message(run, { secret: `whsec_${Buffer.alloc(32, 7).toString("base64")}` }),
    { ...real, body: real.body.replace("succeeded", "failed") },
    { ...real, headers: { ...real.headers, "webhook-id": "msg_other" } },
    { headers: { "content-type": "application/json" }, body: real.body },
    set.server.message(run, { at: new Date(0) }),
    set.server.message(run, { at: at(-6) }),
    set.server.message(run, { at: at(6) }),
  ];
  for (const message of wrong) expect(await post(takeId, message)).toBe(401);
  expect(await post(takeId, { ...real, body: "x".repeat(600_000) })).toBe(413);
  expect(sent).toEqual([]);
  expect(await post(takeId, real)).toBe(204);
  expect(sent).toHaveLength(1);
});

test("a message about a take that is not there is taken and forgotten, and other ways to ask find nothing", async () => {
  const { run } = await running();
  expect(await post(crypto.randomUUID(), set.server.message(run))).toBe(204);
  expect(await post("no-id", set.server.message(run))).toBe(204);
  expect(sent).toEqual([]);
  expect((await fetch(`${origin}/hooks/replicate/${run.id}`)).status).toBe(404);
});

test("an order whose answer was lost learns from its own message which run it became", async () => {
  const ref = await set.variant();
  set.server.reset();
  set.server.answer({ breaks: true, took: { status: "succeeded", output: set.clip } });
  const order = await orderShot(set.stage, ref, 0, wishOf(), new Date());
  const [takeId = ""] = "follow" in order ? order.follow : [];
  expect(await lookAtTake(set.stage, ref.brandId, takeId)).toMatchObject({ state: "sending" });
  const [run] = set.server.runs;
  expect(await post(takeId, set.server.message(run!))).toBe(204);
  expect((await readTakes(set.db, ref)).takes).toMatchObject([{ state: "running", predictionId: run!.id }]);
  await lookAtTake(set.stage, ref.brandId, takeId);
  const { takes, ledger } = await readTakes(set.db, ref);
  expect([takes[0]!.state, set.server.runs.length, ledger.length]).toEqual(["done", 1, 1]);
});
