import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { fillWorkspace } from "#tests/tenancy/full-workspace.fixture.ts";
import type { Db } from "./database.ts";
import { asOwner, openScopes } from "./scope.ts";

let database: TestDatabase;
let ours: Cast;
let theirs: Cast;
beforeAll(async () => {
  database = await createTestDatabase();
  ours = (await fillWorkspace(database.db, database.pool, "ours")).cast;
  theirs = await castOf(database.db, "theirs");
});
afterAll(() => database.drop());

/** No workspace's role may touch these at all. */
const shut = {
  credentials: "passwords",
  kysely_migration: "what the database was made by",
  kysely_migration_lock: "what the database was made by",
  outbox: "events of every workspace, which only the relay reads",
  sessions: "how people get in",
  throttles: "tries of people who are in no workspace yet",
  two_factors: "how people get in",
  verifications: "how people get in",
};
/** Tables of which a workspace's role may do less than everything. */
const narrower: Record<string, string> = {
  users: "select",
  workspaces: "select update",
};

describe("every table", () => {
  const tables = async () =>
    (
      await database.pool.query<{ name: string; locked: boolean; privileges: string; policies: string[] }>(`
        select c.relname as name, c.relrowsecurity as locked,
          (select coalesce(string_agg(p, ' ' order by n), '') from unnest(array['select', 'insert', 'update', 'delete',
              'truncate', 'references', 'trigger', 'maintain']) with ordinality x(p, n)
            where has_table_privilege('troupe_app', c.oid, p) or has_any_column_privilege('troupe_app', c.oid,
              case when p in ('select', 'insert', 'update', 'references') then p else 'select' end)
              and p in ('select', 'insert', 'update', 'references')) as privileges,
          array(select format('%s for %s to %s%s', polname, polcmd, polroles::regrole[],
              case when polpermissive and polqual is not null and polwithcheck is null then '' else ', oddly' end)
            from pg_policy where polrelid = c.oid) as policies
        from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`)
    ).rows;

  test("is shut to a workspace's role, or locked with the one policy for all it may do", async () => {
    for (const { name, locked, privileges, policies } of await tables()) {
      const expected = Object.hasOwn(shut, name)
        ? { name, locked: false, privileges: "", policies: [] }
        : {
            name,
            locked: true,
            privileges: narrower[name] ?? privileges,
            policies: [`of_the_workspace for ${narrower[name] === "select" ? "r" : "*"} to {troupe_app}`],
          };
      expect({ name, locked, privileges, policies }).toEqual(expected);
      // Some are only read, or only added to; none is emptied past its policy, or given triggers.
      expect(privileges).toMatch(/^(select( insert)?( update)?( delete)?)?$/);
    }
  });

  test("that is shut is still there", async () => {
    const names = (await tables()).map(({ name }) => name);
    expect(Object.keys(shut).filter((name) => !names.includes(name))).toEqual([]);
  });

  test("points from a brand's row to another of that brand only", async () => {
    const { rows } = await database.pool.query(`
      select c.conrelid::regclass::text as source, c.conname as name from pg_constraint c
      where c.contype = 'f' and c.connamespace = 'public'::regnamespace
        and exists (select from unnest(array['brand_id', 'workspace_id']) as scope
          where (select count(*) from pg_attribute a where a.attrelid in (c.conrelid, c.confrelid)
              and a.attname = scope and a.attnotnull) = case when c.conrelid = c.confrelid then 1 else 2 end
            and not exists (select from unnest(c.conkey, c.confkey) as k(source, target)
              join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.source and a.attname = scope
              join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.target and b.attname = scope))`);
    expect(rows).toEqual([]);
  });
});

describe("the role of a workspace", () => {
  test("has no rights but those on tables, and none that go past a policy", async () => {
    const { rows } = await database.pool.query(`
      select rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
        array(select roleid::regrole::text from pg_auth_members where member = r.oid) as is_in,
        (select count(*)::int from pg_class where relowner = r.oid) as owns,
        array(select nspname::text from pg_namespace n where nspname !~ '^pg_(toast|temp)' and has_schema_privilege(r.oid, n.oid, 'usage')
          order by 1) as uses,
        array(select nspname::text from pg_namespace n where has_schema_privilege(r.oid, n.oid, 'create')) as makes,
        array(select c.relname::text from pg_class c where c.relkind = 'S' and c.relnamespace = 'public'::regnamespace
          and case when c.relkind = 'S' then has_sequence_privilege(r.oid, c.oid, 'usage, update') end) as counts
      from pg_roles r where rolname = 'troupe_app'`);
    expect(rows).toEqual([
      {
        ...{ rolsuper: false, rolinherit: false, rolcreaterole: false, rolcreatedb: false, rolcanlogin: false },
        ...{ rolreplication: false, rolbypassrls: false, is_in: [], owns: 0, makes: [], counts: [] },
        uses: ["information_schema", "pg_catalog", "public"],
      },
    ]);
  });

  test("finds no view, and no function it could call, that would lend it its owner's eyes", async () => {
    const { rows } = await database.pool.query(`
      select proname::text as name from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
        and not (prorettype = 'trigger'::regtype and exists (select from unnest(proconfig) c where c like 'search_path=%'))
      union all select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm', 'f')`);
    expect(rows).toEqual([]);
  });
});

