import type { ActionFunction, AppLoadContext, LoaderFunction, ServerBuild } from "@remix-run/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAccounts } from "#server/accounts.ts";
import { addMember } from "#studio/members/members.fixture.ts";
import { loadApp } from "#tests/harness/app.ts";
import { castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";

/** What anybody may open. Every other route asks who is there, in its loader and in its action. */
const open =
  /^(root|routes\/(\$|sign-in|sign-in_\.code|reset\..*|verify|api|invitations\.\$token|l\.\$code|showcase[.-].*))$/;
const origin = "http://127.0.0.1:4399";

type Route = { id: string; path: string; loader: LoaderFunction | undefined; action: ActionFunction | undefined };

let database: TestDatabase;
let context: AppLoadContext;
let routes: Route[];
let brand: string;
let brandId: string;
let workspaceId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const cast = await castOf(database.db);
  brand = cast.brand.slug;
  brandId = cast.brand.id;
  workspaceId = cast.workspace.id;
  const accounts = createAccounts({ db: database.db, secret: "a".repeat(64), publicUrl: origin });
  // Nothing else is there to be reached: a route that goes past the guard breaks instead of answering.
  context = { accounts, everywhere: database.db, within: database.within } as AppLoadContext;
  const build = await loadApp();
  routes = Object.values(build.routes)
    .filter((route) => route !== undefined)
    .map(({ id, module }) => ({ id, path: pathOf(build, id), loader: module.loader, action: module.action }));
}, 120_000);
afterAll(async () => {
  await database.drop();
});

describe("without a session", () => {
  test("the routes were found, and the open ones are the few that are meant", () => {
    expect(routes.length).toBeGreaterThan(30);
    expect(routes.filter(({ id }) => open.test(id)).map(({ id }) => id)).toContain("routes/sign-in");
    expect(routes.filter(({ id }) => open.test(id)).every(({ path }) => !path.startsWith("/b/"))).toBe(true);
  });

  test("every other page leads to sign-in and back", async () => {
    for (const { id, path, loader } of closed()) {
      if (!loader) continue;
      const answer = await answerOf(loader, new Request(origin + path));
      expect([id, answer.status]).toEqual([id, 302]);
      const to = new URL(answer.headers.get("location") ?? "", origin);
      expect([id, to.pathname]).toEqual([id, "/sign-in"]);
      if (path !== "/" && !path.startsWith("/sign-")) expect([id, to.searchParams.get("to")]).toEqual([id, path]);
    }
  });

  test("every other action leads to sign-in before it reads what it was sent", async () => {
    for (const { id, path, action } of closed()) {
      if (!action || id === "routes/sign-out") continue;
      const request = new Request(origin + path, { method: "POST", body: new URLSearchParams({ intent: "archive" }) });
      const answer = await answerOf(action, request);
      expect([id, answer.status, new URL(answer.headers.get("location") ?? "", origin).pathname]).toEqual([
        id,
        302,
        "/sign-in",
      ]);
      expect([id, request.bodyUsed]).toEqual([id, false]);
    }
  });

  test("a route below a brand cannot be without a guard of its own", () => {
    const bare = closed().filter(({ loader, action }) => !loader && !action);
    expect(bare.map(({ id }) => id).filter((id) => !layoutsOnly.has(id))).toEqual([]);
  });
});

/** What somebody may send who only reads results, and what no role is needed for: their own name, security and place. */
const ownBusiness = [
  "routes/_studio.settings._index",
  "routes/_studio.settings.members_.$userId",
  "routes/_studio.settings.security",
  "routes/b.$brand.results_.reading",
];
/** Pages with a form that they may not send, and pages about others. */
const notTheirs = [
  "routes/_studio.brands.new",
  "routes/_studio.settings.activity",
  "routes/_studio.settings.activity_.$runId",
  "routes/_studio.settings.api-keys",
  "routes/_studio.settings.audit",
  "routes/_studio.settings.members",
  "routes/_studio.settings.members_.$userId",
  "routes/_studio.settings.outbox",
  "routes/_studio.settings.webhooks",
  "routes/_studio.settings.webhooks_.$endpointId",
  "routes/_studio.settings.webhooks_.$endpointId_.$deliveryId",
  "routes/_studio.settings.webhooks_.$endpointId_.edit",
  "routes/_studio.settings.webhooks_.new",
  "routes/_studio.settings.workspace",
  "routes/b.$brand.briefs.$briefId.edit",
  "routes/b.$brand.briefs.import",
  "routes/b.$brand.briefs.new",
  "routes/b.$brand.personas.$personaId.edit",
  "routes/b.$brand.personas.cast",
  "routes/b.$brand.personas.new",
  "routes/b.$brand.products.from-link",
  "routes/b.$brand.products.import",
  "routes/b.$brand.products.new",
  "routes/settings.audit[.]csv",
];

