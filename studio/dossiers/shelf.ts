import { NotFound } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { listAcceptedDossiers } from "#db/queries/dossiers.ts";
import type { Dossier } from "#providers/video/dossier.ts";
import { type DossierFile, readShippedDossiers } from "#providers/video/dossiers.ts";
import { readDossier } from "#providers/video/read-dossier.ts";

/** A dossier as a workspace has it: as it came, or as somebody changed it. */
export type ShelvedDossier = DossierFile & { changed: { at: Date; by: string } | null };

/** Read once, at boot: a slip in one is told there, with its line. */
const shippedDossiers: readonly DossierFile[] = readShippedDossiers();

/**
 * Every dossier of a workspace, the free ones first, then by name. Of the one that came with the studio and the one that
 * was accepted here, the one that was checked later holds; on the same day, the one that was accepted.
 */
export async function listDossiers(
  db: Db,
  workspaceId: string,
  shipped: readonly DossierFile[] = shippedDossiers,
): Promise<ShelvedDossier[]> {
  const accepted = new Map((await listAcceptedDossiers(db, workspaceId)).map((row) => [row.dossier, row]));
  return shipped
    .map((file) => {
      const row = accepted.get(file.id);
      // What was good when it was accepted need not be for a later studio: then the shipped one holds.
      const { dossier } = row ? readDossier(file.file, row.after) : { dossier: undefined };
      if (!row || !dossier || dossier.checked < file.dossier.checked) return { ...file, changed: null };
      return { ...file, dossier, text: row.after, changed: { at: row.decidedAt!, by: row.decidedName ?? "Somebody" } };
    })
    .sort((a, b) => rank(a.dossier) - rank(b.dossier) || a.dossier.name.localeCompare(b.dossier.name, "en"));
}

export async function getDossier(db: Db, workspaceId: string, id: string): Promise<ShelvedDossier> {
  const found = (await listDossiers(db, workspaceId)).find((each) => each.id === id);
  if (!found) throw new NotFound("dossier", id);
  return found;
}

const rank = ({ provider }: Dossier) => (provider === "animatic" ? 0 : 1);
