import { type ClassifiedSentence, classifyText } from "./classify.ts";
import { type LiveClaim, linkedClaim } from "./evidence.ts";
import { judge, type Speaker, type Verdict, verdicts } from "./policy.ts";
import { rewriteSentence } from "./rewrite.ts";
import type { ClaimKind, ExperienceForm } from "./rules.ts";

/**
 * Who speaks and what is known. `names` (brand, product) claim nothing by themselves. `facts` are the kit's and the brief's
 * own: prices, offers and terms among them are proven by being theirs. `evidence` is the live part of the claims library.
 */
export type GateContext = {
  speaker: Speaker;
  names?: readonly string[];
  facts?: readonly string[];
  evidence?: readonly LiveClaim[];
};

/** One sentence, judged. `words` says it; `claimId` is the row of the library that it passes by, when one does. */
export type JudgedSentence = {
  sentence: string;
  verdict: Verdict;
  kind: ClaimKind;
  form: ExperienceForm | null;
  words: string;
  why: string;
  rewrite: string | null;
  claimId: string | null;
};

/** A text, judged by its worst sentence. `rewrite` is the whole text in words that pass, when it is blocked. */
export type JudgedText = Pick<JudgedSentence, "verdict" | "kind" | "why" | "rewrite"> & { sentences: JudgedSentence[] };

/**
 * Judges every sentence of a text: `allow`, `evidence` (needs a live row of the claims library) or `block`, with why and,
 * for what is blocked, words that pass the same gate. Rules over tagged words: nothing leaves the process.
 */
export function checkClaims(text: string, context: GateContext): JudgedText {
  const sentences = classifyText(text, context.names).map((sentence) => judgeSentence(sentence, context));
  const worst = worstOf(sentences);
  if (!worst) return { verdict: "allow", kind: "fact", why: "There are no words in it.", rewrite: null, sentences };
  const { verdict, kind, why } = worst;
  return { verdict, kind, why, rewrite: verdict === "block" ? rewriteText(sentences) : null, sentences };
}

function judgeSentence({ parsed, found, plain }: ClassifiedSentence, context: GateContext): JudgedSentence {
  let claimId: string | null = null;
  const facts = context.facts ?? [];
  const open = found.flatMap((each) => {
    const judged = { ...each, ...judge(each, context.speaker) };
    if (judged.verdict !== "evidence") return [judged];
    if (ownTerms.has(each.kind) && isOwnTerm(parsed.text, each.kind, facts)) return [];
    if (isOwnDiscount(parsed.text, each.words, facts)) return [];
    const linked = linkedClaim(parsed.text, each.kind, context.evidence ?? []);
    claimId ??= linked?.id ?? null;
    return linked ? [] : [judged];
  });
  const worst = worstOf(open) ?? { kind: plain, words: "", ...judge({ kind: plain, words: "" }, context.speaker) };
  const form = "form" in worst ? (worst.form ?? null) : null;
  const { verdict, kind, words, why } = worst;
  const rewrite =
    verdict === "block"
      ? rewriteSentence(parsed, kind === "prohibited" ? "prohibited" : (form ?? "past"), passes)
      : null;
  return { sentence: parsed.text, verdict, kind, form, words, why, rewrite, claimId };
}

/** A rewrite must pass for the strictest speaker, whatever is in the library. */
function passes(text: string): boolean {
  return classifyText(text).every(({ found }) => found.length === 0);
}

function worstOf<T extends { verdict: Verdict }>(judged: readonly T[]): T | undefined {
  return judged.toSorted((a, b) => verdicts.indexOf(b.verdict) - verdicts.indexOf(a.verdict))[0];
}

/** Blocked sentences in other words, what needs evidence left out, the rest as it was; nothing is said twice. */
function rewriteText(sentences: readonly JudgedSentence[]): string {
  const kept = sentences.flatMap(({ verdict, sentence, rewrite }) =>
    verdict === "allow" ? [sentence] : rewrite ? [rewrite] : [],
  );
  const text = [...new Set(kept)].join(" ");
  return passes(text) ? text : [...new Set(sentences.flatMap(({ rewrite }) => rewrite ?? []))].join(" ");
}

/** What a brand sets itself, its price, offer and terms: its own word for them is the proof. */
const ownTerms: ReadonlySet<ClaimKind> = new Set(["price or scarcity", "guarantee"]);

function isOwnTerm(sentence: string, kind: ClaimKind, facts: readonly string[]): boolean {
  if (
    linkedClaim(
      sentence,
      kind,
      facts.map((text, index) => ({ id: String(index), kinds: [kind], text })),
    )
  )
    return true;
  if (facts.some((fact) => plain(fact).includes(plain(sentence)))) return true;
  const amounts = kind === "price or scarcity" ? amountsIn(sentence) : [];
  const known = amountsIn(facts.join(" "));
  return amounts.length > 0 && amounts.every((amount) => known.includes(amount));
}

/**
 * A percentage that the brand takes off its price, told as that: “10% off”, “save 10% this week”. The words found are the
 * figure alone, perhaps with who gets it; a figure of anything else (“10% stronger”, “save 10% of your time”) compares.
 */
function isOwnDiscount(sentence: string, words: string, facts: readonly string[]): boolean {
  const figure = /^(?:(?:get|save|take|enjoy|have)\s+)?(\d+(?:[.,]\d+)?)\s?%(?:\s+(?:off|discount))?$/i.exec(
    words,
  )?.[1];
  if (!figure) return false;
  const percent = `(?<![\\d.,])${figure.replace(".", "\\.")}\\s?%`;
  const offered = new RegExp(`${percent}\\s*(?:off|discount)\\b`, "i");
  const told = new RegExp(
    `${percent}(?=\\s*(?:[.,!?:;]|$)|\\s+(?:off|discount|this|today|now|until|till|with|when)\\b)`,
    "i",
  );
  return facts.some((fact) => offered.test(fact)) && told.test(sentence);
}

function amountsIn(text: string): string[] {
  return (text.match(/\d+(?:[.,]\d+)*\s?%?/g) ?? []).map((amount) => amount.replace(/\s/g, "").replace(/[.,]00$/, ""));
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%€£$]+/gu, " ")
    .trim();
}
