import type { Kit } from "#brand-kits/schema.ts";
import { readNevers } from "#brand-kits/voice.ts";
import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import type { PersonaRow } from "#db/queries/personas.ts";
import type { ProductRow } from "#db/queries/products.ts";
import { kindsOf, linkedClaim } from "../claims/evidence.ts";
import { type JudgeContext, judgeText } from "../claims/judge.ts";
import { listLiveClaims } from "../claims/library.ts";
import { bibleSchema } from "../personas/bible.ts";
import { showPrice } from "../products/price.ts";
import type { DirectedShot } from "../shots/directed-shot.ts";

/**
 * Refuses a clip whose spoken line may not be said: by the same judge as a script. Without a persona the brand speaks,
 * which has lived as little as a persona that does not exist.
 */
export async function refuseUnsayable(
  db: Db,
  brandId: string,
  shot: Pick<DirectedShot, "line">,
  { kit, voice, persona, product }: { kit: Kit; voice: string; persona?: PersonaRow; product?: ProductRow },
): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const about = { productId: product?.id ?? null, personaId: persona?.id ?? null, day };
  const evidence = await listLiveClaims(db, brandId, about);
  const unproven = (line: string) => !kindsOf(line).some((kind) => linkedClaim(line, kind, evidence));
  const price = product ? showPrice(product) : null;
  const context: JudgeContext = {
    speaker: persona?.kind === "cameo" ? "cameo" : "synthetic",
    name: persona?.name ?? "The persona",
    names: [kit.name, ...(product ? [product.title] : [])],
    facts: [
      ...kit.claims.allowed,
      ...(product ? [...product.benefits, ...product.facts] : []),
      ...(price ? [price] : []),
    ],
    evidence,
    never: [...new Set([...kit.claims.banned, ...kit.claims.needEvidence.filter(unproven), ...readNevers(voice)])],
    taboos: persona ? (bibleSchema.safeParse(persona.bible).data?.taboos ?? []) : [],
  };
  const [finding] = judgeText(shot.line ?? "", context);
  if (!finding) return;
  if (finding.gate === "experience") {
    const sentence = `${context.name} does not exist and cannot say “${finding.words}”. Say what the product is instead.`;
    throw new Refused("claimed-experience", sentence, "line");
  }
  throw new Refused(`clip-${finding.gate}`, finding.message, "line");
}
