import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { type Accounts, clientAddressHeader, createAccounts, readAuthSecret } from "./accounts.ts";

const publicUrl = "http://127.0.0.1:4399";
const ada = { name: "Ada", email: "Ada@Example.com", password: "backstage-pass" };
const opened: TestDatabase[] = [];
let database: TestDatabase;
let accounts: Accounts;

beforeEach(async () => {
  database = await createTestDatabase();
  opened.push(database);
  accounts = createAccounts({ db: database.db, secret: "a".repeat(64), publicUrl });
});
afterAll(() => Promise.all(opened.map(({ drop }) => drop())));

/** A request of its own address, so that one test's tries do not count against another's. */
let visitors = 0;
function visit(cookie?: string): Request {
  visitors += 1;
  const headers = new Headers({ [clientAddressHeader]: `10.1.${visitors >> 8}.${visitors & 255}` });
  if (cookie) headers.set("cookie", cookie);
  return new Request(`${publicUrl}/sign-in`, { method: "POST", headers });
}

const cookieOf = (headers: Headers) =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

async function signedIn(): Promise<string> {
  await accounts.createOwner(ada);
  return cookieOf(await accounts.signIn(visit(), { email: ada.email, password: ada.password }));
}

test("the first owner signs in, is recognised by the cookie alone, and owns a workspace", async () => {
  const cookie = await signedIn();
  const session = await accounts.findSession(visit(cookie));
  expect(session?.user).toMatchObject({ name: "Ada", email: "ada@example.com" });
  const member = await database.db.selectFrom("members").selectAll().executeTakeFirstOrThrow();
  expect(member).toMatchObject({ userId: session?.user.id, role: "owner" });
});

test("the cookie is out of reach of scripts and other sites' forms", async () => {
  await accounts.createOwner(ada);
  const headers = await accounts.signIn(visit(), { email: ada.email, password: ada.password });
  const session = headers.getSetCookie().find((cookie) => cookie.startsWith("troupe.session_token="));
  expect(session).toMatch(/HttpOnly/i);
  expect(session).toMatch(/SameSite=Lax/i);
});

test("a password is kept as a hash", async () => {
  await accounts.createOwner(ada);
  const { password } = await database.db.selectFrom("credentials").select("password").executeTakeFirstOrThrow();
  expect(password).toMatch(/^[0-9a-f]+:[0-9a-f]+$/);
  expect(password).not.toContain(ada.password);
});

test("there is one first owner, even when two ask at once", async () => {
  const both = await Promise.allSettled([
    accounts.createOwner(ada),
    accounts.createOwner({ ...ada, email: "bo@example.com" }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await database.db.selectFrom("users").selectAll().execute()).toHaveLength(1);
  expect(await accounts.isEmpty()).toBe(false);
});

test("an owner without a proper address or password is refused by field, and nothing is made", async () => {
  await expect(accounts.createOwner({ ...ada, email: "ada" })).rejects.toMatchObject({ field: "email" });
  await expect(accounts.createOwner({ ...ada, password: "short" })).rejects.toMatchObject({ field: "password" });
  expect(await accounts.isEmpty()).toBe(true);
});

test("a wrong password and an unknown address are refused in the same words", async () => {
  await accounts.createOwner(ada);
  const wrong = await accounts
    .signIn(visit(), { email: ada.email, password: "not-the-pass" })
    .catch((e: Error) => e.message);
  const unknown = await accounts
    .signIn(visit(), { email: "no@example.com", password: "not-the-pass" })
    .catch((e: Error) => e.message);
  expect(wrong).toBe(unknown);
});

test("the eleventh try within a minute from one address is put off, the right password included", async () => {
  await accounts.createOwner(ada);
  const visitor = visit();
  for (let n = 0; n < 10; n++) {
    await expect(accounts.signIn(visitor, { email: ada.email, password: "not-the-pass" })).rejects.toMatchObject({
      code: "sign-in-refused",
    });
  }
  await expect(accounts.signIn(visitor, { email: ada.email, password: ada.password })).rejects.toMatchObject({
    code: "too-many-tries",
  });
});

test("nobody signs themselves up, through the library's own address either", async () => {
  const response = await accounts.handler(
    new Request(`${publicUrl}/api/auth/sign-up/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: publicUrl },
      body: JSON.stringify(ada),
    }),
  );
  expect(response.ok).toBe(false);
  expect(await accounts.isEmpty()).toBe(true);
});

test("signing out ends the session on the server, not only in the browser", async () => {
  const cookie = await signedIn();
  await accounts.signOut(visit(cookie));
  expect(await accounts.findSession(visit(cookie))).toBeUndefined();
});

test("a cookie signed with another secret is nobody", async () => {
  const cookie = await signedIn();
  const other = createAccounts({ db: database.db, secret: "b".repeat(64), publicUrl });
  expect(await other.findSession(visit(cookie))).toBeUndefined();
});

test("a new password needs the present one and signs other browsers out", async () => {
  const here = await signedIn();
  const there = cookieOf(await accounts.signIn(visit(), { email: ada.email, password: ada.password }));
  await expect(
    accounts.changePassword(visit(here), { present: "not-the-pass", next: "another-long-pass" }),
  ).rejects.toMatchObject({ field: "presentPassword" });
  const renewed = cookieOf(
    await accounts.changePassword(visit(here), { present: ada.password, next: "another-long-pass" }),
  );
  expect(await accounts.findSession(visit(there))).toBeUndefined();
  expect(await accounts.findSession(visit(renewed))).toBeDefined();
});

test("the secret is made once, kept, and readable by its owner only", async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), "troupe-secret-"));
  try {
    const [first, second] = await Promise.all([
      readAuthSecret({ authSecret: undefined, dataDir }),
      readAuthSecret({ authSecret: undefined, dataDir }),
    ]);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toBe(first);
    expect((await stat(path.join(dataDir, "auth-secret"))).mode & 0o777).toBe(0o600);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
