import type { Db } from "#db/database.ts";
import { getBrief } from "#db/queries/briefs.ts";
import { getPersona } from "#db/queries/personas.ts";
import { getProduct } from "#db/queries/products.ts";
import { countEarlierTurns, getVariant } from "#db/queries/variants.ts";
import { type HookType, hookTypes, type ScriptRequest } from "#providers/text/contract.ts";
import { spokenRate } from "#providers/text/timing.ts";
import { getCurrentKit } from "../brands/current-kit.ts";
import { findExperienceClaims } from "../claims/experience.ts";
import { bibleSchema } from "../personas/bible.ts";
import { showPrice } from "../products/price.ts";

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
  const bible = voiceOfBible.parse(persona.bible);
  // A synthetic persona's own words are material too, and must not bring a claimed life into the script.
  const honest = (lines: string[]) =>
    persona.kind === "cameo" ? lines : lines.filter((line) => findExperienceClaims(line).length === 0);
  return {
    brand: {
      name: kit.name,
      voice,
      never: [...kit.claims.banned, ...kit.claims.needEvidence],
      cta: variant.cta,
      claims: honest(kit.claims.allowed),
    },
    product: {
      title: product.title,
      calledAs: null,
      description: product.description,
      benefits: honest(product.benefits),
      facts: honest(product.facts),
      price: showPrice(product),
    },
    persona: {
      name: persona.name,
      kind: persona.kind,
      speechStyle: bible.speechStyle,
      talk: bible.talk,
      wordsPerSecond: spokenRate(variant.locale, persona.voice, persona.pace),
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
    avoid: [],
  };
}

/** What a writer needs of a bible; how the persona looks is nothing to it. */
const voiceOfBible = bibleSchema.pick({ speechStyle: true, talk: true, opinions: true, taboos: true });

function asHook(hook: string): HookType {
  return hookTypes.find((type) => type === hook) ?? "question";
}
