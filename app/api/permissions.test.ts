import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { scopes } from "#studio/api-keys/scopes.ts";
import { addMember } from "#studio/members/members.fixture.ts";
import { can, roles } from "#studio/members/permissions.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { openTestApi, type TestApi } from "./api.fixture.ts";
import { operations } from "./index.ts";
import type { Operation } from "./operation.ts";

let api: TestApi;
let stranger: Cast;
beforeAll(async () => {
  api = await openTestApi();
  stranger = await castOf(api.db, "stranger");
});
afterAll(() => api.close());
afterEach(() => expect(api.faults.splice(0)).toEqual([]));

const onBrands = operations.filter(({ verb }) => verb !== undefined);

/** An operation's address with ids that nobody has, on a brand. */
function at({ path }: Operation, brandId: string, ids: Record<string, string> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name) => (name === "brandId" ? brandId : (ids[name] ?? randomUUID())));
}
const ask = (operation: Operation, where: string, key: string, body = operation.example) =>
  api.ask(operation.method, where, { key, ...(operation.body ? { body } : {}) });

test("a key without the operation's scope is told which one it lacks, and with that scope alone goes on", async () => {
  for (const operation of operations) {
    const { id, scope } = operation;
    if (!scope) continue;
    const others = scopes.filter((each) => each !== scope);
    const without = await api.makeKey(api.cast, { scopes: others });
    const refused = await ask(operation, at(operation, api.cast.brand.id), without);
    expect([id, refused.status, refused.body.code]).toEqual([id, 403, "scope-missing"]);
    expect(refused.headers.get("www-authenticate")).toContain(`scope="${scope}"`);
    const alone = await api.makeKey(api.cast, { scopes: [scope] });
    expect([id, (await ask(operation, at(operation, api.cast.brand.id), alone)).status]).not.toEqual([id, 403]);
    // Fifty keys are the most; these two have served.
    await api.db.deleteFrom("apiKeys").where("name", "=", "Test").where("lastUsedAt", "is not", null).execute();
  }
});

describe.each(roles)("a key of somebody who is %s", (role) => {
  test("may on a brand what the permission table says, and nothing more", async () => {
    const { userId, member } = await addMember(api.db, api.cast.workspace.id, role);
    const key = await api.makeKey(api.cast, { holder: userId });
    const brandId = api.cast.brand.id;
    for (const operation of onBrands) {
      const { id, verb } = operation;
      const { status, body } = await ask(operation, at(operation, brandId), key);
      const refused = status === 403 && body.code === "not-allowed";
      expect([id, refused]).toEqual([id, !can(member, verb!, brandId)]);
    }
  });
});

test("a brand of another workspace, and one that is closed to the key, are not there for any operation", async () => {
  const other = await api.db
    .insertInto("brands")
    .values({ workspaceId: api.cast.workspace.id, slug: randomUUID(), name: "Lykke" })
    .returning("id")
    .executeTakeFirstOrThrow();
  const everywhere = await api.makeKey(api.cast);
  const narrowed = await api.makeKey(api.cast, { brandIds: [other.id] });
  for (const operation of onBrands) {
    const { id } = operation;
    for (const [brandId, key] of [
      [stranger.brand.id, everywhere],
      [api.cast.brand.id, narrowed],
    ] as const) {
      const { status, body } = await ask(operation, at(operation, brandId), key);
      expect([id, status, body.errors[0].field]).toEqual([id, 404, "/path/brandId"]);
    }
  }
  const { body } = await api.ask("GET", "/brands", { key: narrowed });
  expect(body.data.map((brand: { id: string }) => brand.id)).toEqual([other.id]);
});

test("ids of another workspace's rows are not found below one's own brand, in the address or in the body", async () => {
  const { video, variant } = await addVideo(api.db, stranger, 1);
  const post = await api.db
    .insertInto("posts")
    .values({
      ...{ brandId: stranger.brand.id, videoId: video.id, variantId: variant.id, connectionId: stranger.connection.id },
      ...{ scheduledAt: new Date(), zone: "Etc/UTC", caption: "", disclosure: "{}", sha256: video.sha256 },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  const theirs: Record<string, string> = {
    ...{ productId: stranger.product.id, personaId: stranger.persona.id, briefId: stranger.brief.id },
    ...{ variantId: variant.id, videoId: video.id, postId: post.id },
  };
  const before = await countRows();
  const key = await api.makeKey(api.cast);
  for (const operation of onBrands) {
    const named = [...operation.path.matchAll(/\{(\w+)\}/g)]
      .map(([, name]) => name ?? "")
      .filter((name) => theirs[name]);
    if (named.length === 0) continue;
    const { status } = await ask(operation, at(operation, api.cast.brand.id, theirs), key);
    // A change of a brief is first told of the ids in its example.
    expect([operation.id, status]).toEqual([operation.id, operation.id === "updateBrief" ? expect.any(Number) : 404]);
    expect([operation.id, status < 400]).toEqual([operation.id, false]);
  }
  const brief = operations.find(({ id }) => id === "createBrief")?.example as object;
  const draft = { ...brief, productId: stranger.product.id, personaIds: [stranger.persona.id] };
  expect((await api.ask("POST", `${api.brand}/briefs`, { key, body: draft })).status).toBe(422);
  const cursor = Buffer.from(`videos ${video.id}`).toString("base64url");
  expect((await api.ask("GET", `${api.brand}/videos?cursor=${cursor}`, { key })).body.data).toEqual([]);
  expect(await countRows()).toEqual(before);
});

async function countRows() {
  const { rows } = await api.database.pool.query(
    "select (select count(*)::int from decisions) as decisions, (select count(*)::int from products) as products, (select count(*)::int from posts) as posts, (select count(*)::int from brief_launches) as launches, (select count(*)::int from audit_entries where act not like 'key.%') as acts",
  );
  return rows[0];
}
