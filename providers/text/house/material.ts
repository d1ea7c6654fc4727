import { type FactUse, mentions, mentionsOneOf, type ScriptRequest } from "../contract.ts";
import type { Dice } from "./dice.ts";
import { type Claim, gatherClaims, sentencesIn, wordSet } from "./facts.ts";
import type { Kind, Phrases } from "./phrases.ts";
import { asSentence, headNoun, isPlural, lowerFirst, spokenTitle, upperFirst, withArticle } from "./wording.ts";

/** All that a script can be made of for one request: words for the braces, claims in order, and what fits the product's kind. */
export type Material = {
  words: Record<string, string | undefined>;
  claims: Claim[];
  kind: Kind;
  /** The persona's that touch on the product. */
  opinions: string[];
  tags: string[];
  musts: { sentence: string; use: FactUse }[];
  offer: { sentence: string; use: FactUse } | null;
  price: FactUse | null;
  /** Whether the shop says next to nothing. */
  thin: boolean;
  /** Whether a line may be said at all: nothing forbidden is in it. */
  sayable(line: string): boolean;
};

export function gatherMaterial(
  request: ScriptRequest,
  phrases: Phrases,
  dice: Dice,
  banned: ReadonlySet<string> = new Set(),
): Material {
  const { brand, product, brief, persona } = request;
  const isForbidden = mentionsOneOf([
    ...brand.never,
    ...brief.neverSay,
    ...persona.taboos,
    ...(persona.talk.avoid ?? []),
  ]);
  const sayable = (line: string) =>
    !isForbidden(line) &&
    (banned.size === 0 || !(banned.has(line) || sentencesIn(line).some((part) => banned.has(part))));
  const calledAs = product.calledAs ?? product.title;
  const known = findKind({ ...product, title: calledAs }, phrases.kinds);
  const kind = known?.kind ?? phrases.anything;
  const title = spokenTitle(calledAs);
  const head = headNoun(calledAs);
  const plural = head !== undefined && isPlural(head);
  const noun = (known ? kind.headNoun && known.called : head) || kind.noun;
  const claims = gatherClaims(request, plural, head).filter((claim) => sayable(claim.sentence));
  return {
    words: {
      ...agreement(plural),
      product: /^(?:the|our|my)\s/i.test(title) || startsWithBrand(title, brand.name) ? title : `the ${title}`,
      title,
      brand: brand.name,
      noun,
      your_noun: `your ${noun}`,
      a_noun: withArticle(noun, kind.mass && noun === kind.noun),
      price: product.price ?? undefined,
      cta: brand.cta.replace(/[.!]+$/, ""),
      cta_lower: lowerFirst(brand.cta.replace(/[.!]+$/, "")),
      audience: sayableAudience(brief.audience),
      seconds: String(Math.round(request.seconds)),
    },
    claims: orderClaims(claims, request, dice),
    kind,
    opinions: fittingOpinions(
      persona.opinions.map(asSentence).filter(sayable),
      [
        product.title,
        product.description,
        ...product.benefits,
        ...product.facts,
        noun,
        ...kind.words,
        ...kind.tags,
      ].join(" "),
    ),
    tags: kind.tags.length > 0 ? kind.tags : [noun.replace(/\s/g, "")],
    musts: brief.mustSay.map((text) => ({ sentence: asSentence(text), use: { from: "must-say", text } })),
    offer:
      brief.offer === null ? null : { sentence: asSentence(brief.offer), use: { from: "offer", text: brief.offer } },
    price: product.price === null ? null : { from: "price", text: product.price },
    thin: claims.length <= 2,
    sayable,
  };
}

