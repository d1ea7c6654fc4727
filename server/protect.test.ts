import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientAddressHeader } from "./accounts.ts";
import { limitBodies } from "./body-limits.ts";
import { protect } from "./protect.ts";

const servers: Server[] = [];
let host: string;
let plainHost: string;

beforeAll(async () => {
  host = await serve("https://studio.example");
  plainHost = await serve("http://127.0.0.1:4300");
});
afterAll(() => {
  for (const server of servers) server.close();
});

async function serve(publicUrl: string): Promise<string> {
  const web = express();
  web.set("trust proxy", "loopback");
  web.use(protect(publicUrl), limitBodies);
  web.all("/page", (_req, res) => void res.append("Content-Security-Policy", "default-src 'self'").send("<p>page"));
  web.all("/twice", (_req, res) => void res.append("X-Content-Type-Options", "nosniff").send("x"));
  web.all("/cookies", (_req, res) => {
    res.append("Set-Cookie", "a=1; Path=/; HttpOnly; SameSite=Lax").append("Set-Cookie", "b=2; Secure").end();
  });
  web.all("*", (req, res) => void res.json({ address: req.headers[clientAddressHeader] }));
  const server = createServer(web);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type Answer = { status: number; body: string; headers: Record<string, string | string[] | undefined> };

/** Node's own request, because `fetch` would not send the headers that browsers keep for themselves. */
function ask(method: string, headers: Record<string, string> = {}, path = "/b/x", at = host): Promise<Answer> {
  const [hostname, port] = at.split(":");
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
    });
    asked.once("error", reject).end();
  });
}

const cookie = "troupe.session_token=abc";

describe("a write is refused", () => {
  test.each<[string, Record<string, string>]>([
    ["from another site", { origin: "https://evil.example" }],
    ["from another site that says it is ours", { origin: "https://evil.example", "sec-fetch-site": "same-origin" }],
    ["from a page without an origin of its own", { origin: "null" }],
    ["from a name that begins like ours", { origin: "https://studio.example.evil.example" }],
    ["from a name that ends like ours", { origin: "https://evilstudio.example" }],
    ["from a sibling", { origin: "https://www.studio.example", "sec-fetch-site": "same-site" }],
    ["from our name at another port", { origin: "https://studio.example:8443" }],
    ["from what is no origin", { origin: "not an origin" }],
    ["that the browser says is of another site", { "sec-fetch-site": "cross-site", cookie }],
    ["that the browser says is of a sibling", { "sec-fetch-site": "same-site" }],
    ["that the browser calls something new", { "sec-fetch-site": "who-knows" }],
    ["with another site's referrer", { referer: "https://evil.example/form", cookie }],
    ["with a referrer that cannot be read", { referer: "::::", cookie }],
    ["with a cookie that does not say where it comes from", { cookie }],
    ["by a name that somebody pointed here", { origin: "http://rebound.example", host: "rebound.example", cookie }],
    ["with somebody else's key and our cookie", { authorization: "Bearer x", cookie, origin: "https://evil.example" }],
  ])("%s", async (_name, headers) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) expect((await ask(method, headers)).status).toBe(403);
    expect((await ask("GET", headers)).status).toBe(200);
    expect((await ask("HEAD", headers)).status).toBe(200);
  });

  test("with a cookie below the API, too, whatever key comes with it", async () => {
    const headers = { authorization: "Bearer k", cookie, origin: "https://evil.example" };
    expect((await ask("POST", headers, "/api/v1/briefs")).status).toBe(403);
    expect((await ask("POST", { cookie }, "/api/inngest")).status).toBe(403);
  });

  test("in words that say what to set when the name is merely unknown", async () => {
    const { body } = await ask("POST", { origin: "http://nas.example", host: "nas.example" });
    expect(body).toBe(
      "The studio does not know itself as nas.example, so nothing was changed. Set PUBLIC_URL=http://nas.example for it, or open https://studio.example.",
    );
  });
});

describe("a write goes through", () => {
  test.each<[string, Record<string, string>]>([
    ["from the public address", { origin: "https://studio.example", cookie, "sec-fetch-site": "same-origin" }],
    [
      "from an address of a machine, asked at it",
      { origin: "http://192.168.1.20:4300", host: "192.168.1.20:4300", cookie },
    ],
    ["from an IPv6 address", { origin: "http://[fd00::5]:4300", host: "[fd00::5]:4300", cookie }],
    ["from a name of the house", { origin: "http://nas:4300", host: "nas:4300", cookie }],
    ["from a name of the local network", { origin: "http://nas.local:4300", host: "nas.local:4300", cookie }],
    ["typed by a person", { "sec-fetch-site": "none", cookie }],
    ["with our referrer and nothing else", { referer: "https://studio.example/b/x/today", cookie }],
    ["of a program that has no cookie", {}],
  ])("%s", async (_name, headers) => {
    expect((await ask("POST", headers)).status).toBe(200);
  });

  test("of a program with a key of its own, wherever it runs, and of a signed call", async () => {
    const headers = { authorization: "Bearer k", origin: "https://shop.example", "sec-fetch-site": "cross-site" };
    expect((await ask("POST", headers, "/api/v1/briefs")).status).toBe(200);
    expect((await ask("PUT", { "x-inngest-signature": "t=1&s=2" }, "/api/inngest")).status).toBe(200);
  });
});

