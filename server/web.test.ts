import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientAddressHeader } from "./accounts.ts";
import { protect } from "./web.ts";

let server: Server;
let host: string;

beforeAll(async () => {
  const web = express();
  web.set("trust proxy", "loopback");
  web.use(protect("https://studio.example"));
  web.all("*", (req, res) => void res.json({ address: req.headers[clientAddressHeader] }));
  server = createServer(web);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const ask = (method: string, headers: Record<string, string> = {}) => fetch(`http://${host}/b/x`, { method, headers });

test.each(["https://evil.example", "null", "http://studio.example.evil.example", "not an origin"])(
  "a form of %s changes nothing",
  async (origin) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      expect((await ask(method, { origin })).status).toBe(403);
    }
  },
);

test("the studio's own forms go through, by its public address and by the one it was asked at", async () => {
  expect((await ask("POST", { origin: "https://studio.example" })).status).toBe(200);
  expect((await ask("POST", { origin: `http://${host}` })).status).toBe(200);
});

test("reading from elsewhere is not stopped, and a program without an origin may write", async () => {
  expect((await ask("GET", { origin: "https://evil.example" })).status).toBe(200);
  expect((await ask("POST")).status).toBe(200);
});

test("nobody says where they come from but the proxy on this machine", async () => {
  const claimed = await (await ask("GET", { [clientAddressHeader]: "6.6.6.6" })).json();
  expect(claimed).toEqual({ address: "127.0.0.1" });
  const proxied = await (await ask("GET", { "x-forwarded-for": "6.6.6.6, 203.0.113.9" })).json();
  expect(proxied).toEqual({ address: "203.0.113.9" });
});

test("pages cannot be framed or sniffed, and a public https address is pinned", async () => {
  const { headers } = await ask("GET");
  expect(headers.get("x-frame-options")).toBe("DENY");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("strict-transport-security")).toMatch(/max-age=\d+/);
});
