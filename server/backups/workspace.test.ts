import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openKeyring } from "#config/keyring.ts";
import { openSnapshot } from "#db/dump.ts";
import { findAuditHead, listAuditEntries } from "#db/queries/audit.ts";
import { listOwnedTables } from "#db/queries/workspace-rows.ts";
import { rawSql } from "#db/raw-sql.ts";
import { createDiskStore } from "#providers/storage/disk.ts";
import { machineChain } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { verifyChain } from "#studio/audit/verify.ts";
import { keepCredential } from "#studio/channels/credential.ts";
import { operatorOf } from "#studio/members/permissions.ts";
import { readArchive } from "#studio/workspaces/archive.ts";
import { eraseWorkspace } from "#studio/workspaces/erase.ts";
import { exportWorkspace } from "#studio/workspaces/export.ts";
import { pruneCache, pruneFiles } from "#studio/workspaces/prune.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { addPublishedPost } from "#tests/harness/published.ts";
import { createEmbeddedEngine } from "#workflows/embedded.ts";
import type { Engine } from "#workflows/engine/index.ts";

let database: TestDatabase;
let folder: string;
let engine: Engine;
let mine: Cast;
let theirs: Cast;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "troupe-workspace-"));
  const { pool, connectionString } = database;
  const silent = () => undefined;
  const logger = { info: silent, warn: silent, error: silent };
  engine = createEmbeddedEngine({ pool, connectionString, concurrency: 1, logger });
  await engine.prepare();
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  mine = await lived();
  theirs = await lived();
});

const store = () => createDiskStore(path.join(folder, "files"));
const eraser = () => ({
  db: database.db,
  files: store(),
  eraseRuns: (trx: Parameters<typeof rawSql>[0], tag: string) => engine.eraseOwned(tag, rawSql(trx)),
});

/** A workspace in which something happened: rows in every part of the flow, files, acts, sealed secrets, workflows. */
async function lived(): Promise<Cast> {
  const { db, pool } = database;
  const cast = await castOf(db);
  const { post } = await addPublishedPost(db, cast, new Date());
  const brandId = cast.brand.id;
  const bytes = randomBytes(500);
  const picture = `brands/${brandId}/products/${createHash("sha256").update(bytes).digest("hex").slice(0, 20)}.png`;
  await store().save(picture, { bytes });
  await db.updateTable("products").set({ picture }).where("brandId", "=", brandId).execute();
  const ring = await openKeyring({ secretsKey: undefined, dataDir: folder });
  await keepCredential({ db, keyring: ring }, brandId, cast.connection.id, { secret: "tok", expiresAt: null });
  await pool.query("insert into links (brand_id, code, post_id, target) values ($1, $2, $3, 't')", [
    brandId,
    randomUUID(),
    post.id,
  ]);
  await pool.query(
    "insert into ledger (brand_id, workspace_id, kind, provider, amount_micros, note) values ($1, $2, 'k', 'p', 1, 'n')",
    [brandId, cast.workspace.id],
  );
  await pool.query("insert into sessions (id, expires_at, token, user_id) values ($1, now(), $1, $2)", [
    randomUUID(),
    cast.reviewer.id,
  ]);
  await pool.query(
    "insert into outbox (event) values (jsonb_build_object('data', jsonb_build_object('workspaceId', $1::text)))",
    [cast.workspace.id],
  );
  await pool.query(
    "insert into invitations (workspace_id, email, role, token_hash, expires_at) values ($1, $2, 'analyst', $2, now())",
    [cast.workspace.id, `${randomUUID()}@example.com`],
  );
  await engine.send({ id: randomUUID(), name: "brief/launched", data: { workspaceId: cast.workspace.id, brandId } });
  await db.transaction().execute((trx) =>
    recordAct(trx, actorOf(cast.reviewer.id, cast.workspace.id), {
      act: "brief.launched",
      subject: { kind: "brief", id: cast.brief.id, name: cast.brief.name, brandId },
    }),
  );
  return cast;
}

/** Every table whose rows say whose they are, asked in another way than the code under test asks. */
async function tablesByCatalogue(): Promise<{ table: string; column: string }[]> {
  const { rows } = await database.pool.query<{ table: string; column: string }>(
    `select table_name as table, max(column_name) as column from information_schema.columns join information_schema.tables
       using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' and column_name in ('workspace_id', 'brand_id') group by 1`,
  );
  return rows;
}

