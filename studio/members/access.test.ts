import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Forbidden, NotFound } from "#config/errors.ts";
import { changeSelfApproval, getMember, listMembers } from "#db/queries/members.ts";
import { cliActor } from "#studio/audit/actor.ts";
import { approve } from "#studio/reviews/decision.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { changeAccess, memberOf, removeMember } from "./access.ts";
import { addMember, doerOf } from "./members.fixture.ts";
import { can, type Doer, operatorOf } from "./permissions.ts";

let database: TestDatabase;
let ours: Cast;
let theirs: Cast;
let owner: Doer;
beforeAll(async () => {
  database = await createTestDatabase();
  theirs = await castOf(database.db, "theirs");
});
beforeEach(async () => {
  ours = await castOf(database.db, "ours");
  owner = await doerOf(database.db, ours.workspace.id, ours.reviewer.id);
});
afterAll(() => database.drop());

const change = (userId: string, asked: unknown, as = owner) => changeAccess(database.db, as, userId, asked);
const roleOf = async (userId: string) => (await getMember(database.db, ours.workspace.id, userId)).role;
const add = (role: Parameters<typeof addMember>[2], name = "Maja") =>
  addMember(database.db, ours.workspace.id, role, { name });

test("a member gets another role and loses what the old one gave", async () => {
  const maja = await add("admin");
  const after = await change(maja.userId, { role: "publisher" });
  const member = memberOf(ours.workspace.id, after);
  expect(can(member, "post.schedule", ours.brand.id)).toBe(true);
  expect(can(member, "member.invite")).toBe(false);
});

test("a member is narrowed to a brand, and opened to all again", async () => {
  const maja = await add("strategist");
  const narrowed = await change(maja.userId, {
    role: "strategist",
    narrowed: true,
    brands: [{ brandId: ours.brand.id, role: "analyst" }],
  });
  expect(narrowed).toMatchObject({ narrowed: true, brandRoles: { [ours.brand.id]: "analyst" } });
  expect(can(memberOf(ours.workspace.id, narrowed), "brief.launch", ours.brand.id)).toBe(false);
  expect(await change(maja.userId, { role: "strategist" })).toMatchObject({ narrowed: false, brandRoles: {} });
});

test("the last owner cannot be demoted, removed, or leave", async () => {
  const refusal = { code: "last-owner" };
  await expect(change(ours.reviewer.id, { role: "admin" })).rejects.toMatchObject(refusal);
  await expect(removeMember(database.db, owner, ours.reviewer.id)).rejects.toMatchObject(refusal);
  const operator = { member: operatorOf(ours.workspace.id), by: cliActor(ours.workspace.id, "root") };
  await expect(removeMember(database.db, operator, ours.reviewer.id)).rejects.toMatchObject(refusal);
  expect(await roleOf(ours.reviewer.id)).toBe("owner");
});

test("two owners who remove each other at once leave one behind", async () => {
  const maja = await add("owner");
  const both = await Promise.allSettled([
    removeMember(database.db, owner, maja.userId),
    removeMember(database.db, maja, ours.reviewer.id),
  ]);
  expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await listMembers(database.db, ours.workspace.id)).map(({ role }) => role)).toEqual(["owner"]);
});

test("an admin changes everybody but owners, and makes none", async () => {
  const [admin, maja] = [await add("admin", "Adam"), await add("analyst")];
  await change(maja.userId, { role: "reviewer" }, admin);
  await expect(change(maja.userId, { role: "owner" }, admin)).rejects.toBeInstanceOf(Forbidden);
  await expect(change(ours.reviewer.id, { role: "analyst" }, admin)).rejects.toBeInstanceOf(Forbidden);
  await expect(removeMember(database.db, admin, ours.reviewer.id)).rejects.toBeInstanceOf(Forbidden);
  expect(await roleOf(maja.userId)).toBe("reviewer");
});

test("others change nothing, and everybody may leave", async () => {
  const [maja, rune] = [await add("strategist"), await add("analyst", "Rune")];
  await expect(change(rune.userId, { role: "analyst" }, maja)).rejects.toBeInstanceOf(Forbidden);
  await expect(removeMember(database.db, maja, rune.userId)).rejects.toBeInstanceOf(Forbidden);
  await removeMember(database.db, maja, maja.userId);
  await expect(roleOf(maja.userId)).rejects.toBeInstanceOf(NotFound);
});

test("another workspace's member is not found, and its brand opens to nobody here", async () => {
  await expect(change(theirs.reviewer.id, { role: "analyst" })).rejects.toBeInstanceOf(NotFound);
  await expect(removeMember(database.db, owner, theirs.reviewer.id)).rejects.toBeInstanceOf(NotFound);
  const maja = await add("analyst");
  const brands = [{ brandId: theirs.brand.id, role: "analyst" }];
  await expect(change(maja.userId, { role: "analyst", brands })).rejects.toMatchObject({ code: "brand-unknown" });
  // The database holds it, too, should a rule ever forget.
  await expect(
    database.db
      .insertInto("memberBrands")
      .values({ workspaceId: ours.workspace.id, userId: maja.userId, brandId: theirs.brand.id, role: "analyst" })
      .execute(),
  ).rejects.toMatchObject({ code: "23503" });
});

test("a workspace of one approves its own work, until somebody else could", async () => {
  const { video } = await addVideo(database.db, ours, 1);
  const next = await addVideo(database.db, ours, 2);
  await approve(database.db, ours.brand.id, actorOf(ours.reviewer.id), video.id, video.sha256);
  const maja = await add("reviewer");
  const again = () => approve(database.db, ours.brand.id, actorOf(ours.reviewer.id), next.video.id, next.video.sha256);
  await expect(again()).rejects.toMatchObject({
    code: "own-work",
    message: "This video comes of a brief of yours, so somebody else has to approve it: Maja.",
  });
  await approve(database.db, ours.brand.id, actorOf(maja.userId), next.video.id, next.video.sha256);
});

test("who cannot approve this brand's videos is nobody else", async () => {
  const { video } = await addVideo(database.db, ours, 3);
  await add("strategist");
  await addMember(database.db, ours.workspace.id, "reviewer", { brands: {} });
  await approve(database.db, ours.brand.id, actorOf(ours.reviewer.id), video.id, video.sha256);
});

test("the workspace may allow it always, or never", async () => {
  const [one, two] = [await addVideo(database.db, ours, 4), await addVideo(database.db, ours, 5)];
  await changeSelfApproval(database.db, ours.workspace.id, "never");
  const decide = ({ video }: typeof one) =>
    approve(database.db, ours.brand.id, actorOf(ours.reviewer.id), video.id, video.sha256);
  await expect(decide(one)).rejects.toMatchObject({ code: "own-work" });
  await add("reviewer");
  await changeSelfApproval(database.db, ours.workspace.id, "always");
  await decide(one);
  await decide(two);
});
