import type { Token } from "./parse.ts";

/**
 * A small language for patterns over tagged words, so that the rules can live in a data file.
 *
 * | written | means |
 * |---|---|
 * | `word`, `one/other` | this word, or either |
 * | `=buy` | any form of the verb or noun "buy" |
 * | `:past` | a word with that part of speech or form (`NOUN`, `ADJ`, `past`, `ing`, `start` …; `:p` is punctuation) |
 * | `@people` | a word or phrase of that list in the lexicon |
 * | `.` | any word; `..` up to six words of the same clause; `...` up to fourteen, across clauses |
 * | `a&b`, `!a` | both; not |
 * | `?` `*` `+` `{1,3}` | how often, behind an atom or a group; another `?` behind: as seldom as it can |
 * | `( a \| b c )` | one of several |
 * | `(?! a )` `(?= a )` `(?<! a )` | not, or only, when this follows; not when it stands before |
 * | `^` `$` | the sentence begins or ends here |
 */
export type Pattern = {
  source: string;
  regex: RegExp;
  /** Of each, a sentence must have one to match at all; `needIds` are their places in an index of needs. */
  needs: readonly (readonly string[])[];
  needIds?: readonly number[];
};

/** Which words and flags meet which needs of many patterns, so that a sentence is looked up once for all of them. */
export type NeedIndex = { count: number; metBy: ReadonlyMap<string, readonly number[]> };

/** A sentence as patterns see it: each word as «norm|lemma|,flag,flag,», and everything that occurs in it. */
export type Encoded = { text: string; has: ReadonlySet<string>; met?: Uint8Array };

/** Numbers the needs of these patterns, and gives each pattern its own. */
export function indexNeeds(patterns: readonly Pattern[]): NeedIndex {
  const ids = new Map<string, number>();
  const metBy = new Map<string, number[]>();
  for (const pattern of patterns) {
    pattern.needIds = pattern.needs.map((need) => {
      const key = need.toSorted().join("\n");
      const known = ids.get(key);
      if (known !== undefined) return known;
      const id = ids.size;
      ids.set(key, id);
      for (const each of need) metBy.set(each, [...(metBy.get(each) ?? []), id]);
      return id;
    });
  }
  return { count: ids.size, metBy };
}

export function encode(tokens: readonly Token[], index?: NeedIndex): Encoded {
  const has = new Set<string>();
  for (const { norm, lemma, flags } of tokens) {
    has.add(norm).add(`=${lemma}`);
    for (const flag of flags) has.add(`:${flag}`);
  }
  const text = tokens.map(({ norm, lemma, flags }) => `«${norm}|${lemma}|,${[...flags].join(",")},»`).join("");
  if (!index) return { text, has };
  const met = new Uint8Array(index.count);
  for (const each of has) for (const id of index.metBy.get(each) ?? []) met[id] = 1;
  return { text, has, met };
}

/** Where a pattern matches first, or undefined. What a sentence cannot have is ruled out before its words are read. */
export function matchPattern({ regex, needs, needIds }: Pattern, { text, has, met }: Encoded): string | undefined {
  const possible =
    met && needIds ? needIds.every((id) => met[id] === 1) : needs.every((some) => some.some((each) => has.has(each)));
  if (!possible) return undefined;
  regex.lastIndex = 0;
  return regex.exec(text)?.[0];
}

/** The sentence with a blank for every match: no pattern sees through it. */
export function blankPattern(pattern: Pattern, encoded: Encoded): Encoded {
  if (matchPattern(pattern, encoded) === undefined) return encoded;
  return { ...encoded, text: encoded.text.replace(pattern.regex, "«_|_|,free,»") };
}

/** Compiles one pattern. `phrasesOf` gives a list's entries of several words; fails with what is wrong in it. */
export function compilePattern(source: string, phrasesOf: (list: string) => string[] | undefined): Pattern {
  const parts = source.trim().split(/\s+/);
  const { regex, needs } = readAlternatives(parts, phrasesOf, 0);
  if (parts.length > 0) throw new Error("a parenthesis is closed that was never opened");
  return { source, regex: new RegExp(regex, "g"), needs };
}

type Compiled = { regex: string; needs: string[][] };
type Phrases = (list: string) => string[] | undefined;

