import { classifyText } from "./classify.ts";
import { parseText } from "./parse.ts";
import type { ClaimKind } from "./rules.ts";

/** A row of the claims library that is live for what is being made: not expired, for this product, speaker and territory. */
export type LiveClaim = { id: string; text: string; kinds: readonly string[] };

/** What a claim's own words are, as the gate reads them: the kinds that it can be evidence for. */
export function kindsOf(statement: string): ClaimKind[] {
  return [...new Set(classifyText(statement).flatMap(({ found }) => found.map(({ kind }) => kind)))];
}

/**
 * The live claim that a sentence rests on, or undefined. A sentence is linked when it says the claim and no more of that
 * kind: every word of the claim that carries meaning stands in it, in any form, with the same numbers and negations.
 */
export function linkedClaim(sentence: string, kind: ClaimKind, live: readonly LiveClaim[]): LiveClaim | undefined {
  const candidates = live.filter(({ kinds }) => kinds.includes(kind));
  if (candidates.length === 0) return undefined;
  const said = meaningOf(sentence);
  return candidates.find((claim) => {
    const proven = meaningOf(claim.text);
    const covered = [...proven].every((word) => said.has(word));
    // A number, a "not" or an "every" that the claim does not have makes it another claim.
    const added = [...said].some((word) => !proven.has(word) && stretches.test(word));
    return proven.size > 0 && covered && !added;
  });
}

const stretches =
  /^(?:\d.*|%|not|never|no|all|every|always|only|most|more|best|any|proven|guarantee|cure|forever|twice|double|half|hundred|thousand|million)$/;

function meaningOf(text: string): Set<string> {
  return new Set(
    parseText(text).flatMap(({ tokens }) =>
      tokens
        .filter(({ flags }) => carriers.some((tag) => flags.has(tag)))
        .map(({ norm, lemma }) => (norm === "n't" ? "not" : lemma.replace(/s$/, ""))),
    ),
  );
}

const carriers = ["NOUN", "PROPN", "VERB", "ADJ", "NUM", "neg", "superlative", "comparative", "absolute", "SYM"];
