import { afterAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { type Accounts, createAccounts } from "../accounts.ts";
import { ada, codeOf, publicUrl, signIn, visit } from "./accounts.fixture.ts";
import { addressOf, allow, limits } from "./throttle.ts";

const opened: TestDatabase[] = [];
let database: TestDatabase;
let accounts: Accounts;
const restart = () => createAccounts({ db: database.db, secret: "a".repeat(64), publicUrl });
beforeEach(async () => {
  database = await createTestDatabase();
  opened.push(database);
  accounts = restart();
  await accounts.createOwner(ada);
});
afterAll(() => Promise.all(opened.map(({ drop }) => drop())));

const guess = (email = ada.email, request = visit(), as = accounts) =>
  codeOf(as.signIn(request, { email, password: `not-the-pass-${Math.random()}` }));

/** Guesses as they are counted, without the work of checking each. */
async function guessed(times: number, email = ada.email): Promise<void> {
  for (let n = 0; n < times; n++) await allow(database.db, "sign-in by account", email);
}

test("the eleventh guess at an account is put off, from whatever address, also after a restart, and the right password too", async () => {
  for (let n = 0; n < 10; n++) expect(await guess()).toBe("sign-in-refused");
  expect(await guess()).toBe("too-many-tries");
  accounts = restart();
  expect(await guess(ada.email.toUpperCase())).toBe("too-many-tries");
  expect(await codeOf(accounts.signIn(visit(), ada))).toBe("too-many-tries");
});

test("an account that nobody has fills up like any other, in the same words", async () => {
  const said: string[] = [];
  for (const email of [ada.email, "nobody@example.com"]) {
    for (let n = 0; n < 11; n++) {
      const failure = accounts.signIn(visit(), { email, password: "not-the-pass" });
      said.push(
        await failure.then(
          () => "in",
          (error: Error) => error.message,
        ),
      );
    }
  }
  expect(said.slice(0, 11)).toEqual(said.slice(11));
});

test("guesses at the same moment are all counted", async () => {
  const answers = await Promise.all(Array.from({ length: 40 }, () => allow(database.db, "sign-in by account", "ada")));
  expect(answers.filter(Boolean)).toHaveLength(limits["sign-in by account"].tries);
});

test("who tries many accounts from one address is put off as well, and others are not", async () => {
  const { tries } = limits["sign-in by address"];
  const from = addressOf(visit(undefined, "192.0.2.7"));
  for (let n = 0; n < tries; n++) await allow(database.db, "sign-in by address", from);
  expect(await guess("bo@example.com", visit(undefined, "192.0.2.7"))).toBe("too-many-tries");
  expect(await guess("bo@example.com", visit(undefined, "192.0.2.8"))).toBe("sign-in-refused");
});

test("one customer's IPv6 addresses are one", () => {
  const at = (address: string) => addressOf(visit(undefined, address));
  expect(at("2001:db8:1:2:aaaa::1")).toBe(at("2001:db8:1:2:bbbb::9"));
  expect(at("2001:db8:1:2::1")).not.toBe(at("2001:db8:1:3::1"));
  expect(at("::ffff:192.0.2.7")).toBe(at("192.0.2.7"));
});

test("a stranger who guesses does not lock the owner out of a browser they used before", async () => {
  const known = await signIn(accounts);
  expect(known).toContain("troupe.device=");
  await guessed(11);
  expect(await codeOf(accounts.signIn(visit(), ada))).toBe("too-many-tries");
  expect(await codeOf(accounts.signIn(visit(known), ada))).toBe("done");
});

test("a browser's mark is worth nothing for another account, and one that was made up is none", async () => {
  const known = await signIn(accounts);
  await guessed(10, "bo@example.com");
  expect(await guess("bo@example.com", visit(known))).toBe("too-many-tries");
  await guessed(10);
  expect(await guess(ada.email, visit("troupe.device=made-up.c2lnbmF0dXJl"))).toBe("too-many-tries");
  // Nor does the mark give tries without end.
  for (let n = 0; n < 10; n++) expect(await guess(ada.email, visit(known))).toBe("sign-in-refused");
  expect(await guess(ada.email, visit(known))).toBe("too-many-tries");
});

test("who comes in starts afresh", async () => {
  await guessed(9);
  await signIn(accounts);
  await guessed(9);
  expect(await guess()).toBe("sign-in-refused");
});

test("the present password is guessed ten times at most, too", async () => {
  const cookie = await signIn(accounts);
  const change = () =>
    codeOf(accounts.changePassword(visit(cookie), { present: "not-the-pass", next: "another-long-pass" }));
  for (let n = 0; n < 10; n++) expect(await change()).toBe("wrong-password");
  expect(await change()).toBe("too-many-tries");
});

test("what was typed is in no row", async () => {
  await guess("my-password-in-the-wrong-field@example.com");
  const rows = await database.db.selectFrom("throttles").selectAll().execute();
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toContain("wrong-field");
});
