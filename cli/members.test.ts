import { afterAll, beforeAll, expect, test } from "vitest";
import { findMemberByEmail } from "#db/queries/members.ts";
import { addMember } from "#studio/members/members.fixture.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { deskOf } from "./desk.fixture.ts";
import { dispatch } from "./dispatch.ts";
import { members } from "./members.ts";

let database: TestDatabase;
let cast: Cast;
beforeAll(async () => {
  database = await createTestDatabase();
  cast = await castOf(database.db);
});
afterAll(() => database.drop());

async function run(...args: string[]) {
  const { desk, said, complained } = deskOf("/unused", database);
  const code = await dispatch(["members", ...args], { members }, desk);
  return { code, said: said.join("\n"), complained: complained.join("\n") };
}
const find = (email: string) => findMemberByEmail(database.db, cast.workspace.id, email);

test("somebody is invited from the command line, and the link is said where no mail is sent", async () => {
  const { code, said } = await run("invite", "Bo@example.com", "--role", "reviewer", "--brand", cast.brand.slug);
  expect(code).toBe(0);
  expect(said).toMatch(/http:\/\/127\.0\.0\.1:4300\/invitations\/[\w-]{43}/);
  expect((await run("list")).said).toMatch(/bo@example\.com {2}invited {2}reviewer, until \d{4}-\d\d-\d\d/);
});

test("a member is narrowed, renamed in role, and removed; the audit names who ran the command", async () => {
  const { email } = await addMember(database.db, cast.workspace.id, "admin");
  expect((await run("role", email, "--role", "analyst", "--brand", cast.brand.slug)).said).toBe(
    `${email} is now analyst, on one brand only.`,
  );
  expect(await find(email)).toMatchObject({ role: "analyst", narrowed: true });
  expect((await run("remove", email)).code).toBe(0);
  expect(await find(email)).toBeUndefined();
  const acts = await database.db
    .selectFrom("auditEntries")
    .select(["act", "actorKind"])
    .orderBy("seq", "desc")
    .execute();
  expect(acts.slice(0, 2)).toEqual([
    { act: "member.removed", actorKind: "cli" },
    { act: "member.changed", actorKind: "cli" },
  ]);
});

test("the last owner stays, also for whoever runs the machine", async () => {
  const { code, complained } = await run("remove", cast.reviewer.email);
  expect(code).toBe(1);
  expect(complained).toContain("is the only owner");
});

test("what is not known or not said is complained about", async () => {
  expect((await run("remove", "nobody@example.com")).complained).toMatch(
    /There is no member nobody@example.com in Nordlys/,
  );
  expect((await run("invite", "bo@example.com")).code).toBe(2);
  expect((await run("invite", "cy@example.com", "--role", "analyst", "--brand", "nowhere")).complained).toContain(
    "nowhere",
  );
});

test("who lost phone and codes signs in with a password again", async () => {
  const { email, userId } = await addMember(database.db, cast.workspace.id, "analyst");
  expect((await run("second-factor-off", email)).complained).toContain("has no second factor");
  await database.db.updateTable("users").set({ twoFactorEnabled: true }).where("id", "=", userId).execute();
  expect((await run("second-factor-off", email)).code).toBe(0);
  expect(await find(email)).toMatchObject({ twoFactorEnabled: false });
});
