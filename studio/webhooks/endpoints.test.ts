import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openKeyring } from "#config/keyring.ts";
import { listAuditEntries } from "#db/queries/audit.ts";
import { getDelivery, listAttempts, listDeliveries } from "#db/queries/webhook-deliveries.ts";
import { getEndpoint, listEndpoints } from "#db/queries/webhooks.ts";
import type { Role } from "#db/tables/accounts.ts";
import { addMember } from "../members/members.fixture.ts";
import { readSecretStatus, rotateSecrets } from "../secrets/rotate.ts";
import { addEndpoint, changeEndpoint, removeEndpoint, switchWebhook, type WebhookDesk } from "./endpoints.ts";
import { replayFailed, replayOne, sendTest } from "./replay.ts";
import { endOldSecret, revealSecret, rotateSecret } from "./secret.ts";
import { openSecrets } from "./secrets.ts";
import { openPostOffice, type PostOffice } from "./webhooks.fixture.ts";

let office: PostOffice;
/** Another workspace of the same studio. */
let stranger: PostOffice;
beforeAll(async () => {
  office = await openPostOffice();
  stranger = await openPostOffice(office.database);
});
afterAll(async () => {
  await stranger.close();
  await office.close();
});

const actsOn = async (id: string) => {
  const entries = await listAuditEntries(office.owner, office.workspaceId, { subjectId: id }, { limit: 50 });
  return entries.map(({ act }) => act).reverse();
};

test("a secret is 32 bytes as the standard writes them, shown again to whoever asks, and never kept as it is", async () => {
  const { id, secret } = await office.add();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(await revealSecret(office.postman, office.doer, id)).toBe(secret);
  const { rows } = await office.database.pool.query("select * from webhook_secrets where endpoint_id = $1", [id]);
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(secret.slice(6, 30));
  const audit = await listAuditEntries(office.owner, office.workspaceId, {}, { limit: 50 });
  expect(JSON.stringify(audit)).not.toContain(secret.slice(6, 30));
  expect(await actsOn(id)).toEqual(["webhook.added", "webhook.revealed"]);
});

test("a rotation keeps two secrets at most, and the old one can be ended at once", async () => {
  const { id, secret } = await office.add();
  const second = await rotateSecret(office.postman, office.doer, id);
  const third = await rotateSecret(office.postman, office.doer, id);
  const { db, keyring } = office.postman;
  const signing = async () => (await openSecrets(db, keyring, office.workspaceId, id)).map(({ secret: each }) => each);
  expect(await signing()).toEqual([third, second]);
  expect(new Set([secret, second, third]).size).toBe(3);
  await endOldSecret(db, office.doer, id);
  await endOldSecret(db, office.doer, id);
  expect(await signing()).toEqual([third]);
  expect(await actsOn(id)).toEqual(["webhook.added", "webhook.rotated", "webhook.rotated", "webhook.rotated"]);
});

test("when the studio's own key is rotated, webhooks' secrets are sealed anew and stay what they are", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "troupe-keys-"));
  const keyring = await openKeyring({ secretsKey: undefined, dataDir: folder });
  const own = await openPostOffice();
  const desk = { ...own.postman, keyring };
  const { id, secret } = await addEndpoint(desk, own.doer, { url: own.receiver.url, events: ["*"] });
  expect(await rotateSecrets(own.owner, keyring)).toMatchObject({ resealed: 1 });
  expect((await readSecretStatus(own.owner, keyring)).map(({ state, values }) => [state, values])).toEqual([
    ["in use", 1],
    ["readable", 0],
  ]);
  expect(await revealSecret(desk, own.doer, id)).toBe(secret);
  await own.close();
  await rm(folder, { recursive: true });
});

test("what is changed is written down without the query of the address, and what changes nothing is not", async () => {
  const url = `${office.receiver.url}?key=hunter2`;
  const { id } = await office.add({ url, description: "Stock" });
  const same = { url, description: " Stock ", events: ["post.failed", "*"] };
  await changeEndpoint(office.postman, office.doer, id, same);
  await changeEndpoint(office.postman, office.doer, id, {
    ...same,
    events: ["post.failed", "post.failed"],
    narrowed: true,
    brandIds: [office.cast.brand.id],
  });
  expect(await getEndpoint(office.db, office.workspaceId, id)).toMatchObject({
    ...{ url, description: "Stock", events: ["post.failed"], narrowed: true, brandIds: [office.cast.brand.id] },
  });
  await changeEndpoint(office.postman, office.doer, id, { ...same, brandIds: [office.cast.brand.id] });
  expect((await getEndpoint(office.db, office.workspaceId, id)).brandIds).toEqual([]);
  await switchWebhook(office.db, office.doer, id, false);
  await switchWebhook(office.db, office.doer, id, false);
  await switchWebhook(office.db, office.doer, id, true);
  await removeEndpoint(office.db, office.doer, id);
  const acts = ["webhook.added", "webhook.changed", "webhook.changed", "webhook.switched-off"];
  expect(await actsOn(id)).toEqual([...acts, "webhook.switched-on", "webhook.removed"]);
  const entries = await listAuditEntries(office.owner, office.workspaceId, { subjectId: id }, { limit: 50 });
  expect(JSON.stringify(entries)).not.toContain("hunter2");
});

