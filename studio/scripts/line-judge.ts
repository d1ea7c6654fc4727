import type { ScriptRequest } from "#providers/text/contract.ts";
import type { LiveClaim } from "../claims/evidence.ts";
import { checkClaims } from "../claims/gate.ts";
import { contextOf } from "../claims/judge.ts";

/** What a line is judged by besides its words: who speaks, what is sold, the terms that are the brand's own, and what is proven. */
export type Known = {
  kind: "synthetic" | "cameo";
  names: readonly string[];
  facts: readonly string[];
  evidence: readonly LiveClaim[];
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
    const { kind: speaker, names, facts, evidence } = known;
    const remember = (key: string, judge: () => string) => {
      const before = remembered.get(key);
      if (before !== undefined) return before;
      if (remembered.size >= mostRemembered) remembered.clear();
      const allowed = judge() === "allow";
      remembered.set(key, allowed);
      return allowed;
    };
    // Facts and evidence only ever allow more, so a line that passes without them passes everywhere.
    const bare = JSON.stringify([speaker, names, line]);
    if (remember(bare, () => checkClaims(line, { speaker, names }).verdict)) return true;
    const proven = evidence.map(({ id }) => id);
    return remember(
      JSON.stringify([bare, facts, proven]),
      () => checkClaims(line, { speaker, names, facts, evidence }).verdict,
    );
  };
}

/** What is known of a request's lines. */
export function knownOf(request: ScriptRequest): Known {
  const { speaker: kind, names, facts, evidence } = contextOf(request);
  return { kind, names, facts, evidence };
}
