import type { Kit } from "#brand-kits/schema.ts";

/** What the words of a brand's texts may be held against. */
export type LexiconSources = {
  kit: Pick<Kit, "name" | "tagline" | "claims" | "cta" | "products">;
  voice: string;
  product: { title: string; description: string; facts: readonly string[] };
  personas: readonly string[];
  brief: readonly (string | null)[];
};

/**
 * Words that are right in this brand's texts, whatever a dictionary says. What names something counts whole; of longer
 * texts only the names in them, because a slip in a description is a slip in a script too.
 */
export function lexiconOf({ kit, voice, product, personas, brief }: LexiconSources): string[] {
  const names = [
    kit.name,
    kit.tagline,
    kit.cta.text,
    product.title,
    ...personas,
    ...kit.products.map(({ title }) => title),
  ];
  const texts = [
    voice,
    product.description,
    ...product.facts,
    ...kit.claims.allowed,
    ...kit.claims.needEvidence,
    ...brief,
  ];
  return [...names, ...texts.flatMap((text) => namesIn(text ?? ""))];
}

/** Capitalised words, and those with letters that English does not have. */
function namesIn(text: string): string[] {
  return (text.match(/[\p{L}\p{N}'’]+/gu) ?? []).filter((word) => /^\p{Lu}|[^\p{ASCII}’]/u.test(word));
}