describe("without a workspace", () => {
  const everyTable = async () =>
    (
      await database.pool.query<{ name: string }>(
        "select tablename as name from pg_policies where schemaname = 'public' order by 1",
      )
    ).rows.map(({ name }) => name);

  test.each([
    ["an empty setting", ""],
    ["a workspace that is not there", "00000000-0000-7000-8000-00000000dead"],
  ])("%s shows no row of any table, and lets none be changed", async (_, workspace) => {
    const db = database.within(workspace);
    for (const name of await everyTable()) {
      const { rows } = await sql`select 1 from ${sql.table(name)}`.execute(db);
      expect([name, rows.length]).toEqual([name, 0]);
      if (name === "users") continue; // It may only be read.
      const { rows: columns } = await database.pool.query<{ name: string }>(
        "select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and attgenerated = '' limit 1",
        [name],
      );
      const column = sql.ref(columns[0]?.name ?? "");
      const changed = await sql`update ${sql.table(name)} set ${column} = ${column}`.execute(db).catch(refusal);
      expect([name, changed.numAffectedRows]).toEqual([name, 0n]);
      if (name === "workspaces") continue; // It may not be deleted.
      const deleted = await sql`delete from ${sql.table(name)}`.execute(db).catch(refusal);
      expect([name, deleted.numAffectedRows]).toEqual([name, 0n]);
    }
  });

  test("a connection on which nobody has said which workspace sees nothing, and adds nothing", async () => {
    const scopes = openScopes(database.connectionString, 1);
    const { rows } = await scopes.pool.query("select id from brands");
    expect(rows).toEqual([]);
    await expect(
      scopes.pool.query("insert into brands (workspace_id, slug, name) values ($1, 'x', 'x')", [ours.workspace.id]),
    ).rejects.toThrow("row-level security");
    await scopes.close();
  });

  test("what cannot be a workspace's id is an error, and the next one gets a connection of their own", async () => {
    await expect(slugsSeen(database.within("x' or true"))).rejects.toThrow("uuid");
    await expect(slugsSeen(database.within("a\0b"))).rejects.toThrow();
    expect(await slugsSeen(database.within(ours.workspace.id))).toEqual([ours.brand.slug]);
  });

  /** A table that is only ever added to says so before it looks for rows. */
  function refusal(error: Error): { numAffectedRows: bigint } {
    expect(error.message).toMatch(/permission denied/);
    return { numAffectedRows: 0n };
  }
});

