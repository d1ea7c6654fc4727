import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Forbidden, NotFound } from "#config/errors.ts";
import { findUserByEmail } from "#db/queries/accounts.ts";
import { listOpenInvitations } from "#db/queries/invitations.ts";
import { findMemberByEmail, listMemberships } from "#db/queries/members.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { changeAccess, removeMember } from "./access.ts";
import { acceptInvitation, invite, openInvitation, resendInvitation, revokeInvitation } from "./invitations.ts";
import { addMember, doerOf, linkTo, readToken } from "./members.fixture.ts";
import type { Doer } from "./permissions.ts";

let database: TestDatabase;
let ours: Cast;
let theirs: Cast;
let owner: Doer;
beforeAll(async () => {
  database = await createTestDatabase();
  ours = await castOf(database.db, "ours");
  theirs = await castOf(database.db, "theirs");
  owner = await doerOf(database.db, ours.workspace.id, ours.reviewer.id);
});
afterAll(() => database.drop());

const address = () => `bo-${randomUUID().slice(0, 8)}@example.com`;
const somebody = { name: "Bo", passwordHash: "salt:hash", verified: true };
const from = { address: "10.0.0.9", userAgent: null };
const eightDays = () => new Date(Date.now() + 8 * 86_400_000);
const inviteTo = (email: string, more: object = { role: "analyst" }, as = owner) =>
  invite(database.db, as, { email, ...more }, linkTo);
const tokenFor = (email: string) => readToken(database.db, ours.workspace.id, email);
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "accepted",
    (error: { code?: string }) => error.code,
  );

test("an invitation becomes an account with the role that was meant, and works once", async () => {
  const email = address();
  await inviteTo(email.toUpperCase(), { role: "strategist" });
  const token = await tokenFor(email);
  expect(await openInvitation(database.db, token)).toMatchObject({ email, role: "strategist", hasAccount: false });
  const { userId, workspaceId } = await acceptInvitation(database.db, token, somebody, from);
  expect(workspaceId).toBe(ours.workspace.id);
  expect(await findMemberByEmail(database.db, workspaceId, email)).toMatchObject({
    userId,
    role: "strategist",
    name: "Bo",
  });
  expect(await codeOf(acceptInvitation(database.db, token, somebody, from))).toBe("invitation-accepted");
  await expect(tokenFor(email)).rejects.toThrow("No letter");
});

test("of two who follow the link at once, one comes in", async () => {
  const email = address();
  await inviteTo(email);
  const token = await tokenFor(email);
  const codes = await Promise.all([1, 2].map(() => codeOf(acceptInvitation(database.db, token, somebody, from))));
  expect(codes.sort()).toEqual(["accepted", "invitation-accepted"]);
});

test("the link is in no column of the database, except in the letter that waits", async () => {
  const email = address();
  await inviteTo(email);
  const token = await tokenFor(email);
  const rows = await database.db.selectFrom("invitations").selectAll().where("email", "=", email).execute();
  expect(JSON.stringify(rows)).not.toContain(token);
  expect(rows[0]?.tokenHash).toMatch(/^[0-9a-f]{64}$/);
});

test("after a week it has run out, and the same address can be invited anew", async () => {
  const email = address();
  await inviteTo(email);
  const token = await tokenFor(email);
  expect(await codeOf(acceptInvitation(database.db, token, somebody, from, eightDays()))).toBe("invitation-expired");
  expect(await findUserByEmail(database.db, email)).toBeUndefined();
  expect(await codeOf(inviteTo(email))).toBe("already-invited");
  await invite(database.db, owner, { email, role: "analyst" }, linkTo, eightDays());
  expect(
    (await listOpenInvitations(database.db, ours.workspace.id)).filter((each) => each.email === email),
  ).toHaveLength(1);
});

test("one that is sent again has another link, and the first one is dead", async () => {
  const email = address();
  const id = await inviteTo(email);
  const first = await tokenFor(email);
  await resendInvitation(database.db, owner, id, linkTo);
  const second = await tokenFor(email);
  expect(second).not.toBe(first);
  expect(await codeOf(openInvitation(database.db, first))).toBe("invitation-unknown");
  await acceptInvitation(database.db, second, somebody, from);
});

test("one that was taken back lets nobody in, and its letter cannot be read any more", async () => {
  const email = address();
  const id = await inviteTo(email);
  const token = await tokenFor(email);
  await revokeInvitation(database.db, owner, id);
  expect(await codeOf(acceptInvitation(database.db, token, somebody, from))).toBe("invitation-revoked");
  await expect(tokenFor(email)).rejects.toThrow("No letter");
  await expect(revokeInvitation(database.db, owner, id)).rejects.toBeInstanceOf(NotFound);
});

