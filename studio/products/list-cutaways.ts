import type { Db } from "#db/database.ts";
import { listBeforeAfters, listCutaways } from "#db/queries/cutaways.ts";
import type { LiveClaim } from "../claims/evidence.ts";
import { whyHeld } from "./before-after.ts";

/** The most that a writer is told of: what was uploaded last is worth the most. */
const most = 24;

/** What a video may cut to, with the files in the store that it is shown from: two for a before and after. */
export type UsableCutaway = {
  id: string;
  kind: "picture" | "clip" | "before-after";
  shows: string;
  seconds: number | null;
  files: string[];
};

/** What videos of a product may cut to, given what the claims library proves today: held pairs are not among it. */
export async function listUsableCutaways(
  db: Db,
  brandId: string,
  product: { id: string; title: string },
  live: readonly LiveClaim[],
): Promise<UsableCutaway[]> {
  const [cutaways, pairs] = await Promise.all([
    listCutaways(db, brandId, product.id),
    listBeforeAfters(db, brandId, product.id),
  ]);
  const fileOf = new Map(cutaways.map(({ id, file }) => [id, file]));
  const compared = pairs.flatMap(({ id, shows, beforeId, afterId }): UsableCutaway[] => {
    const files = [fileOf.get(beforeId), fileOf.get(afterId)].filter((file) => file !== undefined);
    if (files.length < 2 || whyHeld(shows, product, live)) return [];
    return [{ id, kind: "before-after", shows, seconds: null, files }];
  });
  // A half of a pair says nothing by itself, or the wrong thing: "after" alone is a promise, and held with its pair.
  const halves = new Set(pairs.flatMap(({ beforeId, afterId }) => [beforeId, afterId]));
  const single = cutaways
    .filter(({ id }) => !halves.has(id))
    .map(({ id, kind, shows, seconds, file }): UsableCutaway => ({ id, kind, shows, seconds, files: [file] }));
  return [...compared, ...single.slice(-most)];
}