/** Fills the braces of a phrase. Undefined when a word is not to be had, or the line may not be said. */
export function fill(
  phrase: string,
  material: Material,
  more: Record<string, string | undefined> = {},
): string | undefined {
  let missing = false;
  const wordFor = (name: string) => more[name] ?? material.words[name];
  const line = phrase.replace(/\{(\w+'?\w*)\}/g, (_, name: string) => {
    const value = wordFor(name) ?? wordFor(name.charAt(0).toLowerCase() + name.slice(1));
    if (value === undefined) missing = true;
    return value === undefined ? "" : /^\p{Lu}/u.test(name) ? upperFirst(value) : value;
  });
  if (missing) return undefined;
  const whole = upperFirst(line.replace(/([.?!])\.(?=\s|$)/g, "$1"));
  return material.sayable(whole) ? whole : undefined;
}

function agreement(plural: boolean): Record<string, string> {
  return plural
    ? {
        it: "they",
        it_object: "them",
        its: "their",
        "it's": "they're",
        is: "are",
        has: "have",
        this: "these",
        this_is: "these are",
        cost: "cost",
        does: "do",
      }
    : {
        it: "it",
        it_object: "it",
        its: "its",
        "it's": "it's",
        is: "is",
        has: "has",
        this: "this",
        this_is: "this is",
        cost: "costs",
        does: "does",
      };
}

function startsWithBrand(title: string, brand: string): boolean {
  return mentions(title.split(" ")[0]!, brand.split(" ")[0]!);
}

/**
 * The kind whose word stands last in the title ("coffee table" is a table), or else one from the description; with what the
 * product is called there: "watering can".
 */
function findKind(
  product: { title: string; description: string },
  kinds: Kind[],
): { kind: Kind; called: string } | undefined {
  const found = (text: string) =>
    kinds
      .flatMap((kind) => kind.words.flatMap((word) => ({ kind, ...lastPlaceOf(text, word) })))
      .filter(({ called }) => called !== "")
      .sort((a, b) => b.at + b.called.length - (a.at + a.called.length) || b.called.length - a.called.length)[0];
  return (
    found(spokenTitle(product.title).replace(/\s+(?:for|with|in|of|from|by|to)\s.*$/i, "")) ??
    found(product.title) ??
    found(product.description.slice(0, 400))
  );
}

function lastPlaceOf(text: string, word: string): { at: number; called: string } {
  if (!text.toLowerCase().includes(word)) return { at: -1, called: "" };
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?:e?s)?(?![\\p{L}\\p{N}])`,
    "gu",
  );
  const last = [...text.toLowerCase().matchAll(pattern)].at(-1);
  return { at: last?.index ?? -1, called: last?.[0] ?? "" };
}

/** The claim nearest to the angle leads, else one of the first benefits; the others follow in an order of this script's own. */
function orderClaims(claims: Claim[], request: ScriptRequest, dice: Dice): Claim[] {
  const angle = wordSet(request.angle);
  const near = (claim: Claim) => [...wordSet(claim.sentence)].filter((word) => angle.has(word)).length;
  const nearest = claims.toSorted((a, b) => near(b) - near(a))[0];
  const lead =
    nearest && near(nearest) > 0
      ? nearest
      : dice.pick(claims.filter((claim) => claim.use.from === "benefit" || claim.use.from === "proof").slice(0, 4));
  const own = dice.shuffle(claims.filter((claim) => claim !== lead && claim.use.from !== "kit"));
  const kit = dice.shuffle(claims.filter((claim) => claim !== lead && claim.use.from === "kit"));
  return [...(lead ? [lead] : []), ...own, ...kit];
}

/** The opinions that touch on the product: one about bottles is out of place beside a sofa. */
function fittingOpinions(opinions: string[], about: string): string[] {
  const stemsOf = (text: string) => [...wordSet(text)].map((word) => word.slice(0, 5));
  const topic = new Set(stemsOf(about));
  return opinions.filter((opinion) => stemsOf(opinion).some((stem) => topic.has(stem)));
}

/** An audience that can be addressed aloud ("home brewers in small flats"); targeting jargon ("women 25–40") cannot. */
function sayableAudience(audience: string): string | undefined {
  const said = audience.trim().replace(/[.]+$/, "");
  const fits =
    /^[\p{Script=Latin}' -]+$/u.test(said) && said.split(" ").length <= 8 && /^(?:\S+ ){0,2}\S+s\b/.test(said);
  return fits && !/^(?:the|a|an|our)\s/i.test(said) ? lowerFirst(said) : undefined;
}
