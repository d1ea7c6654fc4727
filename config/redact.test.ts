import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLogger } from "./logger.ts";
import { createRedactor, secretsOf } from "./redact.ts";

const key = "k3y-of-the-house-0123456789";

describe("the secrets of an environment", () => {
  test("are the values that are named so, the parts of lists, and passwords in addresses", () => {
    const found = secretsOf({
      AUTH_SECRET: key,
      OPENAI_API_KEY: "sk-live-abcdefgh",
      SECRETS_KEY: "first-key-of-two, second-key-of-two",
      SMTP_URL: "smtps://ada:p%40ssw0rd-of-mail@mail.example:465",
      DATABASE_URL: "postgres://troupe:database-password@db/troupe",
      INNGEST_SIGNING_KEY: "signkey-prod-12345678",
      PUBLIC_URL: "https://studio.example",
      PORT: "4300",
      KEY: "short",
    });
    expect(found).toEqual(
      expect.arrayContaining([key, "sk-live-abcdefgh", "first-key-of-two", "second-key-of-two", "p%40ssw0rd-of-mail"]),
    );
    expect(found).toEqual(expect.arrayContaining(["p@ssw0rd-of-mail", "database-password", "signkey-prod-12345678"]));
    expect(found).not.toContain("https://studio.example");
    expect(found).not.toContain("short");
  });
});

/** What a line says once it is logged through the logger itself. */
function logged(object: object, secrets: string[] = []): string {
  const lines: string[] = [];
  createLogger("info", { write: (line: string) => void lines.push(line) }, secrets).info(object, "said");
  return lines.join("");
}

test.each<[string, object]>([
  ["a password", { password: key }],
  ["a password deep inside", { form: { person: { newPassword: key } } }],
  ["a token", { sessionToken: key }],
  ["headers", { headers: { authorization: `Bearer ${key}`, cookie: `troupe.session_token=${key}`, "x-api-key": key } }],
  ["cookies that are set", { "set-cookie": [`a=${key}`, `b=${key}`] }],
  ["recovery codes", { recoveryCodes: [key] }],
  ["an address", { err: new Error(`connect ECONNREFUSED postgres://troupe:${key}@db:5432/troupe`) }],
  ["a query", { url: `/reset?token=${key}&to=/` }],
  ["a form in a text", { body: `email=ada@example.com&password=${key}` }],
  ["JSON in a text", { body: JSON.stringify({ password: `${key}"x`, email: "ada@example.com" }) }],
  ["JSON in JSON in a text", { body: JSON.stringify({ inner: { apiKey: key } }) }],
  ["an error's cause", { err: new Error("outer", { cause: new Error(`Authorization: Bearer ${key}`) }) }],
  ["an answer on an error", { err: Object.assign(new Error("no"), { answer: { access_token: key } }) }],
  ["a vendor's key by its look", { err: new Error(`Incorrect API key provided: sk-${key}`) }],
])("%s is not in the log", (_, object) => {
  const line = logged(object);
  expect(line).not.toContain(key);
  expect(JSON.parse(line)).toMatchObject({ msg: "said", level: 30 });
});

test("a known secret is not in the log wherever it stands, however it is written", () => {
  const odd = 'a "quoted" & spaced \\ secret';
  for (const text of [odd, encodeURIComponent(odd), JSON.stringify({ odd }), `x${odd}y`]) {
    const line = logged({ text, err: new Error(text) }, [odd]);
    expect(line).not.toContain("quoted");
    expect(line).not.toContain("quoted".toUpperCase());
  }
});

test("what is no secret stays", () => {
  const object = {
    postId: "01a2",
    tokens: 12,
    inputTokens: 300,
    path: "/b/x/briefs",
    author: "Ada",
    keys: ["a"],
    ms: 1.5,
  };
  expect(JSON.parse(logged(object))).toMatchObject(object);
});

test("every line stays one line of JSON, and no known secret survives in any", () => {
  const redact = createRedactor([key]);
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, around) => {
      const line = redact(`${JSON.stringify({ value, text: `${around}${key}${around}`, [around]: key })}\n`);
      expect(line.match(/\n/g)).toHaveLength(1);
      expect(() => JSON.parse(line)).not.toThrow();
      expect(line).not.toContain(key);
    }),
  );
});
