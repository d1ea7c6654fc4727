import type { Trx } from "#db/database.ts";
import { getBrief } from "#db/queries/briefs.ts";
import { setReviewState } from "#db/queries/reviews.ts";
import { findScript, putScript } from "#db/queries/scripts.ts";
import { getVariant } from "#db/queries/variants.ts";
import { getVideo } from "#db/queries/videos.ts";
import { paidModels } from "../briefs/footage.ts";
import { readPricing } from "../briefs/offers.ts";
import { holdVersion } from "../ledger/hold.ts";

/**
 * After a draft was approved whose brief wants it filmed: the same script becomes the next version, its price is held of
 * the brief's budget, and the variant is queued. Answers that version, which the caller asks for with `variant/requested`;
 * undefined when the video is what is to be shown. Refused when the budget does not pay for it: then the draft is not
 * approved either, because nothing would come of it. Takes part in the caller's transaction, under the brief's lock.
 */
export async function requestFinal(
  trx: Trx,
  brandId: string,
  { id, variantId, version }: { id: string; variantId: string; version: number },
): Promise<number | undefined> {
  const { tier } = await getVideo(trx, brandId, id);
  if (tier !== "draft") return undefined;
  const variant = await getVariant(trx, brandId, variantId);
  const { footage } = await getBrief(trx, brandId, variant.briefId);
  if (paidModels(footage).length === 0) return undefined;
  const drafted = await findScript(trx, brandId, variantId, version);
  if (!drafted) return undefined;
  const next = version + 1;
  const { script, writer, model, seed, prompt, writtenBy } = drafted;
  const note = "The approved draft, to be filmed";
  await putScript(trx, brandId, { variantId, version: next, script, writer, model, seed, prompt, writtenBy, note });
  await setReviewState(trx, brandId, variantId, "queued");
  const { later } = (await readPricing(trx, brandId, footage)).priceOf(variant);
  await holdVersion(trx, brandId, variantId, later?.micros ?? 0);
  return next;
}
