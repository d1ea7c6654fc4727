import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { migrate } from "./migrate.ts";
import { down, up } from "./migrations/0001-whole-flow.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test("a database that is up to date is left alone", async () => {
  expect(await migrate(database.db)).toEqual([]);
});

test("every tenant-owned table says which brand owns its rows", async () => {
  const shared = ["users", "sessions", "credentials", "verifications", "workspaces", "members", "brands", "outbox"];
  shared.push("two_factors", "invitations", "mails", "throttles");
  shared.push("audit_heads", "audit_entries", "former_members", "retentions");
  shared.push("api_keys", "api_requests", "dossier_changes");
  shared.push("webhook_endpoints", "webhook_secrets", "webhook_messages", "webhook_deliveries", "webhook_attempts");
  const { rows } = await sql<{ table_name: string }>`
    select table_name from information_schema.tables t where table_schema = 'public' and table_name not like 'kysely%'
    and not exists (select from information_schema.columns c where c.table_schema = 'public'
      and c.table_name = t.table_name and c.column_name = 'brand_id' and c.is_nullable = 'NO')`.execute(
    database.db.withoutPlugins(),
  );
  expect(rows.map((row) => row.table_name).sort()).toEqual(shared.sort());
});

test("the locks between workspaces, and all that came after them, can be taken off and put on again", async () => {
  const fresh = await createTestDatabase();
  const locks = async () => {
    const { rows } = await fresh.pool.query<{ lock: string }>(`
      select format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as lock from pg_constraint
        where connamespace = 'public'::regnamespace
      union all select format('%s %s', oid::regclass, relacl) from pg_class
        where relnamespace = 'public'::regnamespace and relacl is not null and relrowsecurity
      union all select format('%s %s', tablename, qual) from pg_policies order by 1`);
    return rows.map(({ lock }) => lock);
  };
  const before = await locks();
  await migrate(fresh.db, "0004-credentials");
  expect((await locks()).filter((lock) => /troupe_|_of_brand|FOREIGN KEY \(brand_id, /.test(lock))).toEqual([]);
  await migrate(fresh.db);
  expect(await locks()).toEqual(before);
  await fresh.drop();
});

test("the first migration can be taken back and made again", async () => {
  const plain = database.db.withoutPlugins();
  await down(plain as unknown as Kysely<unknown>);
  await up(plain as unknown as Kysely<unknown>);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from posts`.execute(plain);
  expect(rows[0]?.n).toBe(0);
});
