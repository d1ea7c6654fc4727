import { type ParsedSentence, parseText } from "./parse.ts";
import { blankPattern, type Encoded, encode, matchPattern, type Pattern } from "./pattern.ts";
import { type ClaimKind, type ExperienceForm, type Rule, rules } from "./rules.ts";

/** A kind found in a sentence, with the words that say so (lower case) and the pattern that found them. */
export type Found = { kind: ClaimKind; form?: ExperienceForm; words: string; rule: string };

/** One sentence and what the rules make of it, before any policy. `plain` is what it is when nothing was found. */
export type ClassifiedSentence = { parsed: ParsedSentence; found: Found[]; plain: ClaimKind };

/** Classifies each sentence of a text by rules alone: no network, no database. `names` claim nothing by themselves. */
export function classifyText(text: string, names: readonly string[] = []): ClassifiedSentence[] {
  const sentences = parseText(text, names).map((parsed) => ({ parsed, encoded: encode(parsed.tokens, rules.needs) }));
  const aware = sentences.some(({ encoded }) =>
    rules.aware.some((pattern) => matchPattern(pattern, encoded) !== undefined),
  );
  return sentences.map(({ parsed, encoded }) => classifySentence(parsed, encoded, aware));
}

function classifySentence(parsed: ParsedSentence, written: Encoded, aware: boolean): ClassifiedSentence {
  const all = blank(written, rules.neutral);
  const lived = blank(blank(written, aware ? rules.releaseWhenAware : []), rules.release);
  const found: Found[] = [];
  const asked = parsed.question && asksViewer(written);
  const experience = firstMatch(
    asked ? rules.experience.filter(({ name }) => !observed.has(name)) : rules.experience,
    lived,
  );
  if (experience) found.push({ ...experience, kind: "experience", form: experience.name });
  const prohibited = firstMatch(rules.prohibited, all);
  if (prohibited) found.push({ ...prohibited, kind: "prohibited" });
  for (const rule of rules.evidence) {
    if (found.some(({ kind }) => kind === rule.name)) continue;
    const match = matchRule(rule, all);
    if (match) found.push({ ...match, kind: rule.name });
  }
  return { parsed, found, plain: plainKind(parsed, lived !== written) };
}

/** The forms that need no speaker: in a question to the viewer they are the viewer's. */
const observed: ReadonlySet<string> = new Set(["elliptical", "elapsed", "narrated"]);

/** A question without a first person is the viewer's to answer; one that asks who or why may be answered by the speaker. */
function asksViewer({ has }: Encoded): boolean {
  const any = (...words: string[]) => words.some((word) => has.has(word));
  if (any("i", "me", "my", "mine", "we", "our", "us", "his", "her")) return false;
  return any("you", "your", "yours", "one", "these", "those") || !any("who", "why", "how", "what");
}

function plainKind({ tokens, question }: ParsedSentence, released: boolean): ClaimKind {
  if (question) return "question";
  const first = tokens.find(({ flags }) => flags.has("start") && !flags.has("opener"));
  if (first?.flags.has("base") && !first.flags.has("be")) return "invitation";
  return released || tokens.some(({ flags }) => flags.has("subjective")) ? "opinion" : "fact";
}

function blank(encoded: Encoded, patterns: readonly Pattern[]): Encoded {
  return patterns.reduce((left, pattern) => blankPattern(pattern, left), encoded);
}

type Match<Name> = { name: Name; words: string; rule: string };

function firstMatch<Name>(candidates: readonly Rule<Name>[], encoded: Encoded): Match<Name> | undefined {
  for (const rule of candidates) {
    const match = matchRule(rule, encoded);
    if (match) return match;
  }
  return undefined;
}

function matchRule<Name>({ name, patterns, unless }: Rule<Name>, encoded: Encoded): Match<Name> | undefined {
  for (const pattern of patterns) {
    const match = matchPattern(pattern, encoded);
    if (match === undefined) continue;
    if (unless && matchPattern(unless, encoded) !== undefined) return undefined;
    return { name, words: wordsOf(match), rule: pattern.source };
  }
  return undefined;
}

function wordsOf(encoded: string): string {
  return [...encoded.matchAll(/«([^|]*)\|/g)]
    .map(([, norm]) => norm)
    .filter((norm) => norm !== ",")
    .join(" ")
    .replace(/ (?=n't|')/g, "");
}
