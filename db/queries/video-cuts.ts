import type { Insertable, Selectable } from "kysely";
import { asJson, type Db, type Trx } from "../database.ts";
import { asId } from "../ids.ts";
import type { Cut, VideoCutTable } from "../tables/videos.ts";

export type { Cut } from "../tables/videos.ts";
export type VideoCut = Selectable<VideoCutTable>;
export type NewVideoCut = Omit<
  Insertable<VideoCutTable>,
  "brandId" | "videoId" | "createdAt" | "storyboard" | "shots" | "provenance" | "measured"
> & {
  storyboard: object;
  shots: VideoCut["shots"];
  provenance: object;
};

/** Keeps another cut of a video. One that stands stays as it is: its bytes may have been approved. */
export async function insertVideoCut(
  trx: Trx,
  brandId: string,
  videoId: string,
  { storyboard, shots, provenance, ...cut }: NewVideoCut,
): Promise<void> {
  await trx
    .insertInto("videoCuts")
    .values({
      ...{ ...cut, brandId, videoId },
      ...{ storyboard: asJson(storyboard), shots: asJson(shots), provenance: asJson(provenance) },
    })
    .onConflict((conflict) => conflict.columns(["videoId", "cut"]).doNothing())
    .execute();
}

/** The cuts of a video besides its own file. */
export async function listVideoCuts(db: Db, brandId: string, videoId: string): Promise<VideoCut[]> {
  return db
    .selectFrom("videoCuts")
    .where("brandId", "=", brandId)
    .where("videoId", "=", asId("video", videoId))
    .selectAll()
    .orderBy("cut")
    .execute();
}

/** What the checks measured of a cut; replaced when it is checked again. */
export async function keepCutMeasures(
  db: Db,
  brandId: string,
  videoId: string,
  cut: Cut,
  measured: object,
): Promise<void> {
  await db
    .updateTable("videoCuts")
    .set({ measured: asJson(measured) })
    .where("brandId", "=", brandId)
    .where("videoId", "=", asId("video", videoId))
    .where("cut", "=", cut)
    .execute();
}

/** The further cuts of several videos, for taking them away together. */
export async function listCutFiles(db: Db, brandId: string, videoIds: readonly string[]) {
  if (videoIds.length === 0) return [];
  return db
    .selectFrom("videoCuts")
    .where("brandId", "=", brandId)
    .where("videoId", "in", [...videoIds])
    .select(["videoId", "cut", "file", "bytes"])
    .orderBy("cut")
    .execute();
}
