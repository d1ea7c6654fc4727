import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { insertUser } from "#db/queries/accounts.ts";
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

const tokenOf = (cookies: string) => /troupe\.session_token=([^;.]+)/.exec(cookies)?.[1];

async function again(userAgent: string): Promise<string> {
  const request = visit();
  request.headers.set("user-agent", userAgent);
  return cookieOf((await accounts.signIn(request, ada)).headers);
}

/** Another account with Ada's password. */
async function insertBo(): Promise<void> {
  const { password } = await database.db.selectFrom("credentials").select("password").executeTakeFirstOrThrow();
  const bo = { name: "Bo", email: "bo@example.com", passwordHash: password ?? "" };
  await database.db.transaction().execute((trx) => insertUser(trx, bo));
}

async function signedIn(): Promise<string> {
  await accounts.createOwner(ada);
  return cookieOf((await accounts.signIn(visit(), ada)).headers);
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
  const { headers } = await accounts.signIn(visit(), ada);
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
  expect(wrong).toContain("No account has that email and password");
});

test("signing in ends whatever session the browser had: one that was planted there is worth nothing", async () => {
  const planted = await signedIn();
  const { headers } = await accounts.signIn(visit(planted), ada);
  const fresh = cookieOf(headers);
  expect(tokenOf(fresh)).toMatch(/.{20}/);
  expect(tokenOf(fresh)).not.toBe(tokenOf(planted));
  expect(await accounts.findSession(visit(planted))).toBeUndefined();
  expect(await accounts.findSession(visit(fresh))).toBeDefined();
});

test("the account library answers nobody at addresses of its own", () => {
  expect(Object.keys(accounts)).not.toContain("handler");
});

test("the list of sessions shows where one is signed in, and ends one or all the others", async () => {
  const [here, phone, tablet] = [await signedIn(), await again("iPhone"), await again("iPad")];
  const lines = await accounts.listSessions(visit(here));
  expect(lines).toHaveLength(3);
  expect(lines.filter(({ current }) => current)).toHaveLength(1);
  const ofPhone = lines.find(({ userAgent }) => userAgent === "iPhone");
  await accounts.endSession(visit(here), ofPhone?.id ?? "");
  expect(await accounts.findSession(visit(phone))).toBeUndefined();
  expect(await accounts.findSession(visit(tablet))).toBeDefined();
  await accounts.endSession(visit(here), "others");
  expect(await accounts.findSession(visit(tablet))).toBeUndefined();
  expect(await accounts.findSession(visit(here))).toBeDefined();
});

test("nobody ends somebody else's session", async () => {
  const here = await signedIn();
  const [mine] = await accounts.listSessions(visit(here));
  await insertBo();
  const bo = cookieOf((await accounts.signIn(visit(), { email: "bo@example.com", password: ada.password })).headers);
  await accounts.endSession(visit(bo), mine?.id ?? "");
  await accounts.endSession(visit(bo), "others");
  expect(await accounts.findSession(visit(here))).toBeDefined();
});

test("signing in, being refused and leaving are in the workspace's audit", async () => {
  const cookie = await signedIn();
  await accounts.signIn(visit(), { ...ada, password: "not-the-pass" }).catch(() => undefined);
  await accounts.settle();
  await accounts.signOut(visit(cookie));
  const acts = await database.db.selectFrom("auditEntries").select(["act", "actorName"]).orderBy("seq").execute();
  expect(acts.map(({ act }) => act)).toEqual(["session.started", "session.refused", "session.ended"]);
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
  const there = cookieOf((await accounts.signIn(visit(), ada)).headers);
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