async function countRows(cast: Cast): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { table, column } of await tablesByCatalogue()) {
    const owner = column === "workspace_id" ? cast.workspace.id : cast.brand.id;
    const { rows } = await database.pool.query(`select count(*)::int as n from ${table} where ${column} = $1`, [owner]);
    counts[table] = rows[0].n;
  }
  return counts;
}

test("every table that has a workspace's or a brand's column is exported and erased; the others are known one by one", async () => {
  const owned = (await listOwnedTables(database.db)).map(({ name }) => name);
  expect(owned.toSorted()).toEqual([...(await tablesByCatalogue()).map(({ table }) => table), "workspaces"].toSorted());
  const { rows } = await database.pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
       and table_name not like 'kysely%'`,
  );
  const others = rows.map(({ name }) => name).filter((name) => !owned.includes(name));
  // People and what is theirs go with the last workspace they are in; events in the outbox by what they carry; tries that
  // are counted run out by themselves. Whatever else appears here needs an owner's column, or a line in eraseWorkspace.
  const people = ["users", "sessions", "credentials", "verifications", "two_factors"];
  expect(others.toSorted()).toEqual([...people, "outbox", "throttles"].toSorted());
});

test("a workspace that is deleted is gone from every table, the file store and the engine; others keep all of theirs", async () => {
  const { workspace, brand } = mine;
  const before = await countRows(mine);
  expect(Object.values(before).filter((n) => n > 0).length).toBeGreaterThan(18);
  const othersBefore = await countRows(theirs);
  const head = await findAuditHead(database.db, workspace.id);
  const doer = { member: operatorOf(workspace.id), by: actorOf(null, workspace.id) };
  await expect(eraseWorkspace(eraser(), doer, "nordlys")).rejects.toMatchObject({ code: "name-wrong", field: "typed" });
  expect(await countRows(mine)).toEqual(before);

  expect(await eraseWorkspace(eraser(), doer, workspace.name)).toEqual({ files: 1 });
  expect(Object.values(await countRows(mine)).filter((n) => n > 0)).toEqual([]);
  expect(await countRows(theirs)).toEqual(othersBefore);
  const left = await database.pool.query(
    `select (select count(*) from workspaces where id = $1)::int as workspaces,
       (select count(*) from users where id = $2)::int as users, (select count(*) from sessions where user_id = $2)::int as sessions,
       (select count(*) from outbox where event::text like '%' || $1::text || '%')::int as outbox,
       (select count(*) from engine.events where payload::text like '%' || $1::text || '%')::int as events`,
    [workspace.id, mine.reviewer.id],
  );
  expect(left.rows).toEqual([{ workspaces: 0, users: 0, sessions: 0, outbox: 0, events: 0 }]);
  for await (const { key } of store().list()) expect(key).not.toContain(brand.id);
  const theirFiles = [];
  for await (const { key } of store().list(`brands/${theirs.brand.id}/`)) theirFiles.push(key);
  expect(theirFiles).toHaveLength(1);

  const [tombstone] = await listAuditEntries(database.db, machineChain, {}, { limit: 1 });
  expect(tombstone).toMatchObject({ act: "workspace.deleted", subjectId: workspace.id, subjectName: workspace.name });
  expect(tombstone?.before).toMatchObject({ audit: `${head?.entries}:${head?.hash}`, people: 1 });
  expect((await verifyChain(database.db, machineChain)).problems).toEqual([]);
  expect((await verifyChain(database.db, theirs.workspace.id)).problems).toEqual([]);
});

test("somebody who works in another workspace, too, keeps their account", async () => {
  const { workspace, reviewer } = mine;
  const membership = { workspaceId: theirs.workspace.id, userId: reviewer.id, role: "analyst" as const };
  await database.db.insertInto("members").values(membership).execute();
  const doer = { member: operatorOf(workspace.id), by: actorOf(null, workspace.id) };
  await eraseWorkspace(eraser(), doer, workspace.name);
  const { rows } = await database.pool.query("select count(*)::int as n from sessions where user_id = $1", [
    reviewer.id,
  ]);
  expect(rows).toEqual([{ n: 1 }]);
});

test("only an owner deletes a workspace", async () => {
  const member = { ...operatorOf(mine.workspace.id), userId: mine.reviewer.id, role: "admin" as const };
  const doer = { member, by: actorOf(mine.reviewer.id, mine.workspace.id) };
  await expect(eraseWorkspace(eraser(), doer, mine.workspace.name)).rejects.toMatchObject({ name: "Forbidden" });
});

test("an export holds every row and file of one workspace and nothing of another, and no secret", async () => {
  const file = path.join(folder, "export.tar");
  const { id, name } = mine.workspace;
  const manifest = await exportWorkspace({ db: database.db, files: store() }, { id, name }, file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const parts = new Map<string, string>();
  await readArchive(file, async (entry, source) => void parts.set(entry, await text(source)));
  expect(JSON.parse(parts.get("manifest.json") ?? "")).toEqual(manifest);
  const counts: Record<string, number> = { ...(await countRows(mine)), workspaces: 1, people: 1 };
  expect(Object.fromEntries(manifest.tables.map((table) => [table.name, table.rows]))).toEqual(counts);
  for (const { name: table, entry, rows } of manifest.tables) {
    expect(parts.get(entry)?.split("\n").length, table).toBe(rows + 1);
  }
  const all = [...parts.values()].join("\n");
  for (const stranger of [theirs.workspace.id, theirs.brand.id, theirs.reviewer.email])
    expect(all).not.toContain(stranger);
  const omitted = (table: string) => manifest.tables.find((each) => each.name === table)?.omitted;
  expect([omitted("connection_credentials"), omitted("invitations")]).toEqual([["sealed"], ["token_hash"]]);
  expect(all).not.toMatch(/"(sealed|token_hash)":/);
  const [product] = (parts.get("rows/products.jsonl") ?? "")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(product).toMatchObject({ id: mine.product.id, title: "Morning roast" });
  expect(manifest.files.map(({ key }) => key)).toEqual([product.picture]);
});

test("pruning removes what no row names and is older than a day, and nothing else", async () => {
  const files = store();
  const brand = mine.brand.id;
  const old = new Date(Date.now() - 2 * 86_400_000);
  const save = async (key: string, savedAt?: Date) => {
    await files.save(key, { bytes: randomBytes(10) });
    if (savedAt) await utimes(await files.localPath(key), savedAt, savedAt);
    return key;
  };
  const gone = [
    await save(`brands/${brand}/products/replaced.png`, old),
    await save(`brands/${brand}/kits/7/kit.yaml`, old),
    await save(`brands/${randomUUID()}/videos/v/1-a.mp4`, old),
  ];
  await database.pool.query(
    "insert into brand_kits (brand_id, version, kit, voice, folder, sha256) values ($1, 1, '{}', '', $2, '')",
    [brand, `brands/${brand}/kits/1`],
  );
  const kept = [
    await save(`brands/${brand}/products/new.png`),
    await save(`brands/${brand}/kits/1/kit.yaml`, old),
    await save(`brands/${brand}/briefs/unknown.bin`, old),
  ];
  for await (const { key } of files.list("brands/")) if (!gone.includes(key)) kept.push(key);
  expect(await pruneFiles(database.db, files)).toMatchObject({ files: gone.length, bytes: 30 });
  const left: string[] = [];
  for await (const { key } of files.list("brands/")) left.push(key);
  expect(left.toSorted()).toEqual([...new Set(kept)].toSorted());
});

test("pruning waits for a backup that is being taken", async () => {
  const snapshot = await openSnapshot(database.connectionString);
  let pruned = false;
  const pruning = pruneFiles(database.db, store()).then(() => {
    pruned = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(pruned).toBe(false);
  await snapshot.end();
  await pruning;
  expect(pruned).toBe(true);
});

test("shots of long ago are removed from the cache, and a cache that is not there is empty", async () => {
  const cache = await mkdtemp(path.join(folder, "shots-"));
  for (const [name, days] of [
    ["old.mp4", 31],
    ["young.mp4", 29],
  ] as const) {
    await writeFile(path.join(cache, name), "shot");
    const at = new Date(Date.now() - days * 86_400_000);
    await utimes(path.join(cache, name), at, at);
  }
  expect(await pruneCache(cache, 30)).toEqual({ files: 1, bytes: 4 });
  expect(await pruneCache(cache, 30)).toEqual({ files: 0, bytes: 0 });
  expect(await pruneCache(path.join(cache, "nowhere"), 30)).toEqual({ files: 0, bytes: 0 });
});
