import { z } from "zod";
import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import {
  type BeforeAfter,
  getCutaway,
  insertBeforeAfter,
  listBeforeAfters,
  removeBeforeAfter,
} from "#db/queries/cutaways.ts";
import { getProduct } from "#db/queries/products.ts";
import { inTransaction } from "#db/transaction.ts";
import { type Actor, personOf } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { kindsOf, type LiveClaim, linkedClaim } from "../claims/evidence.ts";
import { lexicon } from "../claims/lexicon.ts";
import { policy } from "../claims/policy.ts";

/** Two pictures of a product, marked. `shows` says what changed, and is what is judged: pictures claim without words. */
export const beforeAfterInput = z.object({
  beforeId: z.string("Choose the picture from before"),
  afterId: z.string("Choose the picture from after"),
  shows: z
    .string()
    .trim()
    .min(10, "Say what is seen before and what after, like “A stained mug, and the same mug clean”")
    .max(160, "Say it in 160 characters")
    .transform((text) => text.replace(/\s+/g, " ")),
  confirmed: z.literal(true, "Confirm that the two pictures are true"),
});
export type BeforeAfterInput = z.input<typeof beforeAfterInput>;

/**
 * Marks two pictures of a product as before and after, on somebody's word that they show the same thing and nothing was
 * retouched. What they claim by that is judged whenever a script is written or a video made (`whyHeld`). Refused: what no
 * evidence could make lawful, and pictures that are not the product's, are one, or are clips.
 */
export async function markBeforeAfter(
  db: Db,
  brandId: string,
  by: Actor,
  productId: string,
  input: BeforeAfterInput,
): Promise<BeforeAfter> {
  const { beforeId, afterId, shows } = beforeAfterInput.parse(input);
  const { title } = await getProduct(db, brandId, productId);
  if (kindsOf(shows).includes("prohibited")) {
    const sentence = "No evidence makes that lawful in an advertisement. Say less, or leave the pair out.";
    throw new Refused("before-after-prohibited", sentence, "shows");
  }
  if (beforeId === afterId) throw new Refused("same-picture", "Choose two different pictures.", "afterId");
  return inTransaction(db, async (trx) => {
    for (const [field, id] of Object.entries({ beforeId, afterId })) {
      const half = await getCutaway(trx, brandId, id);
      if (half.productId !== productId || half.removedAt || half.kind !== "picture") {
        throw new Refused("not-a-half", "Choose two pictures of this product; clips cannot be compared.", field);
      }
    }
    const pairs = await listBeforeAfters(trx, brandId, productId);
    if (pairs.some((pair) => pair.beforeId === beforeId && pair.afterId === afterId)) {
      throw new Refused("marked-already", "These two are marked already. Take the mark back to say it anew.");
    }
    const pair = await insertBeforeAfter(trx, brandId, { productId, beforeId, afterId, shows, markedBy: personOf(by) });
    const subject = { kind: "product", id: productId, name: title, brandId };
    await recordAct(trx, by, { act: "before-after.marked", subject, after: { shows, confirmed: true } });
    return pair;
  });
}

export async function unmarkBeforeAfter(db: Db, brandId: string, by: Actor, id: string): Promise<BeforeAfter> {
  return inTransaction(db, async (trx) => {
    const pair = await removeBeforeAfter(trx, brandId, id, personOf(by));
    const { title: name } = await getProduct(trx, brandId, pair.productId);
    const subject = { kind: "product", id: pair.productId, name, brandId };
    await recordAct(trx, by, { act: "before-after.unmarked", subject, before: { shows: pair.shows } });
    return pair;
  });
}

/**
 * Why a before and after may not be shown today, in a sentence; undefined when it may. It claims a result without a word,
 * so that what it shows is judged as if it were said: of a body or of health it is held until the claims library has the
 * study, as is a comparison, a figure or a time that somebody would have to have measured (FTC 16 CFR 255.2 on typical
 * results; the rows of policy.yaml for those kinds).
 */
export function whyHeld(shows: string, product: { title: string }, live: readonly LiveClaim[]): string | undefined {
  // Whose experience it was is not asked: nobody in the video says that it was theirs.
  const open = kindsOf(shows).filter((kind) => kind !== "experience" && policy.kinds[kind].synthetic !== "allow");
  const ofBody = open.includes("health") || namesBody(`${shows} ${product.title}`);
  if (open.length === 0 && !ofBody) return undefined;
  if (open.includes("prohibited")) return "It shows what no advertisement may promise. Take the mark back.";
  const kinds = [...new Set([...open, ...(ofBody ? (["health"] as const) : [])])];
  if (kinds.every((kind) => linkedClaim(shows, kind, live))) return undefined;
  return ofBody
    ? "It shows an effect on the body. It is held until the claims library has the study that proves what it shows, for this product and in the same words."
    : "It shows a result that somebody has to have measured. It is held until the claims library has the evidence, for this product and in the same words.";
}

const body =
  /(?<!\p{L})(skin|face|faces|cheeks?|chin|forehead|hair|hairline|beard|scalp|teeth|tooth|smile|lips?|nails?|lashes|brows?|eyes?|body|belly|tummy|stomach|waist|hips?|thighs?|bum|legs?|arms?|knees?|back|shoulders?|chest|neck|hands?|fingers?|feet|foot|heels?|weight|figure|muscles?|posture|wrinkles?|acne|spots?|pores?|complexion|scars?|man|woman|person|people|girl|boy|child|baby)(?!\p{L})/iu;

function namesBody(text: string): boolean {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return body.test(text) || words.some((word) => lexicon.has("healthThing", word));
}
