import { randomUUID } from "node:crypto";
import { type RawBuilder, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db/database.ts";
import { castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { actorIn } from "./audit.fixture.ts";
import { recordAct } from "./record.ts";
import { verifyChain } from "./verify.ts";

let database: TestDatabase;
let workspaceId: string;
let app: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  workspaceId = (await castOf(database.db)).workspace.id;
  app = database.within(workspaceId);
  for (const name of ["Spring", "Summer", "Autumn"]) await write(app, name);
});
afterAll(() => database.drop());

const subject = (name: string) => ({ kind: "brief", id: randomUUID(), name });

function write(db: Db, name: string): Promise<void> {
  const [by, of] = [actorIn(workspaceId), subject(name)];
  return db.transaction().execute((trx) => recordAct(trx, by, { act: "brief.created", subject: of }));
}

/** As whoever works for the workspace, with every door that a setting opens set open. */
function withDoorsOpen(statement: RawBuilder<unknown>): Promise<unknown> {
  return app.transaction().execute(async (trx) => {
    await sql`select set_config('troupe.restoring', 'on', true), set_config('troupe.erasing', ${workspaceId}, true)`.execute(
      trx,
    );
    await statement.execute(trx);
    await sql`set constraints all immediate`.execute(trx);
  });
}

const denied = { code: "42501" };
const mine = () => sql`workspace_id = ${workspaceId}`;
const entry = (columns: RawBuilder<unknown>, values: RawBuilder<unknown>, of = workspaceId) => sql`
  insert into audit_entries (id, workspace_id, at, act, subject_kind, subject_id, subject_name, actor_kind, actor_id,
    actor_name, digest ${columns})
  values (${randomUUID()}, ${of}, now(), 'brief.created', 'brief', 'b', 'Winter', 'user', 'u', 'U', 'aa' ${values})`;

test("whoever works for a workspace writes acts down, and they are chained", async () => {
  const { entries, problems } = await verifyChain(database.db, workspaceId);
  expect([entries, problems]).toEqual([3, []]);
  expect(await app.selectFrom("auditEntries").select("seq").orderBy("seq").execute()).toEqual([
    { seq: 1 },
    { seq: 2 },
    { seq: 3 },
  ]);
});

test.each<[string, () => RawBuilder<unknown>]>([
  ["change an entry", () => sql`update audit_entries set actor_name = 'Nobody' where ${mine()}`],
  ["change an entry to what it is", () => sql`update audit_entries set seq = seq where ${mine()}`],
  ["remove an entry", () => sql`delete from audit_entries where ${mine()} and seq = 2`],
  ["remove them all", () => sql`delete from audit_entries`],
  ["empty the table", () => sql`truncate audit_entries`],
  ["empty both tables", () => sql`truncate audit_heads, audit_entries cascade`],
  ["put an entry at a place in the chain", () => entry(sql`, seq`, sql`, 2`)],
  ["bring an entry with its hash", () => entry(sql`, seq, prev_hash, hash`, sql`, 4, 'aa', 'bb'`)],
  ["bring an entry of no place but a hash", () => entry(sql`, hash`, sql`, 'bb'`)],
  ["change the head", () => sql`update audit_heads set entries = 2 where ${mine()}`],
  ["remove the head", () => sql`delete from audit_heads where ${mine()}`],
  ["make a head", () => sql`insert into audit_heads (workspace_id, entries) values (${randomUUID()}, 9)`],
  ["lock rows as one who will change them", () => sql`select * from audit_entries for update`],
  ["write another workspace's act", () => entry(sql``, sql``, randomUUID())],
  ["turn the guards off", () => sql`alter table audit_entries disable trigger all`],
  ["take the guards off", () => sql`drop trigger guard_audit_entries on audit_entries`],
  ["pass by the guards", () => sql`set session_replication_role = replica`],
  [
    "replace the guard",
    () => sql`create or replace function guard_audit_entries() returns trigger language plpgsql
    as 'begin return new; end'`,
  ],
  [
    "put a trigger of its own on the table",
    () => sql`create trigger mine after insert on audit_entries for each row
    execute function guard_audit_entries()`,
  ],
  ["put a table in front of it", () => sql`create table public.audit_heads_2 (like audit_heads)`],
  ["turn row security off", () => sql`alter table audit_entries disable row level security`],
])("but it cannot %s, whatever settings it sets", async (_, statement) => {
  const before = await database.db.selectFrom("auditEntries").selectAll().orderBy("seq").execute();
  await expect(withDoorsOpen(statement())).rejects.toMatchObject(denied);
  expect(await database.db.selectFrom("auditEntries").selectAll().orderBy("seq").execute()).toEqual(before);
  expect((await verifyChain(database.db, workspaceId)).problems).toEqual([]);
});

test("a table of its own in its session stands in for none of the chain's", async () => {
  await app.transaction().execute(async (trx) => {
    await sql`create temp table audit_heads (workspace_id uuid primary key, entries bigint, hash text)
      on commit drop`.execute(trx);
    await recordAct(trx, actorIn(workspaceId), { act: "brief.created", subject: subject("Winter") });
  });
  const { entries, problems } = await verifyChain(database.db, workspaceId);
  expect([entries, problems]).toEqual([4, []]);
});

test("of the role's privileges on every table, none is to truncate, to refer or to put triggers", async () => {
  const { rows } = await sql<{ name: string; privilege: string }>`
    select table_name as name, privilege_type as privilege from information_schema.table_privileges
    where grantee = 'troupe_app' and table_schema = 'public' and (privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
      or table_name like 'audit%' and privilege_type <> 'SELECT')`.execute(database.db);
  expect(rows).toEqual([]);
});
