import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { type Accounts, createAccounts } from "../accounts.ts";
import { ada, codeAt, codeOf, cookieOf, publicUrl, readLetter, signIn, visit } from "./accounts.fixture.ts";

const opened: TestDatabase[] = [];
let database: TestDatabase;
let accounts: Accounts;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  database = await createTestDatabase();
  opened.push(database);
  accounts = createAccounts({ db: database.db, secret: "a".repeat(64), publicUrl });
  await accounts.createOwner(ada);
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => Promise.all(opened.map(({ drop }) => drop())));

/** The next half minute, in which the app shows another code. */
const wait = () => vi.setSystemTime(Date.now() + 31_000);
const codeNow = (uri: string) => codeAt(uri, Date.now());
const half = async () => {
  const { headers, challenge } = await accounts.signIn(visit(), ada);
  expect(challenge).toBe(true);
  return cookieOf(headers);
};
const answer = (cookie: string, code: string, recovery = false) =>
  accounts.answerChallenge(visit(cookie), { code, recovery });

async function withSecondFactor(): Promise<{ uri: string; codes: string[]; cookie: string }> {
  const cookie = await signIn(accounts);
  const { uri, codes } = await accounts.startTwoFactor(visit(cookie), ada.password);
  const headers = await accounts.confirmTwoFactor(visit(cookie), codeNow(uri));
  wait();
  return { uri, codes, cookie: cookieOf(headers) };
}

test("after the set-up a password alone opens nothing, and the app's code opens the rest", async () => {
  const { uri } = await withSecondFactor();
  const cookie = await half();
  expect(await accounts.findSession(visit(cookie))).toBeUndefined();
  const inside = cookieOf(await answer(cookie, codeNow(uri).replace(/^.../, "$& ")));
  expect((await accounts.findSession(visit(inside)))?.user.twoFactorEnabled).toBe(true);
});

test("nothing is asked for before the app has shown that it can", async () => {
  const cookie = await signIn(accounts);
  const { uri, codes } = await accounts.startTwoFactor(visit(cookie), ada.password);
  expect(new URL(uri).protocol).toBe("otpauth:");
  expect(codes).toHaveLength(10);
  expect(await codeOf(accounts.confirmTwoFactor(visit(cookie), "000000"))).toBe("wrong-code");
  expect((await accounts.signIn(visit(), ada)).challenge).toBe(false);
});

test("the secret and the recovery codes are encrypted where they lie", async () => {
  const { uri, codes } = await withSecondFactor();
  const row = JSON.stringify(await database.db.selectFrom("twoFactors").selectAll().execute());
  expect(row).not.toContain(new URL(uri).searchParams.get("secret"));
  expect(row).not.toContain(codes[0]);
});

test("a code works once, also within its half minute", async () => {
  const { uri } = await withSecondFactor();
  const code = codeNow(uri);
  const [first, second] = [await half(), await half()];
  expect(await codeOf(answer(first, code))).toBe("done");
  const sessions = await database.db.selectFrom("sessions").selectAll().execute();
  expect(await codeOf(answer(second, code))).toBe("wrong-code");
  expect(await database.db.selectFrom("sessions").selectAll().execute()).toEqual(sessions);
});

test("a recovery code works once, and new ones end the old ones", async () => {
  const { codes, cookie } = await withSecondFactor();
  expect(await codeOf(answer(await half(), codes[0] ?? "", true))).toBe("done");
  expect(await codeOf(answer(await half(), codes[0] ?? "", true))).toBe("wrong-code");
  expect(await codeOf(accounts.renewRecoveryCodes(visit(cookie), "not-the-pass"))).toBe("wrong-password");
  const fresh = await accounts.renewRecoveryCodes(visit(cookie), ada.password);
  expect(await codeOf(answer(await half(), codes[1] ?? "", true))).toBe("wrong-code");
  expect(await codeOf(answer(await half(), fresh[0] ?? "", true))).toBe("done");
});

test("guessing codes ends the challenge, and then the account waits", async () => {
  const { uri } = await withSecondFactor();
  const cookie = await half();
  for (let n = 0; n < 5; n++) expect(await codeOf(answer(cookie, "000000"))).toBe("wrong-code");
  expect(await codeOf(answer(cookie, codeNow(uri)))).toBe("challenge-over");
  const next = await half();
  for (let n = 0; n < 5; n++) await codeOf(answer(next, "000000"));
  expect(await codeOf(answer(await half(), codeNow(uri)))).toBe("too-many-tries");
});

test("a challenge is of the browser that gave the password, and ends after ten minutes", async () => {
  const { uri } = await withSecondFactor();
  expect(await codeOf(answer("", codeNow(uri)))).toBe("challenge-over");
  const cookie = await half();
  vi.setSystemTime(Date.now() + 11 * 60_000);
  expect(await codeOf(answer(cookie, codeNow(uri)))).toBe("challenge-over");
});

test("who is signed in here already does not answer for the one who signs in", async () => {
  const { uri, cookie } = await withSecondFactor();
  const challenge = await half();
  const inside = cookieOf(await answer(`${cookie}; ${challenge}`, codeNow(uri)));
  expect(inside).toMatch(/troupe\.session_token=/);
  expect(/session_token=([^;]+)/.exec(inside)?.[1]).not.toBe(/session_token=([^;]+)/.exec(cookie)?.[1]);
});

test("turning it off takes the password, and its owner hears of it", async () => {
  const { cookie } = await withSecondFactor();
  expect(await codeOf(accounts.stopTwoFactor(visit(cookie), "not-the-pass"))).toBe("wrong-password");
  const after = cookieOf(await accounts.stopTwoFactor(visit(cookie), ada.password));
  expect((await accounts.findSession(visit(after)))?.user.twoFactorEnabled).toBe(false);
  expect((await accounts.signIn(visit(), ada)).challenge).toBe(false);
  expect(await readLetter(database, ada.email)).toContain("was turned off");
});

test("a new password by mail does not get round the second factor", async () => {
  await withSecondFactor();
  await accounts.requestReset(visit(), ada.email);
  await accounts.settle();
  const token = /\/reset\/(\S+)/.exec(await readLetter(database, ada.email))?.[1] ?? "";
  await accounts.resetPassword(visit(), token, "another-long-pass");
  const { headers, challenge } = await accounts.signIn(visit(), { ...ada, password: "another-long-pass" });
  expect(challenge).toBe(true);
  expect(await accounts.findSession(visit(cookieOf(headers)))).toBeUndefined();
});
