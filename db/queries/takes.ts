import type { Trx } from "../database.ts";

/** A shot as it stands in a video: which take it is, and where it starts (seconds). */
export type NewTake = {
  shotHash: string;
  shotType: string;
  provider: string;
  seconds: number;
  reused: boolean;
  startsAt: number;
};

/** Writes down the takes a video is made of, in the video's order. A reused take cost nothing again, and says so. */
export async function insertVideoTakes(trx: Trx, brandId: string, videoId: string, takes: NewTake[]): Promise<void> {
  const rows = await trx
    .insertInto("takes")
    .values(takes.map(({ startsAt: _, ...take }) => ({ ...take, brandId })))
    .returning("id")
    .execute();
  await trx
    .insertInto("videoShots")
    .values(
      rows.map((row, position) => ({
        brandId,
        videoId,
        position,
        takeId: row.id,
        startsAt: takes[position]?.startsAt ?? 0,
      })),
    )
    .execute();
}
