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
 * | `?` `*` `+` `{1,3}` | how often, behind an atom or a group |
 * | `( a \| b c )` | one of several |
 * | `(?! a )` `(?= a )` | not, or only, when this follows |
 * | `^` `$` | the sentence begins or ends here |
 */
export type Pattern = { source: string; regex: RegExp };

/** How patterns see a sentence: each word as «norm|lemma|,flag,flag,». */
export function encode(tokens: readonly Token[]): string {
  return tokens.map(({ norm, lemma, flags }) => `«${norm}|${lemma}|,${[...flags].join(",")},»`).join("");
}

/** Compiles one pattern. `phrasesOf` gives a list's entries of several words; fails with what is wrong in it. */
export function compilePattern(source: string, phrasesOf: (list: string) => string[] | undefined): Pattern {
  const compiled = source.trim().split(/\s+/).map((part) => compilePart(part, phrasesOf)).join("");
  try {
    return { source, regex: new RegExp(compiled, "g") };
  } catch (cause) {
    throw new Error("its parentheses or quantifiers do not fit together", { cause });
  }
}

const punctuation = "(?=[^»]*,p,)";
const word = "«(?![^»]*,p,)[^»]*»";

function compilePart(part: string, phrasesOf: (list: string) => string[] | undefined): string {
  if (part === "(" || part === "(?!" || part === "(?=") return part === "(" ? "(?:" : part;
  if (part === "|") return "|";
  if (part === "^") return `^(?:«${punctuation}[^»]*»)*`;
  if (part === "$") return `(?:«${punctuation}[^»]*»)*$`;
  if (part === "..") return `(?:${word}){0,6}?`;
  if (part === "...") return "(?:«[^»]*»){0,14}?";
  const [, body, times] = /^(.*?)([?*+]|\{\d+,?\d*\})?$/.exec(part) ?? [];
  if (body === ")") return `)${times ?? ""}`;
  if (!body) throw new Error(`nothing stands before “${times}”`);
  const single = `(?:${compileAtom(body, phrasesOf)})`;
  return `${single}${times ?? ""}`;
}

function compileAtom(body: string, phrasesOf: (list: string) => string[] | undefined): string {
  if (body === ".") return word;
  const phrases: string[] = [];
  const conditions = body.split("&").map((piece) => {
    const not = piece.startsWith("!");
    const bare = not ? piece.slice(1) : piece;
    if (bare.startsWith("@")) {
      const entries = phrasesOf(bare.slice(1));
      if (!entries) throw new Error(`there is no list called “${bare.slice(1)}”`);
      // In a condition with others a list counts by its single words only.
      if (!not && !body.includes("&")) phrases.push(...entries);
    }
    return `(?${not ? "!" : "="}${compileCondition(bare)})`;
  });
  const one = `«${conditions.join("")}[^»]*»`;
  const many = phrases.map((phrase) => phrase.split(" ").map((norm) => `«${escape(norm)}\\|[^»]*»`).join(""));
  return [...many.sort((a, b) => b.length - a.length), one].join("|");
}

function compileCondition(bare: string): string {
  if (bare.startsWith("@")) return `[^»]*,${escape(bare.slice(1))},`;
  if (bare.startsWith(":")) return `[^»]*,${escape(bare.slice(1))},`;
  if (bare.startsWith("=")) return `[^|»]*\\|(?:${bare.slice(1).split("/").map(escape).join("|")})\\|`;
  return `(?:${bare.split("/").map(escape).join("|")})\\|`;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
