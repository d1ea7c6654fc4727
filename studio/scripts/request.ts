import type { Db } from "#db/database.ts";
import { getBrief } from "#db/queries/briefs.ts";
import { getPersona } from "#db/queries/personas.ts";
import { getProduct } from "#db/queries/products.ts";
import { countEarlierTurns, getVariant } from "#db/queries/variants.ts";
import { type HookType, hookTypes, type ScriptRequest } from "#providers/text/contract.ts";
import { getCurrentKit } from "../brands/current-kit.ts";
import { findExperienceClaims } from "../claims/experience.ts";
import { bibleSchema } from "../personas/bible.ts";

/** Gathers everything a writer may know about one variant: kit, product, persona, brief, and the cell's own tags. */
export async function gatherRequest(
  db: Db,
  brandId: string,
  variantId: string,
): Promise<Omit<ScriptRequest, "revision">> {
  const variant = await getVariant(db, brandId, variantId);
  const [{ kit, voice }, brief, product, persona, turn] = await Promise.all([
    getCurrentKit(db, brandId),
    getBrief(db, brandId, variant.briefId),
    getProduct(db, brandId, variant.productId),
    getPersona(db, brandId, variant.personaId),
    countEarlierTurns(db, brandId, variant),
  ]);
  const bible = bibleSchema.parse(persona.bible);
  // A synthetic persona's own words are material too, and must not bring a claimed life into the script.
  const honest = (lines: string[]) =>
    persona.kind === "cameo" ? lines : lines.filter((line) => findExperienceClaims(line).length === 0);
  return {
    brand: {
      name: kit.name,
      voice,
      never: [...kit.claims.banned, ...kit.claims.needEvidence],
      cta: variant.cta,
    },
    product: {
      title: product.title,
      description: product.description,
      benefits: honest(product.benefits),
      facts: honest(product.facts),
      price: sayPrice(product.priceCents, product.currency),
    },
    persona: {
      name: persona.name,
      kind: persona.kind,
      speechStyle: bible.speechStyle,
      opinions: honest(bible.opinions),
      taboos: bible.taboos,
    },
    brief: {
      goal: brief.goal,
      audience: brief.audience,
      offer: brief.offer,
      proofPoints: honest(brief.proofPoints),
      mustSay: brief.mustSay,
      neverSay: brief.neverSay,
      tone: brief.tone,
    },
    angle: variant.angle,
    hook: asHook(variant.hook),
    seconds: variant.lengthSeconds,
    locale: variant.locale,
    seed: brief.seed,
    turn,
  };
}

/** A price as it is read aloud: "€14.90", "$500". Null when the product has none. */
export function sayPrice(cents: number | null, currency: string | null): string | null {
  if (cents === null || currency === null) return null;
  const whole = cents % 100 === 0;
  const format = { style: "currency", currency, minimumFractionDigits: whole ? 0 : 2 } as const;
  return new Intl.NumberFormat("en", format).format(cents / 100).replace(/\u00a0/g, " ");
}

function asHook(hook: string): HookType {
  return hookTypes.find((type) => type === hook) ?? "question";
}
