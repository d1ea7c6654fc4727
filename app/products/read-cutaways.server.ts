import type { Db } from "#db/database.ts";
import { listBeforeAfters, listCutaways } from "#db/queries/cutaways.ts";
import { listLiveClaims } from "#studio/claims/library.ts";
import { whyHeld } from "#studio/products/before-after.ts";
import type { PairShown } from "./before-after-panel.tsx";
import type { CutawayShown } from "./cutaway-panel.tsx";

/** What a product's page shows of what its videos may cut to; a pair is judged by the claims that hold today. */
export async function readCutaways(
  db: Db,
  brandId: string,
  product: { id: string; title: string },
): Promise<{ cutaways: CutawayShown[]; pairs: PairShown[] }> {
  const day = new Date().toISOString().slice(0, 10);
  const [rows, pairs, live] = await Promise.all([
    listCutaways(db, brandId, product.id),
    listBeforeAfters(db, brandId, product.id),
    listLiveClaims(db, brandId, { productId: product.id, personaId: null, day }),
  ]);
  const cutaways = rows.map(({ id, kind, shows, seconds, licence, uploader, createdAt }) => {
    return { id, kind, shows, seconds, licence, uploader, createdAt };
  });
  const shown = pairs.map(({ id, beforeId, afterId, shows }) => {
    return { id, beforeId, afterId, shows, held: whyHeld(shows, product, live) ?? null };
  });
  return { cutaways, pairs: shown };
}
