import type { Selectable } from "kysely";
import { NotFound } from "#config/errors.ts";
import { asJson, type Db, type Trx } from "../database.ts";
import { asId } from "../ids.ts";
import type { DossierChangeTable, DossierReason } from "../tables/dossiers.ts";

export type DossierChange = Selectable<DossierChangeTable>;
export type NewDossierChange = Pick<
  DossierChange,
  | "dossier"
  | "before"
  | "after"
  | "summary"
  | "source"
  | "sourceSha256"
  | "model"
  | "prompt"
  | "costMicros"
  | "proposedBy"
  | "proposedName"
> & { reasons: DossierReason[]; cautions: string[] };

export async function insertDossierChange(
  db: Db,
  workspaceId: string,
  change: NewDossierChange,
): Promise<DossierChange> {
  return db
    .insertInto("dossierChanges")
    .values({ ...change, workspaceId, reasons: asJson(change.reasons), cautions: asJson(change.cautions) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Newest first, of one dossier or of all. */
export async function listDossierChanges(
  db: Db,
  workspaceId: string,
  { dossier, limit }: { dossier?: string | undefined; limit: number },
): Promise<DossierChange[]> {
  let query = db
    .selectFrom("dossierChanges")
    .where("workspaceId", "=", workspaceId)
    .selectAll()
    .orderBy("id", "desc")
    .limit(limit);
  if (dossier !== undefined) query = query.where("dossier", "=", dossier);
  return query.execute();
}

/** The text that each dossier has since its last accepted change. */
export async function listAcceptedDossiers(
  db: Db,
  workspaceId: string,
): Promise<Pick<DossierChange, "dossier" | "after" | "decidedAt" | "decidedName">[]> {
  return db
    .selectFrom("dossierChanges")
    .distinctOn("dossier")
    .where("workspaceId", "=", workspaceId)
    .where("decision", "=", "accepted")
    .select(["dossier", "after", "decidedAt", "decidedName"])
    .orderBy("dossier")
    .orderBy("decidedAt", "desc")
    .execute();
}

export async function getDossierChange(db: Db, workspaceId: string, id: string): Promise<DossierChange> {
  const row = await db
    .selectFrom("dossierChanges")
    .where("workspaceId", "=", workspaceId)
    .where("id", "=", asId("proposal", id))
    .selectAll()
    .executeTakeFirst();
  if (!row) throw new NotFound("proposal", id);
  return row;
}

/** Decides a proposal that nobody has decided. Undefined when somebody has. */
export async function decideDossierChange(
  trx: Trx,
  workspaceId: string,
  id: string,
  decided: { decision: "accepted" | "declined"; decidedBy: string | null; decidedName: string },
): Promise<DossierChange | undefined> {
  return trx
    .updateTable("dossierChanges")
    .set({ ...decided, decidedAt: new Date() })
    .where("workspaceId", "=", workspaceId)
    .where("id", "=", asId("proposal", id))
    .where("decision", "is", null)
    .returningAll()
    .executeTakeFirst();
}
