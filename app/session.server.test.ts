import { randomUUID } from "node:crypto";
import type { AppLoadContext } from "@remix-run/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "#studio/members/members.fixture.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { lastWorkspaceCookie } from "./last-brand.server.ts";
import { requireBrand, requireUser } from "./session.server.ts";

const origin = "http://127.0.0.1:4399";
let database: TestDatabase;
let ours: Cast;
let theirs: Cast;

beforeAll(async () => {
  database = await createTestDatabase();
  ours = await castOf(database.db, "ours");
  theirs = await castOf(database.db, "theirs");
});
afterAll(() => database.drop());

/** What the server hands to a loader, with `userId` signed in or nobody. */
function contextOf(userId: string | undefined): AppLoadContext {
  const findSession = async () => userId && { user: { id: userId, name: "Rune", email: "rune@nordlys.test" } };
  return { everywhere: database.db, within: database.within, accounts: { findSession } } as unknown as AppLoadContext;
}

const thrownBy = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (thrown: Response) => thrown,
  );

test("whoever is signed in gets their workspace, their brands, and the brand of the address", async () => {
  const request = new Request(`${origin}/b/${ours.brand.slug}/today`);
  const asked = { request, context: contextOf(ours.reviewer.id), params: { brand: ours.brand.slug } };
  const { workspace, brand, brands } = await requireBrand(asked);
  expect(workspace.id).toBe(ours.workspace.id);
  expect(brand).toMatchObject({ id: ours.brand.id, zone: "Europe/Oslo", workspaceId: ours.workspace.id });
  expect(brands.map(({ id }) => id)).toEqual([ours.brand.id]);
});

test.each([
  ["another workspace’s brand", () => theirs.brand.slug],
  ["a brand that nobody has", () => `nobody-${randomUUID()}`],
])("%s is a 404, the one like the other", async (_, slug) => {
  const request = new Request(`${origin}/b/${slug()}/today`);
  const asked = { request, context: contextOf(ours.reviewer.id), params: { brand: slug() } };
  const answer = await thrownBy(requireBrand(asked));
  expect([answer.status, await answer.text()]).toEqual([404, "There is no brand at this address."]);
});

test("an archived brand is not opened any more", async () => {
  const past = await castOf(database.db, "past");
  await database.db.updateTable("brands").set({ archivedAt: new Date() }).where("id", "=", past.brand.id).execute();
  const request = new Request(`${origin}/b/${past.brand.slug}/today`);
  const asked = { request, context: contextOf(past.reviewer.id), params: { brand: past.brand.slug } };
  expect((await thrownBy(requireBrand(asked))).status).toBe(404);
});

test("a person without a workspace is told so instead of being sent round in circles", async () => {
  const asked = { request: new Request(origin), context: contextOf(randomUUID()) };
  expect((await thrownBy(requireUser(asked))).status).toBe(403);
});

test("a form sent after the session ran out leads back to the page it was on", async () => {
  const page = `${origin}/b/${ours.brand.slug}/review`;
  const sent = (referer: string) =>
    new Request(`${page}/approval`, { method: "POST", headers: { referer, host: "127.0.0.1:4399" } });
  const to = async (referer: string) =>
    (await thrownBy(requireUser({ request: sent(referer), context: contextOf(undefined) }))).headers.get("location");
  expect(await to(page)).toBe(`/sign-in?to=${encodeURIComponent(`/b/${ours.brand.slug}/review`)}`);
  expect(await to("https://evil.test/b/nordlys")).toBe("/sign-in");
});

test("somebody narrowed to a brand sees that one alone, and nothing of the workspace around it", async () => {
  const { db } = database;
  const wide = await castOf(db, "wide");
  const closed = await db
    .insertInto("brands")
    .values({ workspaceId: wide.workspace.id, slug: "closed", name: "Closed", zone: "Etc/UTC" })
    .returningAll()
    .executeTakeFirstOrThrow();
  const { userId } = await addMember(db, wide.workspace.id, "strategist", { brands: { [wide.brand.id]: "reviewer" } });
  const ask = (slug: string) => ({ request: new Request(origin), context: contextOf(userId), params: { brand: slug } });
  const { brands, may, role } = await requireBrand(ask(wide.brand.slug), "video.approve");
  expect(brands.map(({ id }) => id)).toEqual([wide.brand.id]);
  expect(role).toBe("reviewer");
  expect(may).not.toContain("brief.launch");
  expect((await thrownBy(requireBrand(ask(closed.slug)))).status).toBe(404);
  expect((await thrownBy(requireBrand(ask(wide.brand.slug), "brief.launch"))).status).toBe(403);
  expect((await thrownBy(requireUser(ask(""), "brand.create"))).status).toBe(403);
});

test("of somebody in several workspaces, the address decides for a brand, and the last one worked in for the rest", async () => {
  const { db } = database;
  const [first, second] = [await castOf(db, "first"), await castOf(db, "second")];
  const { userId } = await addMember(db, first.workspace.id, "analyst");
  await db.insertInto("members").values({ workspaceId: second.workspace.id, userId, role: "admin" }).execute();
  const asked = (cookie = "") => ({
    request: new Request(origin, { headers: { cookie } }),
    context: contextOf(userId),
  });
  expect((await requireUser(asked())).workspace.id).toBe(first.workspace.id);
  const cookie = (id: string) => lastWorkspaceCookie.serialize(id).then((header) => header.split(";")[0] ?? "");
  expect((await requireUser(asked(await cookie(second.workspace.id)))).role).toBe("admin");
  const elsewhere = await requireBrand({ ...asked(), params: { brand: second.brand.slug } }, "brief.launch");
  expect(elsewhere.workspace.id).toBe(second.workspace.id);
  // The cookie is a wish: a workspace that is not theirs is not opened by it.
  expect((await requireUser(asked(await cookie(theirs.workspace.id)))).workspace.id).toBe(first.workspace.id);
});
