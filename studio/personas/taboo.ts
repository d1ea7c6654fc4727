import { parseText } from "../claims/parse.ts";
import data from "./taboo-topics.json" with { type: "json" };

/** Words that carry no topic: a taboo of these alone forbids nothing. */
const empty = new Set(
  "a about an and any anything are at be by else for from have i in it of on or other own people 's so some someone talk that the their them they thing this to with your".split(
    " ",
  ),
);

/**
 * The first of a persona's taboos that a text is about, or undefined. A taboo is touched when every word of it that
 * carries a topic stands in one and the same sentence, in any form ("diet" in "Dieting made easy", but not "edit"; "mouse"
 * in "for mice"), or, where it is what a topic of taboo-topics.json is called, when any word of that topic stands there
 * ("wine" for "alcohol"). A taboo that narrows a topic ("comments on bodies") is about its own words alone. Something
 * "alcohol-free" is not about alcohol.
 */
export function findTabooTopic(taboos: readonly string[], text: string): string | undefined {
  return taboos.length === 0 ? undefined : watchTaboos(text)(taboos);
}

/** The same for one text and the taboos of many. */
export function watchTaboos(text: string): (taboos: readonly string[]) => string | undefined {
  const sentences = parseText(text.replace(/\p{L}+-free\b/giu, " ")).map(({ tokens }) => tokens.flatMap(formsOf));
  const rows = sentences.map((forms) => ` ${forms.join(" ")} `);
  return (taboos) => taboos.find((taboo) => isTouched(readTaboo(taboo), sentences, rows));
}

/** `words` have one entry for each word, with its forms. */
type Taboo = { words: string[][]; related: readonly string[] };

function isTouched({ words, related }: Taboo, sentences: readonly string[][], rows: readonly string[]): boolean {
  if (words.length === 0) return false;
  if (related.some((phrase) => rows.some((row) => row.includes(` ${phrase} `)))) return true;
  return sentences.some((forms) => words.every((word) => word.some((form) => forms.includes(form))));
}

const remembered = new Map<string, Taboo>();

/** What a taboo is about. The same few are asked about over and over; remembering changes how long it takes, nothing else. */
function readTaboo(taboo: string): Taboo {
  const known = remembered.get(taboo);
  if (known) return known;
  const words = parseText(taboo.toLowerCase())
    .flatMap(({ tokens }) => tokens)
    .filter(({ norm, lemma, flags }) => !flags.has("p") && !empty.has(norm) && !empty.has(lemma))
    .map(formsOf);
  const name = words.map(([form]) => form).join(" ");
  const related = data.topics.filter(({ called }) => called.some((each) => stemsOf(each) === name));
  const read = { words, related: related.flatMap((topic) => topic.words.map(stemsOf)) };
  if (remembered.size >= 2_000) remembered.clear();
  remembered.set(taboo, read);
  return read;
}

/** A word as it is compared: by its own stem, and by that of its dictionary form where that is another. */
function formsOf({ norm, lemma, flags }: { norm: string; lemma: string; flags: ReadonlySet<string> }): string[] {
  if (flags.has("p")) return [];
  return [...new Set([stemOf(norm), stemOf(lemma)])];
}

const stemsOf = (phrase: string) =>
  phrase
    .toLowerCase()
    .split(" ")
    .filter((word) => !empty.has(word))
    .map(stemOf)
    .join(" ");

/** English endings off, so that "diets" and "dieting" meet. Other scripts stay as they are. */
function stemOf(word: string): string {
  const plain = word.toLowerCase().replace(/['’]s$/u, "");
  if (plain.length <= 4) return plain.replace(/(?<=[^s])s$/u, "");
  return plain.replace(/(?:ies|y)$/u, "i").replace(/(?:ings?|ed|es|s|e)$/u, "");
}
