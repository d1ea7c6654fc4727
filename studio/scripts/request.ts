import type { Db } from "#db/database.ts";
import { getBrief } from "#db/queries/briefs.ts";
import { getPersona } from "#db/queries/personas.ts";
import { getProduct } from "#db/queries/products.ts";
import { listOpeningLines } from "#db/queries/scripts.ts";
import { countEarlierTurns, getVariant } from "#db/queries/variants.ts";
import type { ScriptRequest } from "#providers/text/contract.ts";
import { getCurrentKit } from "../brands/current-kit.ts";
import { listLiveClaims } from "../claims/library.ts";
import { listUsableCutaways } from "../products/list-cutaways.ts";
import { composeRequest } from "./compose-request.ts";

/** Gathers everything a writer may know about one variant: kit, product and what videos of it may cut to, persona, brief, and the cell's own tags. */
export async function gatherRequest(
  db: Db,
  brandId: string,
  variantId: string,
): Promise<Omit<ScriptRequest, "revision">> {
  const cell = await getVariant(db, brandId, variantId);
  const about = { productId: cell.productId, personaId: cell.personaId, day: new Date().toISOString().slice(0, 10) };
  const [{ kit, voice }, brief, product, persona, turn, avoid, proven] = await Promise.all([
    getCurrentKit(db, brandId),
    getBrief(db, brandId, cell.briefId),
    getProduct(db, brandId, cell.productId),
    getPersona(db, brandId, cell.personaId),
    countEarlierTurns(db, brandId, cell),
    listOpeningLines(db, brandId, cell.briefId, variantId),
    listLiveClaims(db, brandId, about),
  ]);
  const request = composeRequest({ kit, voice, brief, product, persona, cell, turn, avoid, proven });
  const usable = await listUsableCutaways(db, brandId, product, proven);
  const cutaways = usable.map(({ id, kind, shows, seconds }) => ({ id, kind, shows, seconds }));
  return cutaways.length > 0 ? { ...request, cutaways } : request;
}
