import { type ParsedSentence, parseText } from "./parse.ts";
import { encode } from "./pattern.ts";
import { type ClaimKind, type ExperienceForm, type Rule, rules } from "./rules.ts";

/** One sentence and what the rules make of it, before any policy: its kinds, worst first, each with the words that say so. */
export type ClassifiedSentence = {
  sentence: string;
  found: { kind: ClaimKind; form?: ExperienceForm; words: string; rule: string }[];
};

/** Classifies each sentence of a text by rules alone: no network, no database, about … sentences a second. */
export function classifyText(text: string): ClassifiedSentence[] {
  return parseText(text).map(classifySentence);
}

export function classifySentence(parsed: ParsedSentence): ClassifiedSentence {
  const all = encode(parsed.tokens);
  const lived = release(all);
  const found: ClassifiedSentence["found"] = [];
  const experience = firstMatch(rules.experience, lived);
  if (experience) found.push({ kind: "experience", form: experience.name, words: experience.words, rule: experience.rule });
  const prohibited = firstMatch(rules.prohibited, all);
  if (prohibited) found.push({ kind: "prohibited", words: prohibited.words, rule: prohibited.rule });
  for (const rule of rules.evidence) {
    const match = matchRule(rule, all);
    if (match && !found.some(({ kind }) => kind === rule.name)) found.push({ kind: rule.name, words: match.words, rule: match.rule });
  }
  return { sentence: parsed.text, found };
}

/** Puts a blank where talk, wishes and ideas of oneself stand, so that no rule of experience sees them. */
function release(encoded: string): string {
  let left = encoded;
  for (const { regex } of rules.release) left = left.replace(regex, "«_|_|,free,»");
  return left;
}

type Match<Name> = { name: Name; words: string; rule: string };

function firstMatch<Name>(candidates: readonly Rule<Name>[], encoded: string): Match<Name> | undefined {
  for (const rule of candidates) {
    const match = matchRule(rule, encoded);
    if (match) return match;
  }
  return undefined;
}

function matchRule<Name>(rule: Rule<Name>, encoded: string): Match<Name> | undefined {
  for (const { source, regex } of rule.patterns) {
    regex.lastIndex = 0;
    const match = regex.exec(encoded);
    if (!match) continue;
    if (rule.unless && encoded.search(rule.unless.regex) >= 0) return undefined;
    return { name: rule.name, words: wordsOf(match[0]), rule: source };
  }
  return undefined;
}

function wordsOf(encoded: string): string {
  return [...encoded.matchAll(/«([^|]*)\|/g)].map(([, norm]) => norm).join(" ").replace(/ (?=n't|'|,)/g, "");
}
