import type { Cut } from "#brand-kits/schema.ts";
import type { Db } from "#db/database.ts";
import { getBrief } from "#db/queries/briefs.ts";
import { listVideoCuts } from "#db/queries/video-cuts.ts";
import { networksOf } from "#media/quality/networks.ts";
import { findCurrentKit } from "#studio/brands/current-kit.ts";
import { cutFor } from "./choose-cut.ts";

/** A cut as people meet it. `networks` are the brief's that get it, by name. `isOwn`: it is the video's own file. */
type ShownCut = { cut: Cut; networks: string[]; sha256: string; seconds: number; bytes: number; isOwn: boolean };

/** Every cut of a video with the networks that it is for, the video's own file first. */
export async function listCuts(
  db: Db,
  brandId: string,
  video: { id: string; briefId: string; cut: Cut; sha256: string; seconds: number; bytes: number },
): Promise<ShownCut[]> {
  const [others, brief, kit] = await Promise.all([
    listVideoCuts(db, brandId, video.id),
    getBrief(db, brandId, video.briefId),
    findCurrentKit(db, brandId),
  ]);
  const networks = networksOf(brief.channels);
  return [{ ...video, isOwn: true }, ...others.map((other) => ({ ...other, isOwn: false }))].map(
    ({ cut, sha256, seconds, bytes, isOwn }) => ({
      ...{ cut, sha256, seconds, bytes, isOwn },
      networks: networks.filter(({ id }) => cutFor(kit?.kit ?? {}, id) === cut).map(({ name }) => name),
    }),
  );
}
