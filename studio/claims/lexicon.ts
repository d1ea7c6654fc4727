import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const words = z.string().transform((text) =>
  text
    .split(/[,\n]/)
    .map((word) => word.trim().toLowerCase())
    .filter(Boolean),
);
const schema = z.strictObject({
  /** Casual spelling → the spelling that the tagger knows. */
  spelling: z.record(z.string(), z.string()),
  /** Irregular verbs as "base past participle", one a line; a form marked ? is also another word. */
  irregular: z.string(),
  lists: z.record(z.string(), words),
});

/** The words that the rules are about. Each list is open to anybody who can edit data/lexicon.yaml. */
export type Lexicon = {
  irregular: Map<string, { lemma: string; past: boolean; part: boolean; unsure: boolean }>;
  lemmas: Map<string, string>;
  /** The lists that a word is in, by its form or its lemma. */
  listsOf(norm: string, lemma: string): Set<string>;
  has(list: string, norm: string): boolean;
  /** Whether any list or the table of verbs has a word, in this form or without an ending. */
  knows(norm: string): boolean;
  /** Entries of more than one word; undefined when there is no such list. */
  phrasesOf(list: string): string[] | undefined;
  respell(word: string): string;
};

export const lexicon: Lexicon = readLexicon();

function readLexicon(): Lexicon {
  const file = new URL("./data/lexicon.yaml", import.meta.url);
  const { spelling, irregular, lists } = schema.parse(parse(readFileSync(file, "utf8")));
  const singles = new Map<string, Set<string>>();
  const phrases = new Map<string, string[]>();
  for (const [list, entries] of Object.entries(lists)) {
    // The tagger reads "mother-in-law" as three words.
    phrases.set(list, [
      ...entries.filter((entry) => entry.includes(" ")),
      ...entries.filter((entry) => /\w-\w/.test(entry)).map((entry) => entry.replaceAll("-", " ")),
    ]);
    for (const entry of entries.filter((each) => !each.includes(" "))) {
      singles.set(entry, (singles.get(entry) ?? new Set()).add(list));
    }
  }
  const respelled = new Map(Object.entries(spelling));
  const verbs = readIrregular(irregular);
  return {
    irregular: verbs,
    lemmas: new Map(),
    listsOf: (norm, lemma) => new Set([...(singles.get(norm) ?? []), ...(singles.get(lemma) ?? [])]),
    has: (list, norm) => singles.get(norm)?.has(list) ?? false,
    knows: (norm) =>
      [
        norm,
        norm.replace(/ies$/, "y"),
        norm.replace(/e?s$/, ""),
        norm.replace(/s$/, ""),
        norm.replace(/ed$/, ""),
        norm.replace(/d$/, ""),
        norm.replace(/ing$/, ""),
      ].some((form) => singles.has(form) || verbs.has(form)),
    phrasesOf: (list) => phrases.get(list),
    respell: (word) => respelled.get(word.toLowerCase()) ?? word,
  };
}

function readIrregular(table: string): Lexicon["irregular"] {
  const forms: Lexicon["irregular"] = new Map();
  for (const line of table.split("\n").filter((each) => each.trim())) {
    const [base = "", pasts = "", parts = pasts] = line.trim().split(/\s+/);
    const add = (form: string, as: "past" | "part") => {
      const norm = form.replace("?", "");
      const known = forms.get(norm) ?? { lemma: base, past: false, part: false, unsure: false };
      forms.set(norm, { ...known, [as]: true, unsure: known.unsure || form.endsWith("?") });
    };
    for (const form of pasts.split("/")) add(form, "past");
    for (const form of parts.split("/")) add(form, "part");
  }
  return forms;
}
