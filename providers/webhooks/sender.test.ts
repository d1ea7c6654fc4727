import { createHmac } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openReceiver, type Receiver, verify } from "./receiver.fixture.ts";
import { createWebhookSender, sign } from "./sender.ts";
import { readRetryAfter } from "./words.ts";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await openReceiver();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answerStatus(204);
});
afterAll(() => receiver.close());

const secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const otherSecret = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
const message = { id: "msg_1", body: '{"id":"p1","status":"succeeded"}' };
const sender = (timeoutMs?: number) => createWebhookSender({ allow: [receiver.host] }, timeoutMs);

test("the signature is the one that Standard Webhooks gives for a known secret, id, time and body", () => {
  const headers = sign(message, [secret], new Date(1_700_000_000_000));
  expect(headers).toMatchObject({
    "webhook-id": "msg_1",
    "webhook-timestamp": "1700000000",
    "webhook-signature": "v1,Fx3EI75U65WpS+0JAX2ydwBlGOHVb0wh85dovyn6vXo=",
  });
});

test("any body under any id is signed as the standard says, and a change of one letter shows", () => {
  const secrets = fc.uint8Array({ minLength: 24, maxLength: 64 }).map((bytes) => Buffer.from(bytes));
  const bodies = fc.record({ type: fc.string(), data: fc.jsonValue() }).map((body) => JSON.stringify(body));
  fc.assert(
    fc.property(secrets, fc.uuid(), bodies, (key, id, body) => {
      const whsec = `whsec_${key.toString("base64")}`;
      const at = new Date();
      const headers = sign({ id, body }, [whsec], at);
      const content = `${id}.${Math.floor(at.getTime() / 1000)}.${body}`;
      const expected = createHmac("sha256", key).update(content).digest("base64");
      expect(headers["webhook-signature"]).toBe(`v1,${expected}`);
      expect(verify({ headers, body }, whsec)).toEqual(JSON.parse(body));
      expect(() => verify({ headers, body: `${body} ` }, whsec)).toThrow("No matching signature");
      expect(() => verify({ headers: { ...headers, "webhook-id": `${id}0` }, body }, whsec)).toThrow();
    }),
    { numRuns: 60 },
  );
});

test("a message arrives with its id, its time, and a signature for each secret", async () => {
  const answer = await sender().send(receiver.url, message, [secret, otherSecret]);
  expect(answer).toMatchObject({ status: 204, failure: null, response: null });
  const [got] = receiver.received;
  expect(got?.headers).toMatchObject({ "content-type": "application/json", "webhook-id": "msg_1" });
  expect(got?.body).toBe(message.body);
  for (const each of [secret, otherSecret]) expect(verify(got!, each)).toEqual(JSON.parse(message.body));
  expect(() => verify(got!, `whsec_${Buffer.alloc(32, 1).toString("base64")}`)).toThrow("No matching signature");
});

test.each([200, 201, 204, 299])("an answer of %i is a delivery", async (status) => {
  receiver.answerStatus(status);
  expect(await sender().send(receiver.url, message, [secret])).toMatchObject({ status, failure: null });
});

test.each([400, 401, 404, 410, 422, 429, 500, 503])("an answer of %i is a failure that is named", async (status) => {
  receiver.answerStatus(status);
  const { failure } = await sender().send(receiver.url, message, [secret]);
  expect(failure).toContain(String(status));
});

test("a redirect is a failure, and is not followed", async () => {
  receiver.answerStatus(307, { location: receiver.url });
  const { failure, status } = await sender().send(receiver.url, message, [secret]);
  expect([status, failure]).toEqual([307, expect.stringContaining("redirect")]);
  expect(receiver.received).toHaveLength(1);
});

test("a receiver that says nothing, or never ends, is left after the time it has", async () => {
  receiver.answerWith(() => undefined);
  const silent = await sender(300).send(receiver.url, message, [secret]);
  expect(silent).toMatchObject({ status: null, failure: "It did not answer within 0.3 s." });
  receiver.answerWith((response) => void response.writeHead(200).write("…"));
  const endless = await sender(1000).send(receiver.url, message, [secret]);
  expect(endless).toMatchObject({ status: null, failure: "It did not answer within 1 s." });
  expect(endless.ms).toBeLessThan(3000);
});

test("of an answer the first 2 KiB are kept, as text that a database takes", async () => {
  receiver.answerWith((response) => void response.writeHead(500).end(`\0${"ö".repeat(5000)}`));
  const { response } = await sender().send(receiver.url, message, [secret]);
  expect(response).toBe(`\ufffd${"ö".repeat(1023)}`);
});

test("why nothing answered is said so that somebody can act on it", async () => {
  const closed = await openReceiver();
  await closed.close();
  const allowed = createWebhookSender({ allow: [closed.host] });
  expect((await allowed.send(closed.url, message, [secret])).failure).toContain("nothing listens there");
  receiver.answerWith((response) => response.destroy());
  expect((await sender().send(receiver.url, message, [secret])).failure).toContain("hung up");
  const lost = () => Promise.reject(Object.assign(new Error("queryA"), { code: "ENOTFOUND" }));
  const nameless = createWebhookSender({ resolve: lost });
  expect((await nameless.send("https://nowhere.example/", message, [secret])).failure).toContain("not in the DNS");
});

test("nothing inside is asked, by address or by a name that leads there, and plain http only where it is allowed", async () => {
  const inside = createWebhookSender({ resolve: async () => [{ address: "127.0.0.1", family: 4 }] });
  for (const url of [`https://${receiver.host}/`, "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/"]) {
    expect(() => inside.readUrl(url)).toThrow();
  }
  // The name is well; where it leads is seen when it is asked.
  expect(inside.readUrl("https://hooks.example/in")).toBe("https://hooks.example/in");
  const { failure, status } = await inside.send("https://hooks.example/in", message, [secret]);
  expect([status, failure]).toEqual([null, expect.stringContaining("not a public address")]);
  expect((await inside.send(receiver.url, message, [secret])).failure).not.toBeNull();
  expect(receiver.received).toHaveLength(0);
});

test.each([
  ["http://example.com/hooks", "url-not-https"],
  ["ftp://example.com/", "url-invalid"],
  ["example.com/hooks", "url-invalid"],
  ["https://user:word@example.com/", "url-invalid"],
  ["https://example.com:5432/", "url-invalid"],
  ["https://localhost/", "url-invalid"],
  ["https://10.0.0.8/", "url-invalid"],
  ["", "url-invalid"],
])("%j is no address for messages", (url, code) => {
  expect(() => sender().readUrl(url)).toThrow(expect.objectContaining({ name: "Refused", code, field: "url" }));
});

test("when to come back is read in seconds and as a date, and taken from 429 and 503 only", async () => {
  const now = new Date("2026-11-23T10:00:00Z");
  expect(readRetryAfter("120", now)).toBe(120_000);
  expect(readRetryAfter("Mon, 23 Nov 2026 10:05:00 GMT", now)).toBe(300_000);
  expect(readRetryAfter("Mon, 23 Nov 2026 09:00:00 GMT", now)).toBe(0);
  expect(readRetryAfter("soon", now)).toBeUndefined();
  for (const [status, wanted] of [
    [429, 7000],
    [503, 7000],
    [500, undefined],
  ] as const) {
    receiver.answerStatus(status, { "retry-after": "7" });
    expect((await sender().send(receiver.url, message, [secret])).retryAfterMs).toBe(wanted);
  }
});
