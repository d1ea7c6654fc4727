import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createKey } from "#studio/api-keys/keys.ts";
import { scopes } from "#studio/api-keys/scopes.ts";
import { doerOf } from "#studio/members/members.fixture.ts";
import { openTestWeb, type TestWeb } from "./web.fixture.ts";

let web: TestWeb;
let key: string;
let below: string;

beforeAll(async () => {
  web = await openTestWeb();
  const { db, cast } = web;
  const { workspaceId } = await db
    .selectFrom("brands")
    .select("workspaceId")
    .where("id", "=", cast.brand.id)
    .executeTakeFirstOrThrow();
  const { userId } = await db
    .selectFrom("members")
    .select("userId")
    .where("workspaceId", "=", workspaceId)
    .executeTakeFirstOrThrow();
  const owner = await doerOf(db, workspaceId, userId);
  const input = { name: "Over HTTP", scopes: [...scopes], brandIds: null, days: null };
  key = (await createKey(db, owner, { ...owner.member, userId }, input)).secret;
  below = `/api/v1/brands/${cast.brand.id}`;
}, 120_000);
afterAll(() => web.close());

/** As a program asks: with a key, and without the cookie and origin of a browser. */
async function ask(method: string, at: string, headers: Record<string, string> = {}, body?: RequestInit["body"]) {
  const answer = await fetch(`${web.publicUrl}${at}`, {
    ...{ method, headers: { authorization: `Bearer ${key}`, ...headers }, duplex: "half" },
    ...(body === undefined ? {} : { body }),
  } as RequestInit);
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: bytes };
}
const json = { "content-type": "application/json" };
const problemOf = (answer: { body: Buffer; headers: Record<string, unknown> }) => {
  expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
  return JSON.parse(answer.body.toString()) as { status: number; code: string; type: string; detail: string };
};

test("a program reads and writes with a key alone", async () => {
  const me = await ask("GET", "/api/v1/me");
  expect([me.status, JSON.parse(me.body.toString()).key.name]).toEqual([200, "Over HTTP"]);
  const made = await ask("POST", `${below}/products`, json, JSON.stringify({ title: "Filter roast" }));
  expect(made.status).toBe(201);
  const { id } = JSON.parse(made.body.toString());
  expect(made.headers.location).toBe(`${web.publicUrl}${below}/products/${id}`);
  expect(made.headers["x-request-id"]).toBeDefined();
});

describe("a session", () => {
  test("is worth nothing to the API, neither alone nor beside a key", async () => {
    const read = await web.ask("GET", `${below}/products`);
    expect([read.status, problemOf(read).code]).toEqual([401, "not-authenticated"]);
    expect(read.headers["www-authenticate"]).toBe('Bearer realm="troupe"');
    const write = await web.ask("POST", `${below}/products`, json, Buffer.from('{"title":"Sneaked in"}'));
    expect([write.status, problemOf(write).code]).toEqual([401, "not-authenticated"]);
    const wrong = await web.ask("GET", "/api/v1/me", { authorization: "Bearer troupe_wrong" });
    expect([wrong.status, wrong.headers["www-authenticate"]]).toEqual([
      401,
      'Bearer realm="troupe", error="invalid_token"',
    ]);
  });

  test("makes a write of another site a problem before anybody looks at the key", async () => {
    const headers = { ...json, cookie: web.cookie, origin: "https://evil.example" };
    const answer = await ask("POST", `${below}/products`, headers, '{"title":"Sneaked in"}');
    expect([answer.status, problemOf(answer).code]).toEqual([403, "foreign-request"]);
  });
});

describe("a body", () => {
  test("over 1 MB is not taken, with and without a length", async () => {
    const large = Buffer.alloc(1024 * 1024 + 1, 32);
    for (const body of [large, new Blob([large]).stream()]) {
      const answer = await ask("POST", `${below}/products`, json, body);
      expect(problemOf(answer)).toMatchObject({ status: 413, code: "too-large" });
    }
  });

  test("that is compressed is not taken", async () => {
    const headers = { ...json, "content-encoding": "gzip" };
    expect(problemOf(await ask("POST", `${below}/products`, headers, "{}"))).toMatchObject({ status: 415 });
  });
});

test("answers say how much is left to ask, and are no pages", async () => {
  const { headers } = await ask("GET", "/api/v1/me");
  expect(headers["ratelimit-policy"]).toMatch(/^"key"; q=600; w=60/);
  expect(headers.ratelimit).toMatch(/^"key"; r=\d+; t=\d+/);
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
  expect(headers["set-cookie"]).toBeUndefined();
});

test("HEAD is GET without its body, and OPTIONS tells what there is", async () => {
  const head = await ask("HEAD", `${below}/products`);
  expect([head.status, head.body.length]).toEqual([200, 0]);
  expect(head.headers.etag).toMatch(/^W\/"/);
  const options = await ask("OPTIONS", `${below}/products`);
  expect([options.status, options.headers.allow]).toEqual([204, "GET, HEAD, POST, OPTIONS"]);
});

test("the document is everybody's to read", async () => {
  const answer = await web.ask("GET", "/api/v1/openapi.json", { cookie: "" });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body.toString()).servers).toEqual([{ url: `${web.publicUrl}/api/v1` }]);
});

test("no key is in the log", async () => {
  await ask("GET", `/api/v1/me?key=${key}`);
  expect(web.log.join("\n")).not.toContain(key);
});
