import { createHmac } from "node:crypto";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterEach, describe, expect, test } from "vitest";
import { createClient } from "#workflows/client.ts";
import { inngestPath, openInngestRoute } from "./inngest-route.ts";

const key = `signkey-test-${"ab".repeat(32)}`;
const older = `signkey-test-${"cd".repeat(32)}`;
const publicUrl = "https://studio.example";
const quiet = { info() {}, warn() {}, error() {}, debug() {} };
const servers: Server[] = [];
afterEach(() => void servers.splice(0).map((server) => server.closeAllConnections() ?? server.close()));

async function listen(handler: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The studio's route before an Inngest server that is played at the edge: it remembers what registers with it. */
async function open({ dev = false, slow }: { dev?: boolean; slow?: Promise<unknown> } = {}) {
  const registered: { url: string; functions: { id: string; steps: { step: { runtime: { url: string } } } }[] }[] = [];
  const engine = await listen(async (req, res) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    registered.push(JSON.parse(body));
    res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ok: true, status: 200 }));
  });
  const keys = dev ? {} : { signingKey: key, signingKeyFallback: older, eventKey: "studio" };
  const client = createClient({ isDev: dev, baseUrl: engine, logger: quiet, ...keys });
  const route = openInngestRoute({ client, origin: publicUrl, dev });
  route.serve([
    client.createFunction({ id: "echo", triggers: [{ event: "test/echo" }] }, async ({ event }) => {
      await slow;
      return { length: (event.data as { text: string }).text.length };
    }),
  ]);
  const web = express();
  web.use(inngestPath, route.handler);
  return { origin: await listen(web), registered, route };
}

/** A call as a server makes it. Its keys stand in alphabetical order: that is the canonical form that is signed. */
const call = (text = "hello", memo = "") => {
  const event = { data: { text }, name: "test/echo", ts: 1 };
  const ctx = { attempt: 0, run_id: "01", stack: { current: 0, stack: [] }, use_api: false };
  return JSON.stringify({ ctx, event, events: [event], steps: { done: { data: memo, type: "data" } }, version: 2 });
};
function sign(body: string, signingKey = key, seconds = Math.floor(Date.now() / 1000)): Record<string, string> {
  const secret = signingKey.replace(/^signkey-\w+-/, "");
  const signature = createHmac("sha256", secret).update(body).update(String(seconds)).digest("hex");
  return { "x-inngest-signature": `t=${seconds}&s=${signature}` };
}
const post = (origin: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${origin}${inngestPath}?fnId=troupe-echo&stepId=step`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });

describe("with a signing key", () => {
  test("a signed call runs the workflow, with the key of today or the one before", async () => {
    const { origin } = await open();
    for (const signingKey of [key, older]) {
      const answer = await post(origin, call(), sign(call(), signingKey));
      expect([answer.status, await answer.json()]).toEqual([200, { length: 5 }]);
      expect(answer.headers.get("x-inngest-signature")).toMatch(/^t=\d+&s=[0-9a-f]{64}$/);
    }
  });

  test("nobody else is answered: no signature, a wrong one, another body's, an old one", async () => {
    const { origin } = await open();
    const stale = Math.floor(Date.now() / 1000) - 600;
    const strangers = [
      {},
      { "x-inngest-signature": "" },
      { "x-inngest-signature": "nonsense" },
      sign(call(), `signkey-test-${"ef".repeat(32)}`),
      sign(call("other")),
      sign(call(), key, stale),
    ];
    for (const headers of strangers) expect((await post(origin, call(), headers)).status).toBe(401);
    for (const method of ["GET", "PUT"]) {
      expect((await fetch(`${origin}${inngestPath}`, { method })).status).toBe(401);
    }
  });

  test("a stranger cannot have the server told of another address", async () => {
    const { origin, registered } = await open();
    await fetch(`${origin}${inngestPath}`, { method: "PUT", headers: { "x-inngest-signature": "t=1&s=00" } });
    expect(registered).toEqual([]);
  });

  test("a run of 4 MB fits, and a body without a signature is not even read", async () => {
    const { origin } = await open();
    const large = call("hello", "x".repeat(4 * 1024 * 1024));
    expect(await (await post(origin, large, sign(large))).json()).toEqual({ length: 5 });
    const huge = call("hello", "x".repeat(6 * 1024 * 1024));
    expect((await post(origin, huge, sign(huge))).status).toBe(413);
    expect((await post(origin, huge)).status).toBe(401);
    expect((await post(origin, "{not json", sign("{not json"))).status).toBe(400);
  });
});

describe("with a development server", () => {
  test("calls of this machine are answered unsigned", async () => {
    const { origin } = await open({ dev: true });
    expect(await (await post(origin, call())).json()).toEqual({ length: 5 });
  });

  test("what a proxy or a page sends for somebody else is refused", async () => {
    const { origin } = await open({ dev: true });
    const port = new URL(origin).port;
    const others: Record<string, string>[] = [
      { "x-forwarded-for": "203.0.113.9" },
      { forwarded: "for=203.0.113.9" },
      { origin: origin },
      { origin: "https://studio.example" },
    ];
    for (const headers of others) expect((await post(origin, call(), headers)).status).toBe(403);
    expect(await statusFor(origin, `rebound.example:${port}`)).toBe(403);
    expect(await statusFor(origin, `localhost:${port}`)).toBe(200);
  });
});

test("the server is told of the studio's public address, whatever the studio was asked at", async () => {
  const { route, registered } = await open();
  expect(await route.register()).toBeUndefined();
  expect(registered).toHaveLength(1);
  expect(registered[0]?.url).toBe(`${publicUrl}${inngestPath}`);
  expect(registered[0]?.functions.map(({ id }) => id)).toEqual(["troupe-echo"]);
  expect(registered[0]?.functions[0]?.steps.step.runtime.url).toMatch(`${publicUrl}${inngestPath}?fnId=troupe-echo`);
});

test("a server that cannot be reached is a sentence, not a crash", async () => {
  const client = createClient({ isDev: false, baseUrl: "http://127.0.0.1:9", signingKey: key, logger: quiet });
  const route = openInngestRoute({ client, origin: publicUrl, dev: false });
  route.serve([]);
  expect(await route.register()).toMatch(/Failed to register/);
});

test("closing waits for the call under way and takes no other", async () => {
  let finish = () => {};
  const slow = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const { origin, route } = await open({ slow });
  const answer = post(origin, call(), sign(call()));
  await new Promise((resolve) => setTimeout(resolve, 100));
  let drained = false;
  const draining = route.drain().then(() => {
    drained = true;
  });
  expect((await post(origin, call(), sign(call()))).status).toBe(503);
  expect(drained).toBe(false);
  finish();
  expect((await answer).status).toBe(200);
  await draining;
});

/** fetch writes the host header itself, so that this asks by hand. */
async function statusFor(origin: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { host, "content-type": "application/json" };
    const asked = request(
      `${origin}${inngestPath}?fnId=troupe-echo&stepId=step`,
      { method: "POST", headers },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    asked.on("error", reject);
    asked.end(call());
  });
}
