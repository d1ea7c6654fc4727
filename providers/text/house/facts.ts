import { countWords, type FactUse, type ScriptRequest } from "../contract.ts";
import { asClause, asSentence, upperFirst } from "./wording.ts";

/** Something that may be said about the product, once in a script, with the source it comes from. */
export type Claim = {
  sentence: string;
  clause: string | undefined;
  show: string | null;
  use: FactUse;
};

/** Claims longer than this are left out: a spoken line of more is a paragraph. */
const mostWordsInClaim = 24;
/** A text longer than this is no fact but a page; its beginning is looked at, the rest is not. */
const longestText = 4_000;

/**
 * What the request's sources say of the product, each sentence once: proof points, benefits and facts, what the kit says
 * of all its products where it is about this one, and the description when there is nothing else.
 */
export function gatherClaims(
  { product, brief, brand }: ScriptRequest,
  plural: boolean,
  head: string | undefined,
): Claim[] {
  const listed: FactUse[] = [
    ...brief.proofPoints.map((text): FactUse => ({ from: "proof", text })),
    ...product.benefits.map((text): FactUse => ({ from: "benefit", text })),
    ...product.facts.map((text): FactUse => ({ from: "fact", text })),
  ];
  const own = listed.length > 0 ? listed : [{ from: "description" as const, text: product.description }];
  const about = stems([product.title, product.description, ...listed.map(({ text }) => text)].join(" "));
  // A brand roasts coffee, and sells mugs: a claim is about this product when what it begins with is.
  const shared = brand.claims
    .filter((text) => [...stems(text)].slice(0, 1).some((stem) => about.has(stem)))
    .map((text): FactUse => ({ from: "kit", text }));
  const claims: Claim[] = [];
  for (const use of [...own, ...shared]) {
    for (const part of sentencesIn(use.text)) {
      const said = sayable(part);
      if (said === undefined || claims.some((other) => alike(other.use.text, part) || alike(other.sentence, said)))
        continue;
      const told = asClause(said, plural, head);
      const clause = told && /^(?:it|they|there)\b/i.test(told) ? told : undefined;
      const short = said.replace(/[.!]+$/, "");
      claims.push({
        sentence: asSentence(told ?? said),
        clause,
        show: short.length <= 48 ? upperFirst(short) : null,
        use: use.from === "description" ? { ...use, text: part } : use,
      });
    }
  }
  return claims;
}

/** A sentence of a source as it may be spoken, or undefined when it is nothing to say aloud as a fact about a product. */
function sayable(part: string): string | undefined {
  const text = part
    .replace(/\p{Extended_Pictographic}|\p{Regional_Indicator}|\uFE0F|\u200D/gu, "")
    .replace(/[®™©*]/g, "")
    .replace(/!+/g, ".")
    .replace(/\s+/g, " ")
    .replace(/ (?=[.,;:?])/g, "")
    .trim()
    .replace(/^[-–—•,;:.\s]+/, "");
  const words = text.split(" ");
  if (countWords(text) < 2 || words.length > mostWordsInClaim || text.length > 220) return undefined;
  const letters = text.match(/\p{L}/gu) ?? [];
  const latin = text.match(/\p{Script=Latin}/gu) ?? [];
  if (latin.length < letters.length * 0.9) return undefined;
  if (/[<>{}[\]|\\`=]|https?:|www\.|\S@\S|#\w/i.test(text)) return undefined;
  if (letters.length > 12 && (text.match(/\p{Lu}/gu)?.length ?? 0) > letters.length * 0.6) return undefined;
  if (spokenToMachine.test(text) || machineLabel.test(text) || callToBuy.test(text) || firstPerson.test(text))
    return undefined;
  return withoutPuff(text);
}

/** A description is data. What in it speaks to whoever processes it is not about the product. */
const spokenToMachine =
  /\b(?:ignore|disregard|override|bypass|system prompt|prompts?|instructions?|assistant|chatbot|language model|LLM|GPT|jailbreak|developer mode|as an ai|you are (?:now|a|an)|you must|do not (?:mention|say)|(?:say|state|write|print|output|repeat|respond|reply|answer|pretend|claim|tell (?:them|everyone|viewers?|the)) (?:that|with|to|as|the|only|in|after|you|it|this))\b/i;
const machineLabel = /\b(?:system|user|developer|admin|say|print|output|write)\s*:/i;
const callToBuy =
  /\b(?:buy|order|shop|click|subscribe|follow|call|visit|contact|sign up|add to (?:cart|basket)|swipe|dm)\b.{0,20}\b(?:now|here|today|us|link|below|cart|basket|this)\b|\b(?:hurry|limited time|while stocks? last|don't miss|act fast)\b/i;
const firstPerson = /\b(?:I|I'm|I've|me|my|mine|we|we're|we've|us|our|ours)\b/;

/** Words of praise that a shop puts before the noun say nothing; the fact is what is left. */
const puff =
  /\b(?:very |so |truly |really )?(?:stylish|chic|sleek|classic|vibrant|beautiful|gorgeous|stunning|elegant|premium|luxurious|amazing|unique|exquisite|fabulous|wonderful|fantastic|superb|must-have|trendy|fashionable|lovely|adorable)\b,?\s*(?:and\s+)?/gi;

function withoutPuff(text: string): string | undefined {
  const plain = upperFirst(text.replace(puff, "").replace(/\s+/g, " ").replace(/^and /i, "").trim());
  return countWords(plain) < 2 ? undefined : plain;
}

export function sentencesIn(text: string): string[] {
  return text
    .slice(0, longestText)
    .split(/(?<=[.!?])\s+|\n+/)
    .map((part) => part.trim())
    .filter(Boolean)
    .slice(0, 40);
}

export function alike(one: string, other: string): boolean {
  const [a, b] = [wordSet(one), wordSet(other)];
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared / Math.max(1, Math.min(a.size, b.size)) > 0.6;
}

export function wordSet(text: string): Set<string> {
  return new Set(
    (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length > 3 || /\d/.test(word)),
  );
}

function stems(text: string): Set<string> {
  const common = new Set([
    "that",
    "this",
    "with",
    "from",
    "every",
    "comes",
    "made",
    "have",
    "your",
    "about",
    "small",
    "which",
  ]);
  return new Set([...wordSet(text)].filter((word) => !common.has(word)).map((word) => word.slice(0, 5)));
}
