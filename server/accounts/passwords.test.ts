import { afterAll, beforeEach, expect, test } from "vitest";
import { insertUser } from "#db/queries/accounts.ts";
import { castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { type Accounts, createAccounts } from "../accounts.ts";
import { ada, codeOf, cookieOf, publicUrl, readLetter, signIn, visit } from "./accounts.fixture.ts";

const opened: TestDatabase[] = [];
let database: TestDatabase;
let accounts: Accounts;
beforeEach(async () => {
  database = await createTestDatabase();
  opened.push(database);
  accounts = createAccounts({ db: database.db, secret: "a".repeat(64), publicUrl, delivers: true });
  await accounts.createOwner(ada);
});
afterAll(() => Promise.all(opened.map(({ drop }) => drop())));

async function askForReset(email = ada.email): Promise<string> {
  await accounts.requestReset(visit(), email);
  await accounts.settle();
  return /\/reset\/(\S+)/.exec(await readLetter(database, email))?.[1] ?? "";
}
const reset = (token: string, next = "another-long-pass") => accounts.resetPassword(visit(), token, next);

test("a new password comes by mail, once, and signs everybody out", async () => {
  const before = await signIn(accounts);
  const token = await askForReset();
  expect(token).toMatch(/^\S{20,}$/);
  await reset(token);
  expect(await accounts.findSession(visit(before))).toBeUndefined();
  expect(await codeOf(accounts.signIn(visit(), ada))).toBe("sign-in-refused");
  await signIn(accounts, { ...ada, password: "another-long-pass" });
  expect(await codeOf(reset(token, "a-third-long-pass"))).toBe("reset-over");
  expect(await readLetter(database, ada.email)).toContain("Your password on Troupe was changed.");
});

test("of several links that were asked for, the first one used ends the others", async () => {
  const [first, second] = [await askForReset(), await askForReset()];
  expect(first).not.toBe(second);
  await reset(second);
  expect(await codeOf(reset(first))).toBe("reset-over");
});

test("a link of an hour ago is over, and a made-up one never was", async () => {
  const token = await askForReset();
  await database.db
    .updateTable("verifications")
    .set({ expiresAt: new Date(Date.now() - 1000) })
    .execute();
  expect(await codeOf(reset(token))).toBe("reset-over");
  expect(await codeOf(reset("made-up"))).toBe("reset-over");
});

test("a weak new password is refused and leaves the link as good as it was", async () => {
  const token = await askForReset();
  await expect(reset(token, "short")).rejects.toMatchObject({ code: "weak-password", field: "password" });
  await reset(token);
});

test("the link's token is in the letter alone", async () => {
  const token = await askForReset();
  const rows = await database.db.selectFrom("verifications").selectAll().execute();
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(token);
});

test("asking for an unknown address is answered like any other, as fast, and nobody gets a letter", async () => {
  const times: Record<string, number[]> = { known: [], unknown: [] };
  for (let n = 0; n < 6; n++) {
    for (const [kind, email] of [
      ["known", ada.email],
      ["unknown", "nobody@example.com"],
    ] as const) {
      const began = performance.now();
      expect(await accounts.requestReset(visit(), email)).toBeUndefined();
      times[kind]?.push(performance.now() - began);
      await accounts.settle();
    }
  }
  // Both answers wait for one count of tries and nothing else; the fastest of each are of one class.
  expect(Math.min(...(times.known ?? []))).toBeLessThan(Math.min(...(times.unknown ?? [])) * 4 + 5);
  expect(await readLetter(database, "nobody@example.com")).toBe("");
});

test("nobody's mailbox is flooded: three letters an hour, and the fourth asker is told nothing else", async () => {
  for (let n = 0; n < 5; n++) await accounts.requestReset(visit(), ada.email);
  await accounts.settle();
  expect(await database.db.selectFrom("mails").selectAll().execute()).toHaveLength(3);
});

test("one address asks twenty times an hour at most", async () => {
  const from = () => accounts.requestReset(visit(undefined, "192.0.2.9"), "nobody@example.com");
  for (let n = 0; n < 20; n++) await from();
  expect(await codeOf(from())).toBe("too-many-tries");
});

test("a letter about an account shows in the outbox of its workspace, but of somebody with several in none", async () => {
  await askForReset();
  const mine = await database.db.selectFrom("mails").selectAll().executeTakeFirstOrThrow();
  expect(mine.workspaceId).not.toBeNull();
  const cast = await castOf(database.db);
  const ownerId = (
    await database.db.selectFrom("users").select("id").where("email", "=", ada.email).executeTakeFirstOrThrow()
  ).id;
  await database.db
    .insertInto("members")
    .values({ workspaceId: cast.workspace.id, userId: ownerId, role: "analyst" })
    .execute();
  await askForReset();
  const [, second] = await database.db.selectFrom("mails").selectAll().orderBy("id").execute();
  expect(second?.workspaceId).toBeNull();
});

test("an address is confirmed by the link that was sent to it, and by no other", async () => {
  const cookie = await signIn(accounts);
  await accounts.requestVerification(visit(cookie));
  const token = decodeURIComponent(/verify\?token=(\S+)/.exec(await readLetter(database, ada.email))?.[1] ?? "");
  expect(await accounts.verifyEmail(visit(), `${token.slice(0, -3)}abc`)).toBe(false);
  expect((await accounts.findSession(visit(cookie)))?.user.emailVerified).toBe(false);
  expect(await accounts.verifyEmail(visit(), token)).toBe(true);
  expect((await accounts.findSession(visit(cookie)))?.user.emailVerified).toBe(true);
});

test("a password that was changed ends the links that were asked for", async () => {
  const cookie = await signIn(accounts);
  const token = await askForReset();
  const { present, next } = { present: ada.password, next: "another-long-pass" };
  expect(cookieOf(await accounts.changePassword(visit(cookie), { present, next }))).toContain("session_token");
  expect(await codeOf(reset(token))).toBe("reset-over");
});

test("somebody without a password of their own to lose is asked nothing by another's link", async () => {
  await database.db
    .transaction()
    .execute((trx) => insertUser(trx, { name: "Bo", email: "bo@example.com", passwordHash: "x:y" }));
  const token = await askForReset("bo@example.com");
  await reset(token);
  await signIn(accounts, { email: "bo@example.com", password: "another-long-pass" });
  expect(await codeOf(accounts.signIn(visit(), { ...ada, password: "another-long-pass" }))).toBe("sign-in-refused");
});