describe("as an analyst of this brand alone", () => {
  const statusOf = (run: LoaderFunction | ActionFunction, request: Request, as: AppLoadContext) =>
    answerOf(run, request, as).then(
      ({ status }) => status,
      // Past the guard there is nothing in this test's house, so whatever gets there breaks.
      () => "through",
    );

  test("every form but their own business is refused, before it is read", async () => {
    const as = await signedIn("analyst");
    const through: string[] = [];
    for (const { id, path, action } of closed()) {
      if (!action || id === "routes/sign-out") continue;
      for (const method of ["POST", "DELETE"]) {
        const request = new Request(origin + path, { method, body: new URLSearchParams({ intent: "none" }) });
        if ((await statusOf(action, request, as)) !== 403 && !through.includes(id)) through.push(id);
      }
    }
    expect(through.sort()).toEqual(ownBusiness);
  });

  test("pages that are not theirs say so, and every other one opens", async () => {
    const as = await signedIn("analyst");
    const refused: string[] = [];
    for (const { id, path, loader } of closed()) {
      if (loader && (await statusOf(loader, new Request(origin + path), as)) === 403) refused.push(id);
    }
    expect(refused.sort()).toEqual(notTheirs);
  });
});

test("an owner is refused nothing", async () => {
  const as = await signedIn("owner");
  for (const { id, path, action, loader } of closed()) {
    if (loader) {
      const answer = await answerOf(loader, new Request(origin + path), as).catch(() => new Response(null));
      expect([id, answer.status]).not.toEqual([id, 403]);
    }
    if (!action || id === "routes/sign-out") continue;
    const request = new Request(origin + path, { method: "POST", body: new URLSearchParams({ intent: "none" }) });
    const answer = await answerOf(action, request, as).catch(() => new Response(null));
    expect([id, answer.status]).not.toEqual([id, 403]);
  }
});

/** The house with somebody in it: an owner of the workspace, or an analyst whom only this brand is open to. */
async function signedIn(role: "owner" | "analyst"): Promise<AppLoadContext> {
  const narrowing = role === "analyst" ? { brands: { [brandId]: role } as const } : {};
  const { userId: id, email } = await addMember(database.db, workspaceId, role, narrowing);
  const session = { sessionId: "s", user: { id, name: "Maja", email, emailVerified: true, twoFactorEnabled: false } };
  return { ...context, accounts: { ...context.accounts, findSession: async () => session } } as AppLoadContext;
}

/** Pages that load nothing themselves and show only what a guarded child loads. */
const layoutsOnly = new Set(["routes/b.$brand.review"]);

const closed = () => routes.filter(({ id }) => !open.test(id));

async function answerOf(
  run: LoaderFunction | ActionFunction,
  request: Request,
  as: AppLoadContext = context,
): Promise<Response> {
  const params = { brand, "*": "x" };
  try {
    const answer: unknown = await run({ request, params, context: as });
    return answer instanceof Response ? answer : new Response(null, { status: 200 });
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
}

function pathOf(build: ServerBuild, id: string): string {
  const parts: string[] = [];
  for (let route = build.routes[id]; route; route = route.parentId ? build.routes[route.parentId] : undefined) {
    if (route.path) parts.unshift(route.path);
  }
  const pattern = parts.join("/").replace(":brand", brand);
  return `/${pattern.replace(/:\w+/g, "01a204ee-e641-7e42-8e43-7bbfdefe6b68").replace("*", "x")}`;
}
