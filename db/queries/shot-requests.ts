import type { Selectable } from "kysely";
import type { Db, Trx } from "../database.ts";
import { asId } from "../ids.ts";
import type { ShotRequestTable } from "../tables/takes.ts";

export type ShotRequest = Selectable<ShotRequestTable>;

/** Writes down that a version is made to have shots of a video filmed. */
export async function insertShotRequest(
  trx: Trx,
  brandId: string,
  request: Pick<ShotRequest, "variantId" | "version" | "videoId" | "positions">,
): Promise<void> {
  await trx
    .insertInto("shotRequests")
    .values({ ...request, brandId })
    .execute();
}

/** Which shots a version was made for, and of which video; undefined for one that is filmed as its brief says. */
export async function findShotRequest(
  db: Db,
  brandId: string,
  variantId: string,
  version: number,
): Promise<ShotRequest | undefined> {
  return db
    .selectFrom("shotRequests")
    .where("brandId", "=", brandId)
    .where("variantId", "=", asId("variant", variantId))
    .where("version", "=", version)
    .selectAll()
    .executeTakeFirst();
}

/** The takes that a video shows, by shot and clip, with the seconds of each. */
export async function listShownTakes(
  db: Db,
  brandId: string,
  videoId: string,
): Promise<{ position: number; part: number; takeId: string; seconds: number }[]> {
  return db
    .selectFrom("videoFootage")
    .where("brandId", "=", brandId)
    .where("videoId", "=", asId("video", videoId))
    .select(["position", "part", "takeId", "seconds"])
    .orderBy("position")
    .orderBy("part")
    .execute();
}
