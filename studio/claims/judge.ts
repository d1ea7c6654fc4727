import type { Db } from "#db/database.ts";
import { insertLedgerEntry } from "#db/queries/ledger.ts";
import { ProviderError } from "#providers/errors.ts";
import { mentions, type ScriptRequest } from "#providers/text/contract.ts";
import type { LanguageModel } from "#providers/text/language-model.ts";
import { findTabooSentences } from "../personas/canon.ts";
import type { LiveClaim } from "./evidence.ts";
import { checkClaims, type JudgedSentence } from "./gate.ts";
import type { Speaker } from "./policy.ts";
import type { ClaimKind } from "./rules.ts";
import { askSecondOpinion } from "./second-opinion.ts";

/**
 * What a text is judged by besides its words: who says it, what is sold, the terms that are the brand's own, what is proven,
 * the words that brand and brief never say, and what the persona does not talk about.
 */
export type JudgeContext = {
  speaker: Speaker;
  /** The persona's name, for sentences to people. */
  name: string;
  names: readonly string[];
  facts: readonly string[];
  evidence: readonly LiveClaim[];
  never: readonly string[];
  taboos: readonly string[];
};

/** One thing that keeps a text from being said. `kind` is the claim's; null for words and topics that are left out. */
export type TextFinding = {
  gate: "experience" | "claim" | "never-say" | "taboo";
  sentence: string;
  words: string;
  kind: ClaimKind | null;
  message: string;
  rewrite?: string;
};

/** What became of the language model's reading: `failed` says why the rules' verdict stands alone. */
export type SecondReading = { asked: "no-model" | "nothing-to-ask" | "answered" | "failed"; failed: string | null };

/** What a writer's request says of its texts. */
export function contextOf({ brand, product, persona, brief }: Omit<ScriptRequest, "revision">): JudgeContext {
  return {
    speaker: persona.kind,
    name: persona.name,
    names: [brand.name, product.title, ...(product.calledAs ? [product.calledAs] : [])],
    facts: [
      ...(product.price ? [product.price] : []),
      ...(brief.offer ? [brief.offer] : []),
      ...product.facts,
      ...product.benefits,
      ...brief.proofPoints,
      ...brief.mustSay,
      ...brand.claims,
    ],
    evidence: brand.proven ?? [],
    never: [...brand.never, ...brief.neverSay],
    taboos: persona.taboos,
  };
}

/**
 * Everything that speaks against a text by rules alone, within milliseconds: claims that this speaker may not make or nobody
 * has proven, words that are never said, topics that the persona leaves alone. Empty when it may be said.
 */
export function judgeText(text: string, context: JudgeContext): TextFinding[] {
  return tell(text, checkClaims(text, context).sentences, context);
}

/**
 * Judges texts by the rules and, where a language model is configured, has it read them all in one call: it can only make a
 * verdict stricter. What it costs goes into the ledger, also when it fails, and then the rules' verdict stands and `second`
 * says so. One list of findings for each text. For whoever saves; what is being typed is judged by `judgeText`.
 */
export async function judgeTexts(
  db: Db,
  model: LanguageModel | undefined,
  texts: readonly string[],
  context: JudgeContext,
  bill: { brandId: string; variantId: string | null; what: string },
): Promise<{ findings: TextFinding[][]; second: SecondReading }> {
  const byRules = texts.map((text) => checkClaims(text, context));
  const whole = { ...checkClaims("", context), sentences: byRules.flatMap(({ sentences }) => sentences) };
  const pay = (amountMicros: number) =>
    insertLedgerEntry(db, bill.brandId, {
      ...{ kind: "claims", provider: model?.model ?? "", amountMicros, variantId: bill.variantId },
      note: `Second opinion on ${bill.what}${amountMicros === 0 ? ", no token price is set" : ""}`,
    });
  const second = await askSecondOpinion(model, whole, context.speaker).then(
    async ({ judged, asked, costMicros }) => {
      if (asked === "answered") await pay(costMicros);
      return { sentences: judged.sentences, reading: { asked, failed: null } };
    },
    async (error: unknown) => {
      if (!(error instanceof ProviderError)) throw error;
      if (error.costMicros > 0) await pay(error.costMicros);
      return { sentences: whole.sentences, reading: { asked: "failed" as const, failed: error.message } };
    },
  );
  let at = 0;
  const findings = texts.map((text, index) => {
    const end = at + (byRules[index]?.sentences.length ?? 0);
    const told = tell(text, second.sentences.slice(at, end), context);
    at = end;
    return told;
  });
  return { findings, second: second.reading };
}

function tell(text: string, sentences: readonly JudgedSentence[], context: JudgeContext): TextFinding[] {
  const { speaker, name } = context;
  const claims = sentences.flatMap(({ verdict, kind, sentence, words, why, rewrite }): TextFinding[] => {
    if (verdict === "allow") return [];
    const lived = kind === "experience" && speaker === "synthetic";
    const message = lived
      ? `“${sentence}” claims an experience that a synthetic persona cannot have had. Say what the product is or does.`
      : `“${sentence}” ${verdict === "block" ? "cannot be said" : "needs evidence"}: ${why}`;
    return [{ gate: lived ? "experience" : "claim", sentence, words, kind, message, ...(rewrite ? { rewrite } : {}) }];
  });
  const never = context.never
    .filter((word) => mentions(text, word))
    .map((word): TextFinding => {
      const message = `“${word}” is said, which this brand or brief never says.`;
      return { gate: "never-say", sentence: text, words: word, kind: null, message };
    });
  const taboos = findTabooSentences(text, context.taboos).map(({ sentence, taboo }): TextFinding => {
    const message = `“${sentence}” touches on “${taboo}”, which ${name} does not talk about.`;
    return { gate: "taboo", sentence, words: taboo, kind: null, message };
  });
  return [...claims, ...never, ...taboos];
}
