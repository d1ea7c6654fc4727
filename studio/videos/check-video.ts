import type { Db } from "#db/database.ts";
import { insertFindings, removeFindings } from "#db/queries/findings.ts";
import { getVariant, setVariantStage } from "#db/queries/variants.ts";
import { getVideo } from "#db/queries/videos.ts";
import { checkVideoFile } from "#media/quality.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { tellEndpoints, tellIfFinished } from "../webhooks/tell.ts";

/**
 * Runs the quality gates over a finished version and hands it to review with what they found. Safe to repeat: the
 * findings of the same version are replaced.
 */
export async function checkVideo(
  stage: { db: Db; files: FileStore },
  brandId: string,
  videoId: string,
): Promise<number> {
  const { db, files } = stage;
  const video = await getVideo(db, brandId, videoId);
  const variant = await getVariant(db, brandId, video.variantId);
  await setVariantStage(db, brandId, video.variantId, {
    state: "checking",
    stage: "Checking picture and sound",
    progress: 0.96,
  });
  const findings = await checkVideoFile(await files.localPath(video.file), {
    label: video.label,
    // A fifth either way: speech takes the time it takes, and the brief asks for a length, not for a frame count.
    minSeconds: variant.lengthSeconds * 0.8,
    maxSeconds: variant.lengthSeconds * 1.2,
  });
  await db.transaction().execute(async (trx) => {
    await removeFindings(trx, brandId, videoId);
    await insertFindings(
      trx,
      brandId,
      findings.map((finding) => ({ ...finding, variantId: video.variantId, videoId })),
    );
    const ready = { state: "in-review", stage: null, progress: 1 } as const;
    if (!(await setVariantStage(trx, brandId, video.variantId, ready))) return;
    await tellEndpoints(trx, brandId, "variant.ready", video.variantId);
    await tellEndpoints(trx, brandId, "video.ready", videoId);
    await tellIfFinished(trx, brandId, video.variantId);
  });
  return findings.length;
}
