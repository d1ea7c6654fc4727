import type { Db } from "#db/database.ts";
import { getWorkspaceOf } from "#db/queries/brands.ts";
import type { Take } from "#db/queries/takes.ts";
import type { Dossier } from "#providers/video/dossier.ts";
import { listDossiers } from "../dossiers/shelf.ts";

/** The dossier that a take was ordered by, as the workspace has it today; undefined when it is gone. */
export async function findFilmedDossier(
  db: Db,
  { brandId, dossier }: Pick<Take, "brandId" | "dossier">,
): Promise<Dossier | undefined> {
  return (await listDossiers(db, await getWorkspaceOf(db, brandId))).find(({ id }) => id === dossier)?.dossier;
}
