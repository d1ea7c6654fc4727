import { sql } from "kysely";
import type { Db, Trx } from "../database.ts";
import { keepBackupsWaiting } from "../files-lock.ts";
import { eraseAuditChain } from "./audit.ts";

/** How a table's rows are known to be a workspace's: by its own column, by its brand, or as the workspace itself. */
export type OwnedTable = { name: string; by: "id" | "workspace_id" | "brand_id"; columns: string[] };

/**
 * Every table with rows of workspaces, those first that others point to, as the database itself says: a table that is
 * made with a `workspace_id` or `brand_id` is exported and erased from then on. Without those that are shut to whoever asks.
 */
export async function listOwnedTables(db: Db): Promise<OwnedTable[]> {
  const { rows } = await sql<{ oid: number; name: string; columns: string[]; needs: number[] }>`
    select c.oid::int, c.relname as name,
      array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        order by a.attnum) as columns,
      array(select f.confrelid::int from pg_constraint f where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as needs
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and has_table_privilege(c.oid, 'select') order by 2`.execute(db);
  const sorted = new Set<(typeof rows)[number]>();
  const visit = (row: (typeof rows)[number], trail: object[]) => {
    if (sorted.has(row) || trail.includes(row)) return;
    for (const oid of row.needs)
      for (const needed of rows.filter((each) => each.oid === oid)) visit(needed, [...trail, row]);
    sorted.add(row);
  };
  for (const row of rows) visit(row, []);
  return [...sorted].flatMap(({ name, columns }) => {
    const by =
      name === "workspaces" ? "id" : (["workspace_id", "brand_id"] as const).find((each) => columns.includes(each));
    return by ? [{ name, by, columns }] : [];
  });
}

/** A page of a table's rows of a workspace, as the database writes them in JSON; `after` is where the last one ended. */
export async function readOwnedRows(
  db: Db,
  table: OwnedTable,
  workspaceId: string,
  omit: string[],
  page: { after: string | undefined; limit: number },
): Promise<{ place: string; row: Record<string, unknown> }[]> {
  const after = page.after ?? "(0,0)";
  const { rows } = await sql<{ place: string; row: Record<string, unknown> }>`
    select t.ctid::text as place, to_jsonb(t) - ${omit}::text[] as row from ${sql.table(table.name)} t
    where ${isOf(table, workspaceId)} and t.ctid > ${after}::tid order by t.ctid limit ${page.limit}`.execute(
    db.withoutPlugins(),
  );
  return rows;
}

/** Deletes every row of a workspace, and answers how many there were by table. The audit's own chain goes last. */
export async function eraseOwnedRows(trx: Trx, workspaceId: string): Promise<Record<string, number>> {
  const erased: Record<string, number> = {};
  const tables = await listOwnedTables(trx);
  for (const table of tables.filter(({ name }) => !name.startsWith("audit_")).reverse()) {
    const { numAffectedRows } = await sql`
      delete from ${sql.table(table.name)} t where ${isOf(table, workspaceId)}`.execute(trx);
    if (numAffectedRows) erased[table.name] = Number(numAffectedRows);
  }
  const { numAffectedRows } = await sql`
    delete from outbox where event #>> '{data,workspaceId}' = ${workspaceId}`.execute(trx);
  if (numAffectedRows) erased.outbox = Number(numAffectedRows);
  erased.audit_entries = await eraseAuditChain(trx, workspaceId);
  return erased;
}

/** People who are in this workspace and in no other: with it, there is nothing left for them to sign in to. */
export async function listMembersOfNothingElse(trx: Trx, workspaceId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom("members as m")
    .select("m.userId")
    .where("m.workspaceId", "=", workspaceId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("members as o").whereRef("o.userId", "=", "m.userId").where("o.workspaceId", "!=", workspaceId),
        ),
      ),
    )
    .execute();
  return rows.map(({ userId }) => userId);
}

/** People with everything that is theirs: sessions, passwords, second factors. */
export async function eraseUsers(trx: Trx, userIds: string[]): Promise<void> {
  if (userIds.length > 0) await trx.deleteFrom("users").where("id", "in", userIds).execute();
}

/** The workspace's people as an export names them. */
export async function listPeople(db: Db, workspaceId: string) {
  return db
    .selectFrom("members as m")
    .innerJoin("users as u", "u.id", "m.userId")
    .where("m.workspaceId", "=", workspaceId)
    .select(["u.id", "u.name", "u.email", "m.role"])
    .orderBy("u.id")
    .execute();
}

export async function listBrandIds(db: Db, workspaceId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("brands")
    .select("id")
    .where("workspaceId", "=", workspaceId)
    .orderBy("id")
    .execute();
  return rows.map(({ id }) => id);
}

/** Holds the workspace's row, so that no brand and no member joins it meanwhile, and keeps backups from beginning. */
export async function lockWorkspace(
  trx: Trx,
  workspaceId: string,
): Promise<{ name: string; slug: string } | undefined> {
  await keepBackupsWaiting(trx);
  return trx
    .selectFrom("workspaces")
    .select(["name", "slug"])
    .where("id", "=", workspaceId)
    .forUpdate()
    .executeTakeFirst();
}

function isOf({ by }: OwnedTable, workspaceId: string) {
  if (by === "id") return sql<boolean>`t.id = ${workspaceId}`;
  if (by === "workspace_id") return sql<boolean>`t.workspace_id = ${workspaceId}`;
  return sql<boolean>`t.brand_id in (select id from brands where workspace_id = ${workspaceId})`;
}