describe("two workspaces on the same connections", () => {
  /** What each may do with its handle, so that something is left on the connection if anything can be. */
  const deeds = {
    read: async () => undefined,
    write: async (db: Db, { brand }: Cast) => {
      await db.updateTable("brands").set({ zone: "Etc/UTC" }).execute();
      await db.updateTable("products").set({ title: brand.name }).execute();
    },
    commit: (db: Db) => db.transaction().execute(async (trx) => void (await slugsSeen(trx))),
    asOwner: (db: Db) => asOwner(db, async (trx) => void (await trx.selectFrom("outbox").selectAll().execute())),
    failAsOwner: (db: Db) => failing(asOwner(db, () => Promise.reject(new Error("On purpose")))),
    breakAsOwner: (db: Db) => failing(asOwner(db, (trx) => sql`select 1 / 0`.execute(trx))),
    fail: (db: Db) => failing(sql`select 1 / 0`.execute(db)),
    failLate: (db: Db) =>
      failing(
        db.transaction().execute(async (trx) => {
          await trx.deleteFrom("scheduleSlots").execute();
          throw new Error("On purpose");
        }),
      ),
    intrude: (db: Db) => failing(db.updateTable("brands").set({ workspaceId: nobody }).execute()),
    loseConnection: (db: Db) => failing(sql`select pg_terminate_backend(pg_backend_pid())`.execute(db)),
  };
  const nobody = "00000000-0000-7000-8000-00000000dead";

  test("never see each other's rows, whatever either has just done, or is doing", async () => {
    const scopes = openScopes(database.connectionString, 2);
    const step = fc.record({
      mine: fc.boolean(),
      deed: fc.constantFrom(...(Object.keys(deeds) as (keyof typeof deeds)[])),
      wait: fc.integer({ min: 0, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
        const seen = await Promise.all(
          steps.map(async ({ mine, deed, wait }) => {
            const who = mine ? ours : theirs;
            const db = scopes.within(who.workspace.id);
            for (let turn = 0; turn < wait; turn++) await new Promise(setImmediate);
            await deeds[deed](db, who);
            return [who.brand.slug, ...(await slugsSeen(db))];
          }),
        );
        for (const [expected, ...slugs] of seen) expect(slugs).toEqual([expected]);
      }),
      { numRuns: 60 },
    );
    await scopes.close();
  });
});

describe("the planner", () => {
  const joined = sql<{ "QUERY PLAN": [{ Plan: Node }] }>`explain (format json) select from products p
    join products q on q.id = p.id join products r on r.id = q.id where p.brand_id = (select id from brands where slug = 'many')`;
  type Node = { "Node Type": string; "Plan Rows": number; Plans?: Node[] };
  const rowsOf = async (db: Db) => (await joined.execute(db)).rows[0]?.["QUERY PLAN"][0].Plan["Plan Rows"] ?? 0;

  test("expects of a workspace's handle what it expects of the owner's, and uses as many workers", async () => {
    const { rows } = await database.pool.query<{ id: string }>(`
      with w as (insert into workspaces (name, slug) select 'W', 'w-' || n from generate_series(1, 60) n returning id, slug),
        b as (insert into brands (workspace_id, slug, name) select id, case slug when 'w-1' then 'many' else slug end, 'B' from w
          returning id, workspace_id, slug),
        p as (insert into products (brand_id, handle, title, description, benefits, facts, source)
          select b.id, 'h-' || n, 'T', 'D', '[]', '[]', 'kit' from b, generate_series(1, case b.slug when 'many' then 3000 else 1 end) n)
      select workspace_id as id from b where slug = 'many'`);
    await database.pool.query("analyze");
    const expected = await rowsOf(database.db);
    const within = await rowsOf(database.within(rows[0]?.id ?? ""));
    expect(within / expected).toBeGreaterThan(0.9);
    expect(within / expected).toBeLessThan(1.1);
    const { rows: unsafe } = await database.pool.query(
      "select proname from pg_proc where proname = 'troupe_workspace' and proparallel <> 's'",
    );
    expect(unsafe).toEqual([]);
  });
});

describe("rights of the owner in the middle of a workspace's transaction", () => {
  const roleOf = async (db: Db) =>
    (await sql<{ role: string }>`select current_user::text as role`.execute(db)).rows[0]?.role;
  const within = () => database.within(ours.workspace.id);

  test("are there for the work, and gone after it", async () => {
    const roles = await within()
      .transaction()
      .execute(async (trx) => [await roleOf(trx), await asOwner(trx, roleOf), await roleOf(trx)]);
    expect(roles).toEqual(["troupe_app", expect.not.stringMatching("troupe_app"), "troupe_app"]);
  });

  test("are gone when the work gave up and whoever asked for it goes on", async () => {
    await within()
      .transaction()
      .execute(async (trx) => {
        await failing(asOwner(trx, () => Promise.reject(new Error("On purpose"))));
        expect(await roleOf(trx)).toBe("troupe_app");
        expect(await slugsSeen(trx)).toEqual([ours.brand.slug]);
      });
  });

  test("are gone when the database refused the work and all since a savepoint is taken back", async () => {
    const trx = await within().startTransaction().execute();
    const saved = await trx.savepoint("here").execute();
    await failing(asOwner(saved, (owner) => sql`select 1 / 0`.execute(owner)));
    await saved.rollbackToSavepoint("here").execute();
    expect(await roleOf(trx)).toBe("troupe_app");
    expect(await slugsSeen(trx)).toEqual([ours.brand.slug]);
    await trx.rollback().execute();
  });

  test("are gone after work that took something of its own back, and after work within work", async () => {
    await within()
      .transaction()
      .execute(async (trx) => {
        await asOwner(trx, async (owner) => {
          await sql`savepoint here`.execute(owner);
          await failing(sql`select 1 / 0`.execute(owner));
          await sql`rollback to savepoint here`.execute(owner);
          await asOwner(owner, async () => undefined);
          expect(await roleOf(owner)).not.toBe("troupe_app");
        });
        expect(await roleOf(trx)).toBe("troupe_app");
      });
  });

  test("do not stay with the connection", async () => {
    const scopes = openScopes(database.connectionString, 1);
    const db = scopes.within(ours.workspace.id);
    await asOwner(db, async () => undefined);
    await failing(asOwner(db, (trx) => sql`select 1 / 0`.execute(trx)));
    expect(await roleOf(db)).toBe("troupe_app");
    await scopes.close();
  });

  test("the owner's own handle keeps them", async () => {
    await database.db.transaction().execute(async (trx) => {
      const before = await roleOf(trx);
      await asOwner(trx, async () => undefined);
      expect(await roleOf(trx)).toBe(before);
    });
  });
});

async function slugsSeen(db: Db): Promise<string[]> {
  const rows = await db.selectFrom("brands").select("slug").execute();
  return rows.map(({ slug }) => slug);
}

async function failing(work: Promise<unknown>): Promise<void> {
  await expect(work).rejects.toThrow();
}
