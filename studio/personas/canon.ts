import type { Db } from "#db/database.ts";
import { type CanonFact, insertCanonFacts, listCanonFacts, withdrawCanonFacts } from "#db/queries/canon.ts";
import { findLatestScript } from "#db/queries/scripts.ts";
import { getVariant } from "#db/queries/variants.ts";
import { type Script, script as scriptSchema } from "#providers/text/contract.ts";
import { classifyText } from "../claims/classify.ts";

/** A sentence of a script that does not go with what the persona has said before. Both are shown. */
export type Contradiction = { sentence: string; scene: number; before: string; scriptId: string; saidAt: Date };

/** What a persona says in a script that it can be held to: its opinions, and what it says of the product. */
export function statementsIn(script: Pick<Script, "scenes">): { sentence: string; scene: number; kind: string }[] {
  return script.scenes.flatMap(({ line, beat, facts = [] }, scene) =>
    beat === "cta"
      ? []
      : classifyText(line)
          .filter(({ parsed }) => !parsed.question && contentOf(parsed.text).words.size >= 2)
          .filter(({ plain }) => plain === "opinion" || facts.length > 0 || beat === "hook")
          .filter(({ plain }) => plain !== "invitation")
          .map(({ parsed, plain }) => ({
            sentence: parsed.text,
            scene,
            kind: plain === "opinion" ? "opinion" : "fact",
          })),
  );
}

/** Writes into a persona's canon what its accepted script says. `version` is that of the accepted video. */
export async function addToCanon(db: Db, brandId: string, variantId: string, version: number): Promise<void> {
  const { personaId } = await getVariant(db, brandId, variantId);
  const row = await findLatestScript(db, brandId, variantId, version + 1);
  if (!row) return;
  const script = scriptSchema.parse(row.script);
  // A canon is in English, as the sentences it will be held against are.
  const said = statementsIn(script.source ?? script);
  const unique = [...new Map(said.map((each) => [each.sentence, each])).values()];
  await insertCanonFacts(
    db,
    brandId,
    unique.map(({ sentence, kind }) => ({ personaId, scriptId: row.id, variantId, kind, sentence })),
  );
}

/** Takes back what a variant's script had put into the canon, because its acceptance was taken back. */
export async function takeFromCanon(db: Db, brandId: string, variantId: string): Promise<void> {
  await withdrawCanonFacts(db, brandId, variantId);
}

/** Where a script goes against what its persona has said in accepted scripts of other videos. */
export async function findContradictions(
  db: Db,
  brandId: string,
  persona: { id: string; variantId: string },
  script: Pick<Script, "scenes">,
): Promise<Contradiction[]> {
  const canon = await listCanonFacts(db, brandId, persona.id, persona.variantId);
  return canon.length === 0 ? [] : contradictionsWith(script, canon);
}

/** The pure part of `findContradictions`: one contradiction at most for each sentence. */
export function contradictionsWith(
  script: Pick<Script, "scenes">,
  canon: readonly Pick<CanonFact, "sentence" | "scriptId" | "saidAt">[],
): Contradiction[] {
  return statementsIn(script).flatMap(({ sentence, scene }) => {
    const against = canon.find((fact) => contradict(sentence, fact.sentence));
    return against
      ? [{ sentence, scene, before: against.sentence, scriptId: against.scriptId, saidAt: against.saidAt }]
      : [];
  });
}

/**
 * Whether two sentences are about the same thing and cannot both be so: one denies what the other says, they give different
 * figures for the same unit, or one has the opposite of the other's word. It prefers a miss to a false alarm.
 */
export function contradict(one: string, other: string): boolean {
  const [a, b] = [contentOf(one), contentOf(other)];
  const shared = [...a.words].filter((word) => b.words.has(word)).length;
  const alike = shared / Math.max(1, Math.min(a.words.size, b.words.size));
  const subject = shared >= 2 && alike >= 0.6;
  const turned = [...a.words].some(
    (word) => !b.words.has(word) && opposites.get(word)?.some((opposite) => b.words.has(opposite)),
  );
  if (turned && (shared >= 2 || (shared >= 1 && Math.min(a.words.size, b.words.size) <= 3))) return true;
  const figures = [...a.amounts].some(([unit, amount]) => b.amounts.has(unit) && b.amounts.get(unit) !== amount);
  if (figures && shared > 0 && alike >= 0.75) return true;
  if (!subject) return false;
  return a.denied !== b.denied && alike >= 0.75;
}

