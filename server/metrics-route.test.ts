import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import express from "express";
import { afterEach, expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";
import { answerMetrics } from "./metrics-route.ts";
import { timeRequests } from "./time-requests.ts";

const token = "a-token-for-prometheus";
const here = "http://127.0.0.1:4300";
let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function serve(lock: { token: string | undefined; publicUrl: string }) {
  const metrics = createMetrics();
  const web = express();
  web.use(timeRequests(metrics, (path) => (path.startsWith("/b/") ? "/b/:brand/today" : "none")));
  web.get("/metrics", answerMetrics(metrics, lock));
  web.get("/api/v1/videos/:id", (_req, res) => {
    res.locals.route = "/api/v1/videos/:id";
    res.status(404).end();
  });
  web.get("/slow", () => undefined);
  web.all("*", (_req, res) => void res.send("fine"));
  server = createServer(web);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, metrics };
}

/** As it is written: `fetch` would not send another host. */
function ask(port: number, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const lines = Object.entries({ Host: `127.0.0.1:${port}`, ...headers }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    let text = "";
    const socket = connect(port, "127.0.0.1", () =>
      socket.write(`GET /metrics HTTP/1.1\r\n${lines.join("")}Connection: close\r\n\r\n`),
    );
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("end", () => resolve({ status: Number(/^HTTP\/1.1 (\d+)/.exec(text)?.[1]), text }));
    socket.on("error", reject);
  });
}

test.each<[string, Record<string, string>, number]>([
  ["the token", { Authorization: `Bearer ${token}` }, 200],
  ["nothing", {}, 401],
  ["another token", { Authorization: "Bearer a-token-for-prometheut" }, 401],
  ["the beginning of the token", { Authorization: `Bearer ${token.slice(0, -1)}` }, 401],
  ["the token as a password", { Authorization: `Basic ${Buffer.from(`prometheus:${token}`).toString("base64")}` }, 401],
  ["the token without its kind", { Authorization: token }, 401],
  ["the token in a cookie", { Cookie: `token=${token}` }, 401],
])("with METRICS_TOKEN, whoever says %s is answered so", async (_, headers, status) => {
  const { port } = await serve({ token, publicUrl: "https://studio.example" });
  const answer = await ask(port, { Host: "studio.example", ...headers });
  expect(answer.status).toBe(status);
  expect(answer.text.includes("troupe_http_request_duration_seconds")).toBe(status === 200);
});

test.each<[string, Record<string, string>, number]>([
  ["this machine", {}, 200],
  ["this machine by name", { Host: "localhost:4300" }, 200],
  ["a proxy that says for whom", { "X-Forwarded-For": "203.0.113.9" }, 404],
  ["a proxy of the newer kind", { Forwarded: "for=203.0.113.9" }, 404],
  ["a proxy that keeps the name it was asked by", { Host: "studio.example" }, 404],
  ["a page of another site", { Origin: "https://evil.example" }, 404],
])("without METRICS_TOKEN, %s is answered so", async (_, headers, status) => {
  const { port } = await serve({ token: undefined, publicUrl: here });
  expect((await ask(port, headers)).status).toBe(status);
});

test("without METRICS_TOKEN there is nothing for anybody once the studio has a public address", async () => {
  const { port } = await serve({ token: undefined, publicUrl: "https://studio.example" });
  expect((await ask(port)).status).toBe(404);
});

test("requests are told apart by method, pattern and status, and nothing that was asked for by name is among them", async () => {
  const { port, metrics } = await serve({ token, publicUrl: here });
  const at = (path: string) => `http://127.0.0.1:${port}${path}`;
  for (const brand of ["nordlys", "acme", "secret-launch"]) await fetch(at(`/b/${brand}/today`));
  await fetch(at("/b/nordlys/today"), { method: "POST" });
  await fetch(at("/b/nordlys/today"), { method: "MKCOL" });
  await fetch(at("/api/v1/videos/01a204ee-e641-7e42-8e43-7bbfdefe6b68"));
  await fetch(at("/slow"), { signal: AbortSignal.timeout(50) }).catch(() => undefined);
  const counted = async () =>
    [...(await metrics.read()).matchAll(/^troupe_http_request_duration_seconds_count{(.*)} (\d+)$/gm)]
      .map(([, labels, count]) => `${labels} ${count}`)
      .sort();
  await expect
    .poll(counted)
    .toEqual([
      'method="GET",route="/api/v1/videos/:id",status="404" 1',
      'method="GET",route="/b/:brand/today",status="200" 3',
      'method="GET",route="none",status="499" 1',
      'method="POST",route="/b/:brand/today",status="200" 1',
      'method="other",route="/b/:brand/today",status="200" 1',
    ]);
  const text = await metrics.read();
  expect(text).toMatch(/^troupe_http_requests_under_way 0$/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
  for (const name of ["nordlys", "acme", "secret-launch", "01a204ee"]) expect(text).not.toContain(name);
});
