import type { Db } from "#db/database.ts";
import { listShownTakes } from "#db/queries/shot-requests.ts";
import { getVideo } from "#db/queries/videos.ts";
import type { FilmedShot } from "./order-shot.ts";

/** What a video shows of video models, shot by shot, as another version of it may show it again. */
export async function readShownFootage(db: Db, brandId: string, videoId: string): Promise<FilmedShot[]> {
  const [{ storyboard }, takes] = await Promise.all([
    getVideo(db, brandId, videoId),
    listShownTakes(db, brandId, videoId),
  ]);
  const { shots = [] } = storyboard as { shots?: { lead?: number }[] };
  return [...new Set(takes.map(({ position }) => position))].map((position) => ({
    position,
    clips: takes.filter((take) => take.position === position).map(({ takeId, seconds }) => ({ takeId, seconds })),
    lead: shots[position]?.lead ?? 0,
    note: null,
  }));
}