test.each([
  [{ url: "" }, "url"],
  [{ url: "http://example.com/" }, "url"],
  [{ url: "https://192.168.0.1/" }, "url"],
  [{ url: `https://example.com/${"x".repeat(2000)}` }, "url"],
  [{ events: [] }, "events"],
  [{ events: ["post.exploded"] }, "events.0"],
  [{ narrowed: true }, "brandIds"],
  [{ description: "x".repeat(201) }, "description"],
  [{ secret: "mine" }, ""],
])("%j is refused at its field, and leaves nothing", async (more, field) => {
  const before = await listEndpoints(office.db, office.workspaceId);
  const error = await office.add(more).then(
    () => undefined,
    (thrown: { field?: string; issues?: { path: string[] }[] }) => thrown,
  );
  expect(error?.field ?? error?.issues?.[0]?.path.join(".")).toBe(field);
  expect(await listEndpoints(office.db, office.workspaceId)).toEqual(before);
});

test("a brand of another workspace is no brand to narrow to", async () => {
  const foreign = { narrowed: true, brandIds: [stranger.cast.brand.id] };
  await expect(office.add(foreign)).rejects.toMatchObject({ code: "brand-unknown", field: "brandIds" });
});

test("of another workspace's webhook nothing is seen, changed or sent", async () => {
  const { id } = await stranger.add();
  const deliveryId = await sendTest(stranger.db, stranger.doer, id);
  const { db, doer, workspaceId } = office;
  const missing = { name: "NotFound" };
  const input = { url: office.receiver.url, events: ["*"] };
  for (const tried of [
    () => getEndpoint(db, workspaceId, id),
    () => changeEndpoint(office.postman, doer, id, input),
    () => switchWebhook(db, doer, id, false),
    () => removeEndpoint(db, doer, id),
    () => revealSecret(office.postman, doer, id),
    () => rotateSecret(office.postman, doer, id),
    () => endOldSecret(db, doer, id),
    () => sendTest(db, doer, id),
    () => replayFailed(db, doer, id, new Date(0)),
    () => replayOne(db, doer, id, deliveryId),
    () => getDelivery(db, workspaceId, id, deliveryId),
    () => getEndpoint(db, workspaceId, "no-id"),
  ]) {
    await expect(tried()).rejects.toMatchObject(missing);
  }
  const { id: own } = await office.add();
  await expect(replayOne(db, doer, own, deliveryId)).rejects.toMatchObject(missing);
  await expect(getDelivery(db, workspaceId, own, deliveryId)).rejects.toMatchObject(missing);
  // And behind the queries the database itself shows nothing of it.
  expect(await listDeliveries(db, stranger.workspaceId, id, { limit: 10 })).toEqual([]);
  expect(await listAttempts(db, stranger.workspaceId, deliveryId)).toEqual([]);
  expect(await listEndpoints(db, stranger.workspaceId)).toEqual([]);
  expect(await getEndpoint(stranger.db, stranger.workspaceId, id)).toMatchObject({ disabledAt: null });
});

test.each(["strategist", "reviewer", "publisher", "analyst"] as Role[])(
  "as %s nobody touches webhooks",
  async (role) => {
    const { id } = await office.add();
    const doer = await addMember(office.owner, office.workspaceId, role);
    const forbidden = { name: "Forbidden" };
    await expect(addEndpoint(office.postman, doer, { url: office.receiver.url, events: ["*"] })).rejects.toMatchObject(
      forbidden,
    );
    await expect(revealSecret(office.postman, doer, id)).rejects.toMatchObject(forbidden);
    await expect(sendTest(office.db, doer, id)).rejects.toMatchObject(forbidden);
    await expect(removeEndpoint(office.db, doer, id)).rejects.toMatchObject(forbidden);
  },
);

test("a workspace has room for twenty", async () => {
  const full = await openPostOffice(office.database);
  const desk: WebhookDesk = full.postman;
  for (let n = 0; n < 20; n += 1) await full.add();
  await expect(addEndpoint(desk, full.doer, { url: full.receiver.url, events: ["*"] })).rejects.toMatchObject({
    code: "too-many-webhooks",
  });
  await full.close();
});

test("how an endpoint is doing is counted over the last day", async () => {
  const { id } = await office.add();
  office.receiver.answerStatus(204);
  await sendTest(office.db, office.doer, id);
  await office.tryNewest(id);
  await sendTest(office.db, office.doer, id);
  const health = (await listEndpoints(office.db, office.workspaceId)).find((each) => each.id === id);
  expect(health).toMatchObject({ delivered: 1, failed: 0, waiting: 1 });
  expect(health?.lastDeliveredAt).toBeInstanceOf(Date);
  const tomorrow = new Date(Date.now() + 25 * 3_600_000);
  const later = (await listEndpoints(office.db, office.workspaceId, tomorrow)).find((each) => each.id === id);
  expect(later).toMatchObject({ delivered: 0, waiting: 1 });
});
