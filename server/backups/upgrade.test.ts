import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createDb, createPool, type Db } from "#db/database.ts";
import { createDatabase, dropDatabase } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import { migrations } from "#db/migrations/index.ts";
import { openScopes } from "#db/scope.ts";
import { createDiskStore } from "#providers/storage/disk.ts";
import { actorIn } from "#studio/audit/audit.fixture.ts";
import { recordAct } from "#studio/audit/record.ts";
import { verifyChain } from "#studio/audit/verify.ts";
import { restoreBackup } from "./restore.ts";
import { takeBackup } from "./take.ts";

/** What the studio was at when its workspaces were told apart by queries alone. */
const before = "0004-credentials";
const name = `upgrade_${randomBytes(6).toString("hex")}`;
const ids = {
  ours: "01a204ee-0000-7000-8000-000000000001",
  theirs: "01a204ee-0000-7000-8000-000000000002",
  ourBrand: "01a204ee-0000-7000-8000-000000000003",
  theirBrand: "01a204ee-0000-7000-8000-000000000004",
};
/** The tables that hold rows of the drill, in an order that never changes. */
const kept = ["workspaces", "users", "members", "brands", "products", "mails", "audit_entries", "audit_heads"];

let connectionString: string;
let folder: string;
let archive: string;
let rowsBefore: unknown;

beforeAll(async () => {
  connectionString = await createDatabase(inject("databaseServer"), name);
  folder = await mkdtemp(path.join(tmpdir(), "troupe-upgrade-"));
  archive = path.join(folder, "before.tar");
  await using(async (db) => {
    expect(await migrate(db, before)).toContain(before);
  });
  await asked(`
    insert into workspaces (id, name, slug) values ('${ids.ours}', 'Ours', 'ours'), ('${ids.theirs}', 'Theirs', 'theirs');
    insert into users (id, name, email, email_verified) values ('rune', 'Rune', 'rune@ours.test', true);
    insert into members (workspace_id, user_id, role) values ('${ids.ours}', 'rune', 'owner');
    insert into brands (id, workspace_id, slug, name, zone) values
      ('${ids.ourBrand}', '${ids.ours}', 'ours', 'Ours', 'Europe/Oslo'), ('${ids.theirBrand}', '${ids.theirs}', 'theirs', 'Theirs', 'UTC');
    insert into products (brand_id, handle, title, description, source, benefits, facts)
      select b.id, 'p' || n, 'Product ' || n, '', 'typed', '[]', '[]' from brands b, generate_series(1, 500) n;
    insert into mails (workspace_id, kind, recipient, subject, text) values ('${ids.ours}', 'invitation', 'bo@ours.test', 'Come', 'x')`);
  await using((db) =>
    db.transaction().execute(async (trx) => {
      const subject = { kind: "brand", id: ids.ourBrand, name: "Ours", brandId: ids.ourBrand };
      for (let n = 0; n < 20; n++) await recordAct(trx, actorIn(ids.ours), { act: "kit.imported", subject });
    }),
  );
  rowsBefore = await readRows();
});
afterAll(async () => {
  const server = inject("databaseServer");
  const { rows } = await asked("select datname from pg_database", server);
  for (const { datname } of rows) if (String(datname).startsWith(name)) await dropDatabase(server, String(datname));
  await rm(folder, { recursive: true });
});

async function using<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const db = createDb(createPool(connectionString, 2));
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

async function asked(sql: string, where = connectionString): Promise<{ rows: Record<string, unknown>[] }> {
  const client = new pg.Client(where);
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Only what the older schema had, so that what an upgrade adds beside it does not count. */
async function readRows(): Promise<unknown> {
  const tables: Record<string, unknown> = {};
  for (const table of kept)
    tables[table] = (await asked(`select to_jsonb(t) as row from ${table} t order by to_jsonb(t)::text`)).rows;
  return tables;
}

test("an upgrade keeps every row, and from then on a workspace's work sees its own only", async () => {
  const source = { connectionString, files: createDiskStore(path.join(folder, "files")), env: { dataDir: folder } };
  const manifest = await takeBackup(source, archive, { keys: false });
  expect(manifest.migrations.at(-1)).toBe(before);

  await using(async (db) => {
    const ran = await migrate(db);
    expect(ran).toEqual(Object.keys(migrations).filter((each) => each > before));
    expect(ran.length).toBeGreaterThanOrEqual(3);
    expect((await verifyChain(db, ids.ours)).problems).toEqual([]);
  });
  expect(await readRows()).toMatchObject(rowsBefore as object);

  const scopes = openScopes(connectionString, 2);
  try {
    for (const [workspace, brand] of [
      [ids.ours, ids.ourBrand],
      [ids.theirs, ids.theirBrand],
    ] as const) {
      const products = await scopes.within(workspace).selectFrom("products").select("brandId").execute();
      expect(products).toHaveLength(500);
      expect(new Set(products.map(({ brandId }) => brandId))).toEqual(new Set([brand]));
    }
  } finally {
    await scopes.close();
  }
});

test("a rollback puts the rows back as they were before, under the schema they had", async () => {
  await asked(`update products set title = 'Changed after the upgrade'; delete from members`);
  const target = { connectionString, files: createDiskStore(path.join(folder, "files")), env: { dataDir: folder } };
  const { aside } = await restoreBackup(target, archive, { replace: true });
  expect(await readRows()).toEqual(rowsBefore);
  const { rows } = await asked("select max(name) as last from kysely_migration");
  expect(rows).toEqual([{ last: before }]);
  const there = new URL(connectionString);
  there.pathname = `/${aside}`;
  const { rows: changed } = await asked("select distinct title from products", there.href);
  expect(changed).toEqual([{ title: "Changed after the upgrade" }]);
});

test("and the upgrade can be made once more after it", async () => {
  await using(async (db) => {
    expect((await migrate(db)).length).toBeGreaterThanOrEqual(3);
    expect((await verifyChain(db, ids.ours)).entries).toBe(20);
  });
  expect(await readRows()).toMatchObject(rowsBefore as object);
});
