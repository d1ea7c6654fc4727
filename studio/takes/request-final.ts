import type { Db, Trx } from "#db/database.ts";
import { getBrief } from "#db/queries/briefs.ts";
import { setReviewState } from "#db/queries/reviews.ts";
import { findScript, putScript } from "#db/queries/scripts.ts";
import { getVariant } from "#db/queries/variants.ts";
import { getVideo } from "#db/queries/videos.ts";
import { paidModels } from "../briefs/footage.ts";
import { readPricing } from "../briefs/offers.ts";
import { holdVersion } from "../ledger/hold.ts";

/**
 * What filming a draft's final version costs at most, in millionths of a US dollar, as its brief's models stand today;
 * undefined when approving the video films nothing.
 */
export async function priceFinal(
  db: Db,
  brandId: string,
  { variantId, tier }: { variantId: string; tier: string },
): Promise<number | undefined> {
  if (tier !== "draft") return undefined;
  const variant = await getVariant(db, brandId, variantId);
  const { footage } = await getBrief(db, brandId, variant.briefId);
  if (paidModels(footage).length === 0) return undefined;
  return (await readPricing(db, brandId, footage)).priceOf(variant).later?.micros ?? 0;
}

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
  const price = await priceFinal(trx, brandId, { variantId, tier });
  if (price === undefined) return undefined;
  const drafted = await findScript(trx, brandId, variantId, version);
  if (!drafted) return undefined;
  const next = version + 1;
  const { script, writer, model, seed, prompt, writtenBy } = drafted;
  const note = "The approved draft, to be filmed";
  await putScript(trx, brandId, { variantId, version: next, script, writer, model, seed, prompt, writtenBy, note });
  await setReviewState(trx, brandId, variantId, "queued");
  await holdVersion(trx, brandId, variantId, price);
  return next;
}
