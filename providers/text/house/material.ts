import { mentions, mentionsOneOf, type ScriptRequest } from "../contract.ts";
import type { Dice } from "./dice.ts";
import type { Category, HookPhrase, Phrases, Style } from "./phrases.ts";
import {
  asClause,
  asSentence,
  headNoun,
  isPlural,
  lowerFirst,
  spokenTitle,
  upperFirst,
  withArticle,
} from "./wording.ts";

/** Something that may be said about the product, once in a script. */
export type Claim = {
  sentence: string;
  clause: string | undefined;
  show: string | null;
  source: "benefit" | "fact" | "proof" | "must" | "price" | "shop";
};

/** All that a script can be made of for one request: words for the braces, claims in order, phrases of style and kind. */
export type Material = {
  words: Record<string, string | undefined>;
  claims: Claim[];
  style: Style;
  /** Those of the product's category, and those for anything. */
  hooks: { own: HookPhrase[]; general: HookPhrase[] };
  moments: string[];
  /** The persona's, those that touch on the product first; `fitting` is how many do. */
  opinions: string[];
  fitting: number;
  general: Phrases["general"];
  tags: string[];
  musts: string[];
  offer: string | null;
  /** Whether a line may be said at all: nothing forbidden is in it. */
  sayable(line: string): boolean;
};

/** Claims longer than this are left out: a spoken line of more is a paragraph. */
const mostWordsInClaim = 24;

export function gatherMaterial(
  request: ScriptRequest,
  phrases: Phrases,
  styleName: keyof Phrases["styles"],
  dice: Dice,
): Material {
  const { brand, product, brief, persona } = request;
  const forbidden = [...brand.never, ...brief.neverSay, ...persona.taboos];
  const isForbidden = mentionsOneOf(forbidden);
  const sayable = (line: string) => !isForbidden(line);
  const category = findCategory(product, phrases.categories);
  const title = spokenTitle(product.title);
  const head = headNoun(product.title);
  const plural = head !== undefined && isPlural(head);
  const noun = (category?.headNoun ? head : undefined) ?? category?.noun ?? head ?? "product";
  const own = category?.[request.hook] ?? [];
  return {
    words: {
      ...agreement(plural),
      product:
        /^(?:the|our|my)\s/i.test(title) || mentions(title.split(" ")[0]!, brand.name.split(" ")[0]!)
          ? title
          : `the ${title}`,
      title,
      brand: brand.name,
      noun,
      noun_it: isPlural(noun) ? "them" : "it",
      a_noun: withArticle(noun, category?.mass && noun === category.noun),
      price: product.price ?? undefined,
      cta: brand.cta.replace(/[.!]+$/, ""),
      cta_lower: lowerFirst(brand.cta.replace(/[.!]+$/, "")),
      audience: sayableAudience(brief.audience),
      seconds: String(Math.round(request.seconds)),
    },
    claims: orderClaims(
      gatherClaims(request, plural, head).filter((claim) => sayable(claim.sentence)),
      request,
      dice,
    ),
    style: phrases.styles[styleName],
    hooks: { own, general: phrases.general[request.hook] },
    moments: category?.moments ?? phrases.general.moments,
    ...sortOpinions(
      persona.opinions.map(asSentence).filter(sayable),
      `${product.title} ${product.description} ${noun}`,
    ),
    general: phrases.general,
    tags: category?.tags ?? [noun.replace(/\s/g, "")],
    musts: brief.mustSay.map(asSentence),
    offer: brief.offer === null ? null : asSentence(brief.offer),
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
  const whole = line.replace(/([.?!])\.(?=\s|$)/g, "$1");
  return missing || !material.sayable(whole) ? undefined : whole;
}

function agreement(plural: boolean): Record<string, string> {
  return plural
    ? {
        it: "they",
        them: "them",
        its: "their",
        "it's": "they're",
        is: "are",
        has: "have",
        this: "these",
        cost: "cost",
        exist: "exist",
        "won't": "won't",
        "doesn't": "don't",
      }
    : {
        it: "it",
        them: "it",
        its: "its",
        "it's": "it's",
        is: "is",
        has: "has",
        this: "this",
        cost: "costs",
        exist: "exists",
        "won't": "won't",
        "doesn't": "doesn't",
      };
}

function findCategory(product: ScriptRequest["product"], categories: Category[]): Category | undefined {
  return [product.title, product.description].flatMap((text) =>
    categories.filter((category) => category.words.some((word) => mentions(text, word) || mentions(text, `${word}s`))),
  )[0];
}

function gatherClaims({ product, brief }: ScriptRequest, plural: boolean, head: string | undefined): Claim[] {
  const given = [
    ...brief.proofPoints.map((text) => ({ text, source: "proof" as const })),
    ...product.benefits.map((text) => ({ text, source: "benefit" as const })),
    ...product.facts.map((text) => ({ text, source: "fact" as const })),
  ];
  const sources = given.length > 0 ? given : [{ text: product.description, source: "fact" as const }];
  const claims: Claim[] = [];
  for (const { text, source } of sources) {
    for (const part of text.split(/(?<=[.!?])\s+/)) {
      const words = part.trim().split(/\s+/);
      if (part.trim() === "" || words.length > mostWordsInClaim) continue;
      if (claims.some((other) => alike(other.sentence, part))) continue;
      const clause = asClause(part, plural, head);
      const short = part.trim().replace(/[.!]+$/, "");
      claims.push({
        sentence: clause && words.length > 1 ? asSentence(clause) : asSentence(part),
        clause,
        show: short.length <= 60 ? upperFirst(short) : null,
        source,
      });
    }
  }
  return claims;
}

/** The claim nearest to the angle leads, else the first benefit; the others follow in an order of this script's own. */
function orderClaims(claims: Claim[], request: ScriptRequest, dice: Dice): Claim[] {
  const angle = wordSet(request.angle);
  const near = (claim: Claim) => [...wordSet(claim.sentence)].filter((word) => angle.has(word)).length;
  const nearest = claims.toSorted((a, b) => near(b) - near(a))[0];
  const lead =
    nearest && near(nearest) > 0
      ? nearest
      : dice.pick(claims.filter((claim) => claim.source === "benefit").slice(0, 3));
  const rest = dice.shuffle(claims.filter((claim) => claim !== lead));
  return lead ? [lead, ...rest] : rest;
}

function sortOpinions(opinions: string[], about: string): Pick<Material, "opinions" | "fitting"> {
  const topic = wordSet(about);
  const touches = (opinion: string) => [...wordSet(opinion)].some((word) => topic.has(word));
  return {
    opinions: opinions.toSorted((a, b) => Number(touches(b)) - Number(touches(a))),
    fitting: opinions.filter(touches).length,
  };
}

function alike(one: string, other: string): boolean {
  const [a, b] = [wordSet(one), wordSet(other)];
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared / Math.max(1, Math.min(a.size, b.size)) > 0.6;
}

function wordSet(text: string): Set<string> {
  return new Set(
    (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length > 3 || /\d/.test(word)),
  );
}

/** An audience that can be addressed aloud ("home brewers in small flats"); targeting jargon ("women 25–40") cannot. */
function sayableAudience(audience: string): string | undefined {
  const said = audience.trim().replace(/[.]+$/, "");
  const fits = /^[\p{L}' -]+$/u.test(said) && said.split(" ").length <= 8 && /^(?:\S+ ){0,2}\S+s\b/.test(said);
  return fits && !/^(?:the|a|an|our)\s/i.test(said) ? lowerFirst(said) : undefined;
}