test("nobody says where they come from but the proxy on this machine", async () => {
  const claimed = await ask("GET", { [clientAddressHeader]: "6.6.6.6" });
  expect(JSON.parse(claimed.body)).toEqual({ address: "127.0.0.1" });
  const proxied = await ask("GET", { "x-forwarded-for": "6.6.6.6, 203.0.113.9" });
  expect(JSON.parse(proxied.body)).toEqual({ address: "203.0.113.9" });
});

test.each(["a b", "evil.example/..", "a@b", "x?y", "host#", "[::1", "\\evil"])(
  "a host like %j is no host",
  async (name) => {
    expect((await ask("GET", { host: name })).status).toBe(400);
  },
);

test("every answer says that it may not be framed, sniffed, shared or opened by others, and does nothing by itself", async () => {
  const { headers } = await ask("GET");
  expect(headers).toMatchObject({
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": expect.stringContaining("camera=()"),
    "content-security-policy": expect.stringMatching(/^default-src 'none'.*frame-ancestors 'none'/),
    "strict-transport-security": "max-age=31536000",
  });
  expect(headers).not.toHaveProperty("x-powered-by");
  expect((await ask("GET", {}, "/b/x", plainHost)).headers).not.toHaveProperty("strict-transport-security");
  expect((await ask("POST", { origin: "https://evil.example" })).headers).toMatchObject({
    "content-security-policy": expect.stringContaining("default-src 'none'"),
  });
});

test("a page's own policy stands alone, and no header comes twice", async () => {
  expect((await ask("GET", {}, "/page")).headers["content-security-policy"]).toBe("default-src 'self'");
  expect((await ask("GET", {}, "/twice")).headers["x-content-type-options"]).toBe("nosniff");
});

test("behind https every cookie is for https, whoever set it", async () => {
  const secured = (await ask("GET", {}, "/cookies")).headers["set-cookie"];
  expect(secured).toEqual(["a=1; Path=/; HttpOnly; SameSite=Lax; Secure", "b=2; Secure"]);
  const plain = (await ask("GET", {}, "/cookies", plainHost)).headers["set-cookie"];
  expect(plain).toEqual(["a=1; Path=/; HttpOnly; SameSite=Lax", "b=2; Secure"]);
});

describe("a body", () => {
  const words = "application/x-www-form-urlencoded;charset=UTF-8";
  const megabytes = (n: number, type = words) => ({ "content-length": String(n * 1024 * 1024), "content-type": type });
  const send = (path: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const [hostname, port] = host.split(":");
      const asked = request({ hostname, port, path, method: "POST", headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
        asked.destroy();
      });
      asked.once("error", reject).flushHeaders();
    });

  test("of words has 1 MB at most, and is not waited for", async () => {
    expect(await send("/sign-in", megabytes(2))).toBe(413);
    expect(await send("/b/nordlys/briefs/new", megabytes(2))).toBe(413);
    expect(await send("/api/v1/briefs", megabytes(2, "application/json"))).toBe(413);
    expect(await send("/sign-in", megabytes(1))).toBe(200);
  });

  test("with a file is left to the route that knows what it takes", async () => {
    for (const path of [
      "/b/nordlys/brand",
      "/b/nordlys/brand.data",
      "/b/n/products/import",
      "/b/n/products/1/picture",
    ]) {
      expect(await send(path, megabytes(90))).toBe(200);
      expect(await send(path, megabytes(90, "multipart/form-data; boundary=x"))).toBe(200);
    }
  });

  test("that is no form is not read as one", async () => {
    for (const type of ["multipart/form-data; boundary=x", "application/json", "text/plain", "", "x"]) {
      expect(await send("/sign-in", { "content-type": type, "content-length": "10" })).toBe(415);
    }
    expect(await send("/b/n/brand", { "content-type": "application/json", "content-length": "10" })).toBe(415);
    expect(await send("/api/v1/briefs", { "content-type": "application/json", "content-length": "10" })).toBe(200);
    expect(await send("/sign-out", { "content-length": "0" })).toBe(200);
  });

  test("without a length is not begun", async () => {
    expect(await send("/b/nordlys/brand", { "transfer-encoding": "chunked" })).toBe(411);
  });
});
