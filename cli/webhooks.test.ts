import { tmpdir } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listAuditEntries } from "#db/queries/audit.ts";
import { switchWebhook } from "#studio/webhooks/endpoints.ts";
import { sendTest } from "#studio/webhooks/replay.ts";
import { openPostOffice, type PostOffice } from "#studio/webhooks/webhooks.fixture.ts";
import { deskOf } from "./desk.fixture.ts";
import { dispatch } from "./dispatch.ts";
import { webhooks } from "./webhooks.ts";

let office: PostOffice;
beforeAll(async () => {
  office = await openPostOffice();
});
afterAll(() => office.close());

async function run(...args: string[]) {
  const { desk, said, complained } = deskOf(tmpdir(), office.database);
  const code = await dispatch(["webhooks", ...args], { webhooks }, desk);
  return { code, said, complained };
}

test("webhooks are listed with their state, without the query of their address", async () => {
  expect(await run("list")).toMatchObject({ code: 0, said: ["Nordlys has no webhooks."] });
  const { id } = await office.add({ url: `${office.receiver.url}?key=hunter2` });
  const { said } = await run("list");
  expect(said).toEqual([`${id}  ${office.receiver.url}  on  0 delivered, 0 failed, 0 waiting`]);
});

test("what failed is sent again, once, and the audit says who did it", async () => {
  const { id } = await office.add();
  await sendTest(office.db, office.doer, id);
  await switchWebhook(office.db, office.doer, id, false);
  expect(await run("replay", id, "--hours", "2")).toMatchObject({
    code: 1,
    complained: [expect.stringContaining("switched off")],
  });
  await switchWebhook(office.db, office.doer, id, true);
  expect(await run("replay", id, "--hours", "2")).toMatchObject({ code: 0, said: ["1 sent again."] });
  expect(await run("replay", id, "--hours", "2")).toMatchObject({ code: 0, said: ["Nothing failed in that time."] });
  expect((await office.deliveries(id)).map(({ state }) => state)).toEqual(["waiting"]);
  const [entry] = await listAuditEntries(office.owner, office.workspaceId, { subjectId: id }, { limit: 1 });
  expect(entry).toMatchObject({ act: "webhook.replayed", actorKind: "cli" });
});

test.each([
  [["replay"], "Name one webhook"],
  [["replay", "x"], "how many hours"],
  [["replay", "x", "--hours", "soon"], "how many hours"],
])("%j is asked wrongly, and says how it is asked", async (args, sentence) => {
  const { code, complained } = await run(...args);
  expect(code).toBe(2);
  expect(complained.join("\n")).toContain(sentence);
});

test("a webhook that is not there is not found", async () => {
  expect(await run("replay", "01a204ee-e641-7e42-8e43-7bbfdefe6b68", "--hours", "1")).toMatchObject({ code: 1 });
});
