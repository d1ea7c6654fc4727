import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { secretsOf } from "#config/redact.ts";
import { formOf, openTestWeb, type TestWeb } from "./web.fixture.ts";

const random = (what: string) => `${what}-${randomBytes(9).toString("hex")}`;

/** As an environment would have them. */
const env = {
  AUTH_SECRET: random("auth"),
  OPENAI_API_KEY: random("openai"),
  SMTP_URL: `smtps://mailer:${random("smtp")}@mail.example`,
  DATABASE_URL: `postgres://troupe:${random("database")}@db.example/troupe`,
  INNGEST_SIGNING_KEY: random("signing"),
};
/** As people and programs would send them. */
const sent = {
  password: random("typed"),
  wrong: random("mistyped"),
  next: random("changed"),
  bearer: random("bearer"),
  link: random("link"),
  visitor: random("visitor"),
  code: random("code"),
};

let web: TestWeb;
beforeAll(async () => {
  web = await openTestWeb({ secrets: secretsOf(env) });
}, 120_000);
afterAll(() => web.close());

const form = (values: Record<string, string>) => Buffer.from(new URLSearchParams(values).toString());
const typed = { "content-type": "application/x-www-form-urlencoded" };

test("whatever the studio is told and does, no secret is in its log, and what was done is", async () => {
  const { email, password } = web.owner;
  const brand = `/b/${web.cast.brand.slug}`;
  const acts: [method: string, path: string, body?: Buffer, headers?: Record<string, string>][] = [
    ["POST", "/sign-in", form({ email, password: sent.wrong }), { cookie: "" }],
    ["POST", "/sign-in", form({ email, password }), { cookie: "" }],
    [
      "POST",
      "/sign-in",
      form({ intent: "create", email: "x@example.com", password: sent.password, name: "X" }),
      { cookie: "" },
    ],
    ["POST", `/sign-in?to=/reset?token=${sent.link}`, form({ email, password: sent.wrong }), { cookie: "" }],
    ["POST", "/settings", form({ presentPassword: sent.wrong, nextPassword: sent.next })],
    ["POST", "/settings/security", form({ intent: "password", presentPassword: sent.wrong, nextPassword: sent.next })],
    ["POST", "/sign-in/code", form({ code: sent.code })],
    ["GET", `/reset/${sent.link}`],
    ["POST", `/reset/${sent.link}`, form({ password: sent.next, nextPassword: sent.next })],
    ["GET", `/invitations/${sent.link}`],
    ["GET", `/nowhere/${sent.link}?token=${sent.link}`],
    ["GET", `${brand}/today?token=${sent.link}`, undefined, { authorization: `Bearer ${sent.bearer}` }],
    [
      "GET",
      `${brand}/products`,
      undefined,
      { "x-api-key": sent.bearer, "x-inngest-signature": `t=1&s=${sent.bearer}` },
    ],
    [
      "POST",
      `${brand}/products/new`,
      form({ title: "Cup", facts: "Holds coffee", benefits: "Warm", password: sent.password }),
    ],
    ["POST", "/sign-out", undefined, { origin: "https://evil.example", authorization: `Bearer ${sent.bearer}` }],
    ["GET", "/showcase/nobody", undefined, { cookie: `troupe_visitor=${sent.visitor}` }],
    // Faults of ours: parts of the house that these need are not there.
    ["GET", `${brand}/personas/voices/slt.wav?token=${sent.link}`],
    ["GET", `${brand}/live?key=${sent.link}`, undefined, { authorization: `Bearer ${sent.bearer}` }],
    ["GET", `/%E0%A4%A?token=${sent.link}`],
  ];
  for (const [method, path, body, headers] of acts) {
    await web.ask(method, path, { ...(body ? typed : {}), ...headers }, body);
  }
  const upload = formOf("csv", [{ name: "a.csv", bytes: Buffer.from(`password=${sent.password}`) }]);
  await web.ask(
    "POST",
    `${brand}/products/import`,
    { ...upload.headers, authorization: `Basic ${sent.bearer}` },
    upload.body,
  );

  const log = web.log.join("");
  const secrets = [...Object.values(sent), ...secretsOf(env), password, "troupe.session_token"];
  expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
  const lines = web.log.map((line) => JSON.parse(line) as { msg: string; level: number; path?: string });
  expect(lines.filter(({ msg }) => msg === "answered").length).toBeGreaterThanOrEqual(acts.length);
  expect(lines.filter(({ level, msg }) => level === 50 && msg === "a request failed").length).toBeGreaterThanOrEqual(2);
});

test("what breaks is a page in our words, with nothing of the fault in it", async () => {
  for (const path of [`/b/${web.cast.brand.slug}/live`, `/b/${web.cast.brand.slug}/personas/voices/slt.wav`]) {
    const { status, body, headers } = await web.ask("GET", path);
    expect(status, path).toBe(500);
    expect(headers["x-request-id"], path).toMatch(/^[0-9a-f-]{36}$/);
    expect(body.toString(), path).not.toMatch(/TypeError|undefined|node_modules|\.tsx?:\d|\n\s+at /);
  }
  const missing = await web.ask("GET", "/nowhere");
  expect(missing.status).toBe(404);
  expect(missing.body.toString()).not.toMatch(/Error:|node_modules|\n\s+at /);
});
