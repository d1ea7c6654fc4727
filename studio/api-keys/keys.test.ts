import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listApiKeys } from "#db/queries/api-keys.ts";
import { listAuditEntries } from "#db/queries/audit.ts";
import { deleteMember } from "#db/queries/members.ts";
import { inTransaction } from "#db/transaction.ts";
import { approve } from "#studio/reviews/decision.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { addMember, doerOf } from "../members/members.fixture.ts";
import { brandVerbs, can } from "../members/permissions.ts";
import { admitKey } from "./admit.ts";
import { createKey, type KeyInput, revokeKey } from "./keys.ts";
import { opens, scopes } from "./scopes.ts";
import { hashSecret, isSecret, makeSecret } from "./secret.ts";

let database: TestDatabase;
let cast: Cast;
beforeAll(async () => {
  database = await createTestDatabase();
  cast = await castOf(database.db);
});
afterAll(() => database.drop());

const from = { address: "192.0.2.9", userAgent: "curl/8" };
const wanted: KeyInput = { name: "Shop sync", scopes: ["products:write", "brands:read"], brandIds: null, days: 30 };

type Holder = Parameters<typeof createKey>[2];
const owner = () => doerOf(database.db, cast.workspace.id, cast.reviewer.id);
async function makeKey(input: Partial<KeyInput> = {}, holder?: Holder, now?: Date) {
  const doer = await owner();
  const actsFor = holder ?? { ...doer.member, userId: cast.reviewer.id };
  return createKey(database.within(cast.workspace.id), doer, actsFor, { ...wanted, ...input }, now);
}
const admit = (secret: string) => admitKey(database.db, secret, from);

describe("a secret", () => {
  test("begins as scanners know it, carries its own check, and no two are alike", () => {
    const made = Array.from({ length: 500 }, makeSecret);
    expect(new Set(made).size).toBe(500);
    expect(made.every((secret) => /^troupe_[0-9A-Za-z]{38}$/.test(secret) && isSecret(secret))).toBe(true);
  });

  test("with a slip of the finger is none", () => {
    const secret = makeSecret();
    for (let at = 7; at < secret.length; at += 1) {
      const other = secret[at] === "a" ? "b" : "a";
      expect(isSecret(`${secret.slice(0, at)}${other}${secret.slice(at + 1)}`), `letter ${at}`).toBe(false);
    }
    expect(["", "troupe_", `${secret}a`, ` ${secret}`, secret.toUpperCase()].filter(isSecret)).toEqual([]);
  });
});

