import { lexicon } from "./lexicon.ts";
import type { ParsedSentence, Token } from "./parse.ts";
import { policy } from "./policy.ts";
import type { ExperienceForm } from "./rules.ts";

/**
 * Words that say what may be said instead of a blocked sentence: the first of the policy's lines for its form that can be
 * filled from the sentence and that `passes`. The last line of the policy is taken when none does.
 */
export function rewriteSentence(
  parsed: ParsedSentence,
  form: ExperienceForm | "prohibited",
  passes: (text: string) => boolean,
): string {
  const slots = {
    verb: verbOf(parsed.tokens),
    noun: nounOf(parsed.tokens),
    span: spanOf(parsed.tokens),
    moment: momentOf(parsed.tokens),
  };
  for (const line of [...policy.rewrites[form], ...policy.rewrites.last]) {
    const filled = line.replace(/\{(\w+)\}/g, (slot, name: string) => slots[name as keyof typeof slots] ?? slot);
    if (!filled.includes("{") && passes(filled)) return filled;
  }
  return policy.rewrites.last[0] ?? "";
}

/** A verb that takes "it" behind it, from those that only somebody with a body can do. */
function verbOf(tokens: readonly Token[]): string | undefined {
  return tokens.find(({ lemma }) => lexicon.has("itVerb", lemma))?.lemma;
}

function nounOf(tokens: readonly Token[]): string | undefined {
  const at = tokens.findIndex(({ norm }) => norm === "my" || norm === "our");
  const noun = at < 0 ? undefined : tokens[at + 1];
  return noun && (lexicon.has("household", noun.lemma) || lexicon.has("body", noun.norm)) && noun.flags.has("NOUN")
    ? noun.norm
    : undefined;
}

function spanOf(tokens: readonly Token[]): string | undefined {
  for (const [index, token] of tokens.entries()) {
    const unit = tokens[index + 1];
    const counted = token.flags.has("number") || /^\d{1,3}$/.test(token.norm);
    if (counted && unit && /^(?:days|nights|weeks|months)$/.test(unit.norm)) return `${token.norm} ${unit.norm}`;
  }
  return undefined;
}

function momentOf(tokens: readonly Token[]): string | undefined {
  return tokens.find(({ norm }) => /^(?:morning|evening|night|day|weekend)$/.test(norm))?.norm;
}
