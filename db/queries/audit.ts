import { type Selectable, sql } from "kysely";
import { asJson, type Db, type Trx } from "../database.ts";
import { isId } from "../ids.ts";
import type { AuditEntryTable, AuditHeadTable } from "../tables/audit.ts";

export type AuditRow = Selectable<AuditEntryTable>;
export type AuditHead = Selectable<AuditHeadTable>;

/** What an act is stored from: everything but its place in the chain. */
export type NewAuditRow = Omit<AuditRow, "seq" | "prevHash" | "hash">;

/** Writes an act down in the transaction of the act; the database puts it at the end of its chain when that commits. */
export async function insertAuditEntry(trx: Trx, row: NewAuditRow): Promise<void> {
  const { before, after, ...rest } = row;
  await trx
    .insertInto("auditEntries")
    .values({ ...rest, before: before && asJson(before), after: after && asJson(after) })
    .execute();
}

/** `actorKind` and `actorId` name one who acts; `subjectId` one thing; `from` and `to` a half-open period. */
export type AuditFilter = {
  acts?: string[] | undefined;
  actorKind?: string | undefined;
  actorId?: string | undefined;
  subjectId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
};

/** A page of a workspace's acts, the newest first; `before` is the `seq` of the last one of the page before. */
export async function listAuditEntries(
  db: Db,
  workspaceId: string,
  filter: AuditFilter,
  page: { before?: number | undefined; limit: number },
): Promise<(AuditRow & { seq: number })[]> {
  const { acts, actorKind, actorId, subjectId, from, to } = filter;
  const rows = await db
    .selectFrom("auditEntries")
    .selectAll()
    .where("workspaceId", "=", workspaceId)
    .where("seq", "is not", null)
    .$if(acts !== undefined, (query) => query.where("act", "in", acts as string[]))
    .$if(actorKind !== undefined, (query) => query.where("actorKind", "=", actorKind as string))
    .$if(actorId !== undefined, (query) => query.where("actorId", "=", actorId as string))
    .$if(subjectId !== undefined, (query) => query.where("subjectId", "=", subjectId as string))
    .$if(from !== undefined, (query) => query.where("at", ">=", from as Date))
    .$if(to !== undefined, (query) => query.where("at", "<", to as Date))
    .$if(page.before !== undefined, (query) =>
      query.where((eb) =>
        eb(
          eb.refTuple("at", "seq"),
          "<",
          eb
            .selectFrom("auditEntries as last")
            .select(["last.at", "last.seq"])
            .where("last.workspaceId", "=", workspaceId)
            .where("last.seq", "=", page.before as number)
            .$asTuple("at", "seq"),
        ),
      ),
    )
    .orderBy("at", "desc")
    .orderBy("seq", "desc")
    .limit(page.limit)
    .execute();
  return rows as (AuditRow & { seq: number })[];
}

export type AuditActor = { actorKind: string; actorId: string; actorName: string };

/** Everybody who ever acted in the workspace, by their latest name. Steps from one to the next, however long the chain is. */
export async function listAuditActors(db: Db, workspaceId: string): Promise<AuditActor[]> {
  const { rows } = await sql<AuditActor>`
    with recursive actors as (
      (select actor_kind, actor_id from audit_entries where workspace_id = ${workspaceId} order by actor_kind, actor_id limit 1)
      union all
      select next.* from actors, lateral (
        select e.actor_kind, e.actor_id from audit_entries e where e.workspace_id = ${workspaceId}
          and (e.actor_kind, e.actor_id) > (actors.actor_kind, actors.actor_id)
        order by e.actor_kind, e.actor_id limit 1) next)
    select actors.*, latest.actor_name from actors, lateral (
      select e.actor_name from audit_entries e where e.workspace_id = ${workspaceId} and e.actor_kind = actors.actor_kind
        and e.actor_id = actors.actor_id order by e.at desc, e.seq desc limit 1) latest
    order by actor_name`.execute(db);
  return rows;
}

/** The workspaces and others that have a chain, or entries without one. */
export async function listAuditedWorkspaces(db: Db): Promise<string[]> {
  const { rows } = await sql<{ workspaceId: string }>`
    with recursive chains as (
      (select workspace_id from audit_entries order by workspace_id limit 1)
      union all
      select next.* from chains, lateral (
        select e.workspace_id from audit_entries e where e.workspace_id > chains.workspace_id order by e.workspace_id limit 1) next)
    select workspace_id from chains union select workspace_id from audit_heads order by workspace_id`.execute(db);
  return rows.map(({ workspaceId }) => workspaceId);
}

export async function findAuditHead(db: Db, workspaceId: string): Promise<AuditHead | undefined> {
  return db.selectFrom("auditHeads").selectAll().where("workspaceId", "=", workspaceId).executeTakeFirst();
}

/** A page of a chain in its order, from after a `seq`. */
export async function readAuditChain(
  db: Db,
  workspaceId: string,
  page: { after: number; limit: number },
): Promise<(AuditRow & { seq: number })[]> {
  const rows = await db
    .selectFrom("auditEntries")
    .selectAll()
    .where("workspaceId", "=", workspaceId)
    .where("seq", ">", page.after)
    .orderBy("seq")
    .limit(page.limit)
    .execute();
  return rows as (AuditRow & { seq: number })[];
}

/** Entries of a workspace that are in no chain. The database leaves none: somebody put them there past it. */
export async function listLooseAuditEntries(db: Db, workspaceId: string, limit: number): Promise<AuditRow[]> {
  return db
    .selectFrom("auditEntries")
    .selectAll()
    .where("workspaceId", "=", workspaceId)
    .where("seq", "is", null)
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** One entry, for a kept head: what the chain's hash was when it had that many. */
export async function findAuditHash(db: Db, workspaceId: string, seq: number): Promise<string | undefined> {
  const row = await db
    .selectFrom("auditEntries")
    .select("hash")
    .where("workspaceId", "=", workspaceId)
    .where("seq", "=", seq)
    .executeTakeFirst();
  return row?.hash ?? undefined;
}

/** Whose entries may be deleted in this transaction: for the erasure of a whole workspace. */
export async function eraseAuditChain(trx: Trx, workspaceId: string): Promise<number> {
  if (!isId(workspaceId)) throw new Error(`"${workspaceId}" is no workspace's id`);
  await sql`select set_config('troupe.erasing', ${workspaceId}, true)`.execute(trx);
  const gone = await trx.deleteFrom("auditEntries").where("workspaceId", "=", workspaceId).executeTakeFirst();
  await trx.deleteFrom("auditHeads").where("workspaceId", "=", workspaceId).execute();
  return Number(gone.numDeletedRows);
}