describe("a key", () => {
  test("is in the database as a hash and its first letters, and lets in with what it was given", async () => {
    const { key, secret } = await makeKey();
    const { rows } = await database.pool.query("select * from api_keys where id = $1", [key.id]);
    expect(JSON.stringify(rows)).not.toContain(secret.slice(11));
    expect(rows[0]).toMatchObject({ secret_hash: hashSecret(secret), start: secret.slice(0, 11) });
    const admitted = await admit(secret);
    expect(admitted).toMatchObject({ key: { id: key.id }, workspace: { id: cast.workspace.id } });
    expect([...(admitted?.scopes ?? [])]).toEqual(["brands:read", "products:write"]);
    const { by } = admitted!.doer;
    expect(by).toMatchObject({ kind: "api-key", id: key.id, name: "Shop sync", actsFor: cast.reviewer.id, ...from });
    expect((await listApiKeys(database.db, cast.workspace.id))[0]).toMatchObject({
      lastUsedAt: expect.any(Date),
      lastUsedFrom: "192.0.2.9",
      holder: "Rune",
      gone: false,
    });
  });

  test("lets nobody in once it is revoked or over; a made-up one never did", async () => {
    const { key, secret } = await makeKey();
    await revokeKey(database.within(cast.workspace.id), await owner(), key.id);
    expect(await admit(secret)).toBeUndefined();
    const old = await makeKey({ days: 1 }, undefined, new Date(Date.now() - 86_400_001));
    expect(await admit(old.secret)).toBeUndefined();
    expect(await admit(makeSecret())).toBeUndefined();
    expect(await admit("troupe_")).toBeUndefined();
  });

  test("may what its member may at the time, and nothing once they left", async () => {
    const helper = await addMember(database.db, cast.workspace.id, "strategist");
    const { secret } = await makeKey({}, { ...helper.member, userId: helper.userId });
    const mayEdit = async () => {
      const admitted = await admit(secret);
      return admitted && can(admitted.doer.member, "product.edit", cast.brand.id);
    };
    expect(await mayEdit()).toBe(true);
    await database.db.updateTable("members").set({ role: "analyst" }).where("userId", "=", helper.userId).execute();
    expect(await mayEdit()).toBe(false);
    await inTransaction(database.db, (trx) => deleteMember(trx, cast.workspace.id, helper.userId));
    expect(await mayEdit()).toBeUndefined();
    expect((await listApiKeys(database.db, cast.workspace.id))[0]).toMatchObject({ gone: true, holder: "Maja" });
  });

  test("narrowed to a brand opens that one alone, also as an owner's", async () => {
    const other = await database.db
      .insertInto("brands")
      .values({ workspaceId: cast.workspace.id, slug: randomUUID(), name: "Lykke" })
      .returning("id")
      .executeTakeFirstOrThrow();
    const { secret } = await makeKey({ brandIds: [other.id] });
    const member = (await admit(secret))!.doer.member;
    expect(brandVerbs.filter((verb) => can(member, verb, other.id))).toEqual(brandVerbs);
    expect(brandVerbs.filter((verb) => can(member, verb, cast.brand.id))).toEqual([]);
    expect(can(member, "workspace.read")).toBe(false);
  });

  test("is not made for a brand that is closed to its member, or of another workspace", async () => {
    const stranger = await castOf(database.db);
    const narrow = await addMember(database.db, cast.workspace.id, "admin", { brands: {} });
    const holder = { ...narrow.member, userId: narrow.userId };
    await expect(makeKey({ brandIds: [cast.brand.id] }, holder)).rejects.toMatchObject({ code: "brand-unknown" });
    await expect(makeKey({ brandIds: [stranger.brand.id] })).rejects.toMatchObject({ code: "brand-unknown" });
  });

  test("is made and revoked by those who may, and both are written down once", async () => {
    const { db } = database;
    const analyst = await addMember(db, cast.workspace.id, "analyst");
    const holder = { ...analyst.member, userId: analyst.userId };
    await expect(createKey(db, analyst, holder, wanted)).rejects.toMatchObject({ name: "Forbidden" });
    const { key } = await makeKey();
    await expect(revokeKey(db, analyst, key.id)).rejects.toMatchObject({ name: "Forbidden" });
    await revokeKey(db, await owner(), key.id);
    await revokeKey(db, await owner(), key.id);
    const acts = await listAuditEntries(db, cast.workspace.id, { subjectId: key.id }, { limit: 9 });
    expect(acts.map(({ act, subjectName }) => `${act} ${subjectName}`)).toEqual([
      "key.revoked Shop sync",
      "key.created Shop sync",
    ]);
    expect(JSON.stringify(acts)).not.toContain("troupe_");
  });

  test("of another workspace is not found", async () => {
    const stranger = await castOf(database.db);
    const { key } = await makeKey();
    const theirs = await doerOf(database.db, stranger.workspace.id, stranger.reviewer.id);
    await expect(revokeKey(database.db, theirs, key.id)).rejects.toMatchObject({ name: "NotFound" });
    expect(await listApiKeys(database.within(stranger.workspace.id), cast.workspace.id)).toEqual([]);
  });

  test.each([
    ["no name", { name: " " }],
    ["nothing allowed", { scopes: [] }],
    ["an unknown scope", { scopes: ["products:burn"] as unknown as KeyInput["scopes"] }],
    ["no brand at all", { brandIds: [] }],
    ["no day", { days: 0 }],
    ["a century", { days: 36_500 }],
  ])("with %s is refused, and nothing is kept", async (_name, input) => {
    const before = await listApiKeys(database.db, cast.workspace.id);
    await expect(makeKey(input)).rejects.toThrow();
    expect(await listApiKeys(database.db, cast.workspace.id)).toHaveLength(before.length);
  });

  test("is one of fifty at most, those that are over not counted", async () => {
    const fresh = await castOf(database.db);
    const doer = await doerOf(database.db, fresh.workspace.id, fresh.reviewer.id);
    const holder = { ...doer.member, userId: fresh.reviewer.id };
    const make = (now?: Date) => createKey(database.db, doer, holder, { ...wanted, days: 1 }, now);
    await make(new Date(Date.now() - 2 * 86_400_000));
    for (let n = 0; n < 50; n += 1) await make();
    await expect(make()).rejects.toMatchObject({ code: "too-many-keys" });
  });
});

test("every verb that is done to a brand's work is opened by some scope, and reading scopes change nothing", () => {
  const closed = brandVerbs.filter((verb) => !scopes.some((scope) => opens(scope, verb)));
  expect(closed).toEqual([
    ...["brand.archive", "kit.import", "claim.edit", "playground.run", "post.publish", "channel.connect"],
  ]);
  const readers = scopes.filter((scope) => scope.endsWith(":read"));
  const opened = new Set(readers.flatMap((scope) => brandVerbs.filter((verb) => opens(scope, verb))));
  expect([...opened]).toEqual(["brand.read", "results.read"]);
});

test("who wrote a brief does not approve its videos with a key of their own", async () => {
  const { db } = database;
  await addMember(db, cast.workspace.id, "reviewer");
  const { video } = await addVideo(db, cast, 60);
  const { secret } = await makeKey({ scopes: ["reviews:write"] });
  const { by } = (await admit(secret))!.doer;
  await expect(approve(db, cast.brand.id, by, video.id, video.sha256)).rejects.toMatchObject({ code: "own-work" });
});
