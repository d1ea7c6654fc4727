import type { ScriptRequest } from "#providers/text/contract.ts";
import { checkClaims } from "../claims/gate.ts";

/** What a line is judged by besides its words: who speaks, what is sold, and the prices and offers that are the brand's own. */
export type Known = {
  kind: "synthetic" | "cameo";
  names: string[];
  facts: string[];
};

/** Whether a line may be said. */
export type LineJudge = (line: string, known: Known) => boolean;

const mostRemembered = 20_000;

/**
 * A judge of single lines that remembers its judgements: a phrase comes up in hundreds of scripts. What it remembers
 * changes how long it takes, never what it answers.
 */
export function createLineJudge(): LineJudge {
  const remembered = new Map<string, boolean>();
  return (line, known) => {
    // Only amounts are judged by the facts that are known, so a line without one means the same everywhere.
    const key = JSON.stringify([known.kind, known.names, line, /[\d%€£$]/.test(line) ? known.facts : null]);
    const before = remembered.get(key);
    if (before !== undefined) return before;
    const { verdict } = checkClaims(line, { speaker: known.kind, names: known.names, facts: known.facts });
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(key, verdict === "allow");
    return verdict === "allow";
  };
}

/** What is known of a request's lines. */
export function knownOf({ brand, product, persona, brief }: ScriptRequest): Known {
  return {
    kind: persona.kind,
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
  };
}
