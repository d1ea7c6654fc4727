import { afterAll, beforeAll, expect, test } from "vitest";
import { replayOne, sendTest } from "#studio/webhooks/replay.ts";
import { openPostOffice, type PostOffice } from "#studio/webhooks/webhooks.fixture.ts";
import { calmRestored } from "./calm.ts";

let office: PostOffice;
beforeAll(async () => {
  office = await openPostOffice();
});
afterAll(() => office.close());

const calm = (resume: boolean) =>
  calmRestored(office.database.connectionString, { takenAt: new Date(), file: "drill.tar" }, { resume });

test("messages that waited when a backup was taken are not sent by a restored studio, until somebody replays them", async () => {
  const { id } = await office.add();
  const deliveryId = await sendTest(office.db, office.doer, id);
  await calm(true);
  expect(await office.deliveries(id)).toMatchObject([{ state: "waiting" }]);
  await calm(false);
  expect(await office.deliveries(id)).toMatchObject([{ state: "failed", failure: expect.stringContaining("backup") }]);
  await replayOne(office.db, office.doer, id, deliveryId);
  await office.tryNewest(id, new Date(Date.now() + 1000));
  expect(await office.deliveries(id)).toMatchObject([{ state: "delivered" }]);
});