test("who has an account joins with it, and only when it is theirs", async () => {
  const { reviewer } = theirs;
  await inviteTo(reviewer.email, { role: "reviewer" });
  const token = await tokenFor(reviewer.email);
  expect(await openInvitation(database.db, token)).toMatchObject({ hasAccount: true });
  expect(await codeOf(acceptInvitation(database.db, token, somebody, from))).toBe("has-account");
  const stranger = { userId: ours.reviewer.id, email: ours.reviewer.email };
  expect(await codeOf(acceptInvitation(database.db, token, stranger, from))).toBe("not-yours");
  await acceptInvitation(database.db, token, { userId: reviewer.id, email: reviewer.email }, from);
  const workspaces = (await listMemberships(database.db, reviewer.id)).map(({ workspaceId, role }) => [
    workspaceId,
    role,
  ]);
  expect(workspaces).toEqual([
    [theirs.workspace.id, "owner"],
    [ours.workspace.id, "reviewer"],
  ]);
});

test("an invitation to some brands opens those and no other", async () => {
  const email = address();
  await inviteTo(email, { role: "analyst", narrowed: true, brands: [{ brandId: ours.brand.id, role: "reviewer" }] });
  const { userId } = await acceptInvitation(database.db, await tokenFor(email), somebody, from);
  const [membership] = await listMemberships(database.db, userId);
  expect(membership).toMatchObject({ narrowed: true, brandRoles: { [ours.brand.id]: "reviewer" } });
});

test.each([
  ["an address that is none", { email: "bo", role: "analyst" }, "email"],
  ["a role that is none", { email: "bo@example.com", role: "king" }, "role"],
  ["a narrowing to nothing", { email: "bo@example.com", role: "analyst", narrowed: true }, "brands"],
  [
    "an owner of one brand",
    { email: "bo@example.com", role: "owner", brands: [{ brandId: randomUUID(), role: "admin" }] },
    "brands",
  ],
])("%s is refused by field, and nobody is invited", async (_, asked, field) => {
  const before = await listOpenInvitations(database.db, ours.workspace.id);
  const failure = await invite(database.db, owner, asked, linkTo).then(
    () => expect.unreachable(),
    (error: { issues?: { path: PropertyKey[] }[] }) => error,
  );
  expect(failure.issues?.[0]?.path[0]).toBe(field);
  expect(await listOpenInvitations(database.db, ours.workspace.id)).toEqual(before);
});

test("another workspace's brand cannot be opened to anybody", async () => {
  const brands = [{ brandId: theirs.brand.id, role: "analyst" }];
  expect(await codeOf(inviteTo(address(), { role: "analyst", narrowed: true, brands }))).toBe("brand-unknown");
});

test("another workspace's invitation is not found", async () => {
  const id = await inviteTo(address());
  const stranger = await doerOf(database.db, theirs.workspace.id, theirs.reviewer.id);
  await expect(revokeInvitation(database.db, stranger, id)).rejects.toBeInstanceOf(NotFound);
  await expect(resendInvitation(database.db, stranger, id, linkTo)).rejects.toBeInstanceOf(NotFound);
});

test("an admin invites, but no owner; a strategist invites nobody", async () => {
  const admin = await addMember(database.db, ours.workspace.id, "admin");
  await inviteTo(address(), { role: "admin" }, admin);
  await expect(inviteTo(address(), { role: "owner" }, admin)).rejects.toBeInstanceOf(Forbidden);
  const strategist = await addMember(database.db, ours.workspace.id, "strategist");
  await expect(inviteTo(address(), { role: "analyst" }, strategist)).rejects.toBeInstanceOf(Forbidden);
});

test("what somebody had handed out dies with their right to hand it out", async () => {
  const admin = await addMember(database.db, ours.workspace.id, "admin");
  const [first, second] = [address(), address()];
  await inviteTo(first, { role: "admin" }, admin);
  const token = await tokenFor(first);
  await changeAccess(database.db, owner, admin.userId, { role: "analyst" });
  expect(await codeOf(acceptInvitation(database.db, token, somebody, from))).toBe("invitation-revoked");
  // A page that was loaded before the change gives nothing back.
  await expect(inviteTo(second, { role: "analyst" }, admin)).rejects.toBeInstanceOf(Forbidden);
  await removeMember(database.db, owner, admin.userId);
  await expect(inviteTo(second, { role: "analyst" }, admin)).rejects.toBeInstanceOf(NotFound);
});

test("a member is not invited again", async () => {
  const member = await addMember(database.db, ours.workspace.id, "analyst");
  expect(await codeOf(inviteTo(member.email))).toBe("already-member");
});

test("nobody mails the whole town: the invitations of an hour are counted", async () => {
  const busy = await castOf(database.db, "busy");
  const as = await doerOf(database.db, busy.workspace.id, busy.reviewer.id);
  const id = await inviteTo(address(), { role: "analyst" }, as);
  const codes: (string | undefined)[] = [];
  for (let n = 0; n < 61; n++) codes.push(await codeOf(resendInvitation(database.db, as, id, linkTo)));
  expect(codes.filter((code) => code === "accepted")).toHaveLength(59);
  expect(codes.at(-1)).toBe("too-many-invitations");
});