/** Reads `a b | c d` up to its closing parenthesis, and takes what it reads off the list. */
function readAlternatives(parts: string[], phrasesOf: Phrases, depth: number): Compiled {
  const alternatives: Compiled[] = [{ regex: "", needs: [] }];
  while (parts.length > 0 && !/^\)/.test(parts[0] ?? "")) {
    const part = parts.shift() ?? "";
    const current = alternatives.at(-1);
    if (!current) break;
    if (part === "|") {
      alternatives.push({ regex: "", needs: [] });
      continue;
    }
    const { regex, needs } = part.startsWith("(")
      ? readGroup(part, parts, phrasesOf, depth)
      : readAtom(part, phrasesOf);
    current.regex += regex;
    current.needs.push(...needs);
  }
  if (depth > 0 && parts.length === 0) throw new Error("a parenthesis is not closed");
  const [first] = alternatives;
  if (alternatives.length === 1 && first) return first;
  // One of several is met when what the rarest part of each needs is there.
  const rarest = alternatives.map(({ needs }) => needs.toSorted((a, b) => a.length - b.length)[0]);
  const all = rarest.every((need) => need !== undefined) ? [[...new Set(rarest.flat() as string[])]] : [];
  return { regex: `(?:${alternatives.map(({ regex }) => regex).join("|")})`, needs: all };
}

function readGroup(opening: string, parts: string[], phrasesOf: Phrases, depth: number): Compiled {
  if (!["(", "(?!", "(?=", "(?<!"].includes(opening))
    throw new Error(`“${opening}” is no word: put spaces around parentheses`);
  const inside = readAlternatives(parts, phrasesOf, depth + 1);
  const times = (parts.shift() ?? ")").slice(1);
  if (opening !== "(") return { regex: `${opening}${inside.regex})`, needs: opening === "(?=" ? inside.needs : [] };
  return { regex: `(?:${inside.regex})${checkTimes(times)}`, needs: isOptional(times) ? [] : inside.needs };
}

const punctuation = "(?=[^»]*,p,)";
const word = "«(?![^»]*,p,)[^»]*»";
const fixed: Record<string, string> = {
  "^": `^(?:«${punctuation}[^»]*»)*`,
  $: `(?:«${punctuation}[^»]*»)*$`,
  "..": `(?:${word}){0,6}?`,
  "...": "(?:«[^»]*»){0,14}?",
};

function readAtom(part: string, phrasesOf: Phrases): Compiled {
  const known = fixed[part];
  if (known) return { regex: known, needs: [] };
  const [, body = "", times = ""] = /^(.+?)((?:[*+]|\{\d+,?\d*\})\??|\?)?$/.exec(part) ?? [];
  if (body === ".") return { regex: `(?:${word})${times}`, needs: [] };
  const { regex, need } = readConditions(body, phrasesOf);
  return { regex: `(?:${regex})${times}`, needs: isOptional(times) || !need ? [] : [need] };
}

function readConditions(body: string, phrasesOf: Phrases): { regex: string; need: string[] | undefined } {
  const pieces = body.split("&");
  const phrases: string[] = [];
  let need: string[] | undefined;
  const conditions = pieces.map((piece) => {
    const not = piece.startsWith("!");
    const bare = not ? piece.slice(1) : piece;
    const entries = bare.startsWith("@") ? phrasesOf(bare.slice(1)) : [];
    if (!entries) throw new Error(`there is no list called “${bare.slice(1)}”`);
    // In a condition with others a list counts by its single words only.
    if (!not && pieces.length === 1) phrases.push(...entries);
    if (!not)
      need ??= [...needOf(bare), ...(pieces.length === 1 ? entries.map((each) => each.split(" ")[0] ?? each) : [])];
    return `(?${not ? "!" : "="}${conditionOf(bare)})`;
  });
  const many = phrases
    .toSorted((a, b) => b.length - a.length)
    .map((phrase) =>
      phrase
        .split(" ")
        .map((norm) => `«${escapeForRegex(norm)}\\|[^»]*»`)
        .join(""),
    );
  return { regex: [...many, `«${conditions.join("")}[^»]*»`].join("|"), need };
}

function needOf(bare: string): string[] {
  if (bare.startsWith("@")) return [`:${bare.slice(1)}`];
  if (bare.startsWith(":")) return [bare];
  if (bare.startsWith("="))
    return bare
      .slice(1)
      .split("/")
      .map((lemma) => `=${lemma}`);
  return bare.split("/");
}

function conditionOf(bare: string): string {
  if (bare.startsWith("@") || bare.startsWith(":")) return `[^»]*,${escapeForRegex(bare.slice(1))},`;
  if (bare.startsWith("=")) return `[^|»]*\\|(?:${bare.slice(1).split("/").map(escapeForRegex).join("|")})\\|`;
  return `(?:${bare.split("/").map(escapeForRegex).join("|")})\\|`;
}

function checkTimes(times: string): string {
  if (!/^(?:(?:[*+]|\{\d+,?\d*\})\??|\?)?$/.test(times)) throw new Error(`“)${times}” is no quantifier`);
  return times;
}

function isOptional(times: string): boolean {
  return /^(?:[?*]|\{0)/.test(times);
}

function escapeForRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
