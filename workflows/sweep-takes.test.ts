import { afterAll, beforeAll, expect, test } from "vitest";
import { showcaseNetwork } from "#db/queries/showcase.ts";
import { createChannels } from "#providers/channels/index.ts";
import { orderShot } from "#studio/takes/order-shot.ts";
import { type FilmSet, openFilmSet, readTakes, wishOf } from "#studio/takes/takes.fixture.ts";
import { createClient } from "./client.ts";
import { createEngine, type Engine } from "./engine/index.ts";
import { sweepStuckWork } from "./sweep-stuck-work.ts";

let set: FilmSet;
let engine: Engine;
beforeAll(async () => {
  set = await openFilmSet();
  engine = createEngine({
    ...{ pool: set.database.pool, connectionString: set.database.connectionString },
    ...{ appId: "troupe", concurrency: 2, retryDelay: () => 50 },
  });
});
afterAll(async () => {
  await engine.stop();
  await set.close();
});

test("the sweep finds a take whose run is gone, and brings it home; one that is looked after it leaves alone", async () => {
  const [lost, kept] = [await set.variant(), await set.variant()];
  set.server.answer({ run: { status: "succeeded", output: set.clip } });
  for (const ref of [lost, kept]) await orderShot(set.stage, ref, 0, wishOf(), new Date());
  const forgetLook = (variantId: string) =>
    set.db
      .updateTable("takes")
      .set({ updatedAt: new Date(Date.now() - 10 * 60_000) })
      .where("variantId", "=", variantId)
      .execute();
  await forgetLook(lost.variantId);

  const { db, within } = set.database;
  const { files, scratch } = set.stage;
  const { filming } = set;
  const house = {
    db,
    within,
    files,
    scratch,
    filming,
    channels: createChannels({ showcase: showcaseNetwork(db, "http://127.0.0.1:4399") }),
  };
  const client = createClient(engine.clientOptions);
  const sweep = sweepStuckWork(client, house as Parameters<typeof sweepStuckWork>[1]);
  const sweepNow = client.createFunction({ id: "sweep-now", triggers: [{ event: "test/sweep" }] }, ({ step }) =>
    step.invoke("sweep", { function: sweep, data: {} }),
  );
  await engine.start(client, [sweep, sweepNow]);
  const stateAfterSweep = async () => {
    await client.send({ name: "test/sweep" });
    const { takes } = await readTakes(set.db, lost);
    // Each sweep does one thing for it, and the next one comes a while later.
    if (takes[0]?.state === "running") await forgetLook(lost.variantId);
    return takes.map(({ state }) => state);
  };
  await expect.poll(stateAfterSweep, { timeout: 20_000, interval: 400 }).toEqual(["done"]);
  expect((await readTakes(set.db, kept)).takes.map(({ state }) => state)).toEqual(["ordered"]);
  expect(set.server.runs).toHaveLength(1);
});
