import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { type DossierChange, decideDossierChange, getDossierChange } from "#db/queries/dossiers.ts";
import { inTransaction } from "#db/transaction.ts";
import { readDossier } from "#providers/video/read-dossier.ts";
import type { Actor } from "../audit/actor.ts";
import { recordAct } from "../audit/record.ts";
import { getDossier } from "./shelf.ts";

/** Takes a proposed change into the dossier: prompts and prices follow it from now on. */
export async function acceptChange(db: Db, workspaceId: string, by: Actor, id: string): Promise<DossierChange> {
  return inTransaction(db, async (trx) => {
    const change = await getDossierChange(trx, workspaceId, id);
    const standing = await getDossier(trx, workspaceId, change.dossier);
    if (change.decision === null && standing.text !== change.before) {
      throw new Refused(
        "dossier-moved-on",
        `The dossier of ${standing.dossier.name} was changed since this was proposed. Have the document read again.`,
      );
    }
    const { problems } = readDossier(standing.file, change.after);
    if (problems.length > 0) {
      throw new Refused(
        "dossier-unfit",
        "This version of the studio cannot read that dossier. Have the document read again.",
      );
    }
    return decide(trx, workspaceId, by, change, "accepted");
  });
}

/** Puts a proposed change away. It stays to be seen, and holds nothing. */
export async function declineChange(db: Db, workspaceId: string, by: Actor, id: string): Promise<DossierChange> {
  return inTransaction(db, async (trx) =>
    decide(trx, workspaceId, by, await getDossierChange(trx, workspaceId, id), "declined"),
  );
}

async function decide(
  trx: Parameters<typeof decideDossierChange>[0],
  workspaceId: string,
  by: Actor,
  { id, dossier, summary, source }: DossierChange,
  decision: "accepted" | "declined",
): Promise<DossierChange> {
  const decidedBy = by.kind === "user" ? by.id : null;
  const decided = await decideDossierChange(trx, workspaceId, id, { decision, decidedBy, decidedName: by.name });
  if (!decided) throw new Refused("already-decided", "Somebody has decided about this change already.");
  const act = decision === "accepted" ? "dossier.changed" : "dossier.declined";
  await recordAct(trx, by, { act, subject: { kind: "dossier", id, name: dossier }, after: { summary, source } });
  return decided;
}
