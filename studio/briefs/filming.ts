import type { Db } from "#db/database.ts";
import { getWorkspaceOf } from "#db/queries/brands.ts";
import { getBrief } from "#db/queries/briefs.ts";
import type { Dossier } from "#providers/video/dossier.ts";
import { listDossiers } from "../dossiers/shelf.ts";
import type { Footage } from "./footage.ts";

/** What films a brief's videos: whole dossiers, as the workspace has them, in the order in which a shot asks them. */
export type Filming = { dossiers: Dossier[]; tier: Footage["tier"] };

/** What films the videos of a brief that is stored. Its last dossier is the free animatic. */
export async function getFilming(db: Db, brandId: string, briefId: string): Promise<Filming> {
  const { footage } = await getBrief(db, brandId, briefId);
  return readFilming(db, brandId, footage);
}

/** The same for a choice that may not be stored yet. A model that the studio has no more is passed over. */
export async function readFilming(db: Db, brandId: string, { models, tier }: Footage): Promise<Filming> {
  const shelf = await listDossiers(db, await getWorkspaceOf(db, brandId));
  const dossiers = models.flatMap((id) => shelf.find((each) => each.id === id)?.dossier ?? []);
  return { dossiers, tier };
}