type Content = { words: Set<string>; denied: boolean; amounts: Map<string, string> };

function contentOf(sentence: string): Content {
  const plain = sentence.toLowerCase().replace(/[’‘]/g, "'");
  const amounts = new Map<string, string>();
  for (const [, sign, amount, unit] of plain.matchAll(/([€$£])?\s?(\d+(?:[.,]\d+)*)\s*([a-z%]+)?/g)) {
    amounts.set(sign ?? stem(unit ?? ""), (amount ?? "").replace(/[.,]00$/, ""));
  }
  const denied =
    (plain.match(/\b(?:not|never|no|nobody|nothing|without|isn't|aren't|doesn't|don't|won't|can't|cannot)\b/g) ?? [])
      .length %
      2 ===
    1;
  const words = (plain.match(/[\p{L}']+/gu) ?? []).filter((word) => word.length > 2 && !small.has(word)).map(stem);
  return { words: new Set(words), denied, amounts };
}

const small = new Set(
  "the and for with from that this these those its it's they're there's are was has have you your our not never nobody nothing without isn't aren't doesn't don't won't can't cannot but also then just about into over per cost costs price one two unpopular opinion myth ask take say here what".split(
    " ",
  ),
);

function stem(word: string): string {
  return word
    .replace(/'s$/, "")
    .replace(/(?:ies)$/, "y")
    .replace(/(?<=\w{3})(?:es|s|ed|ing)$/, "");
}

const pairs =
  "better worse;light dark;hot cold;first last;before after;more less;always never;early late;fast slow;big small;short long;easy hard;cheap expensive;strong weak;soft hard;sweet bitter;open closed;love hate;best worst;right wrong;plain fancy;loud quiet;warm cold;high low;rich poor;everybody nobody;morning evening;sugar-free sweet";
const opposites = new Map<string, string[]>();
for (const pair of pairs.split(";")) {
  const [one = "", other = ""] = pair.split(" ").map(stem);
  opposites.set(one, [...(opposites.get(one) ?? []), other]);
  opposites.set(other, [...(opposites.get(other) ?? []), one]);
}

/** A sentence on something that the persona does not talk about. */
type TabooTouched = { sentence: string; taboo: string };

/** Sentences of a text that touch on one of the persona's taboos: its words, or words of the topic that it names. */
export function findTabooSentences(text: string, taboos: readonly string[]): TabooTouched[] {
  const watched = taboos
    .map((taboo) => ({ taboo, words: wordsOfTaboo(taboo) }))
    .filter(({ words }) => words.length > 0);
  if (watched.length === 0) return [];
  return text.split(/(?<=[.?!…])\s+/).flatMap((sentence) => {
    const said = new Set((sentence.toLowerCase().match(/[\p{L}']+/gu) ?? []).map(stem));
    const touched = watched.find(({ words }) => words.some((word) => said.has(word)));
    return touched ? [{ sentence, taboo: touched.taboo }] : [];
  });
}

/** Words that say how a taboo is meant, not what it is about. */
const framing = new Set(
  "about claim claims promise promises comment comments talk talking making calling other people fun leaving anything behind outdoors dares risks beginners habits products coffee water the and of in on".split(
    " ",
  ),
);

/** Topics by the word that a taboo names them with. */
const topics: Record<string, string> = {
  politics: "election vote party minister government president left-wing right-wing",
  religion: "god church prayer bible faith",
  health: "healthy immune metabolism detox cure heal medicine disease doctor calories",
  bodies: "fat thin slim weight wrinkles cellulite figure",
  skin: "wrinkles pores acne eczema rejuvenate glow",
  alcohol: "wine beer whisky vodka drunk",
  money: "invest profit rich debt",
};

function wordsOfTaboo(taboo: string): string[] {
  const named = (
    taboo
      .toLowerCase()
      .replace(/['’]s\b/g, "")
      .match(/\p{L}{4,}/gu) ?? []
  ).filter((word) => !framing.has(word));
  return named.flatMap((word) => [word, ...(topics[word]?.split(" ") ?? [])]).map(stem);
}
