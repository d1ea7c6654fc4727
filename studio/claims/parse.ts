import model from "wink-eng-lite-web-model";
import winkNlp from "wink-nlp";
import { lexicon } from "./lexicon.ts";

/**
 * One word of a sentence. `norm` is lower case, `lemma` its dictionary form, `flags` its part of speech (NOUN, VERB …),
 * its form (past, part, ing, base, s3), the lexicon's lists it is in, and `start` when a clause begins with it.
 */
export type Token = { norm: string; lemma: string; flags: Set<string> };

/** A sentence as written, and its words: a punctuation mark or emoji is a token with the flag `p`. */
export type ParsedSentence = { text: string; tokens: Token[]; question: boolean };

const wink = winkNlp(model, ["sbd", "pos"]);

/**
 * Splits a text into sentences and tags their words (wink-nlp: parts of speech and lemmas), then adds the verb's form,
 * which wink does not say, from its ending and a table of irregular verbs. Spelling of casual speech ("gonna", "ive",
 * capitals throughout) is evened out first, as the tagger was trained on written English.
 */
export function parseText(text: string, names: readonly string[] = []): ParsedSentence[] {
  const hide = hideNames(names);
  return splitSentences(text).flatMap((sentence) => {
    const { tokens, question } = parseSentence(hide(sentence));
    // A paste without a full stop is read in pieces: the rules look at most a few dozen words around.
    if (tokens.length <= longest) return [{ text: sentence, tokens, question }];
    const pieces = Math.ceil(tokens.length / longest);
    return Array.from({ length: pieces }, (_, piece) => ({
      text: piece === 0 ? sentence : `… ${sentence}`,
      tokens: tokens.slice(piece * longest, (piece + 1) * longest + overlap),
      question,
    }));
  });
}

const longest = 80;
const overlap = 12;

/** Names of brands and products say nothing by themselves: "Best Before" is no superlative where it is a name. */
function hideNames(names: readonly string[]): (sentence: string) => string {
  const wanted = names.filter((name) => name.trim().length > 1).toSorted((a, b) => b.length - a.length);
  if (wanted.length === 0) return (sentence) => sentence;
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${wanted.map((name) => name.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})(?![\\p{L}\\p{N}])`,
    "giu",
  );
  return (sentence) => sentence.replace(pattern, "Product");
}

/** Sentences as a reader sees them: at full stops, line breaks and runs of emoji, and at a hashtag that is one. */
export function splitSentences(text: string): string[] {
  return text
    .replace(abbreviation, (found) => found.replaceAll(".", "\u2024"))
    .split(/(?<=[.!?…]["”’')\]]*)\s+(?=\S)|\s*\n+\s*|(?<=\p{Extended_Pictographic}\uFE0F?)\s+(?=[\p{L}\p{N}"“])/u)
    .map((sentence) => sentence.replaceAll("\u2024", ".").trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

const abbreviation =
  /\b(?:e\.g\.|i\.e\.|approx\.|dr\.|mr\.|mrs\.|ms\.|st\.|vs\.|no\.(?=\s*\d)|inc\.|ltd\.|min\.(?=\s[a-z])|max\.(?=\s[a-z])|a\.m\.|p\.m\.)/giu;

function parseSentence(text: string): Pick<ParsedSentence, "tokens" | "question"> {
  const even = evenOut(text);
  const read = wink.readDoc(even).tokens();
  const words = read.out();
  const tags = read.out(wink.its.pos) as string[];
  const lemmas = read.out(wink.its.lemma as typeof wink.its.normal) as string[];
  const tokens: Token[] = [];
  let start = true;
  for (const [index, word] of words.entries()) {
    if (word === "-") continue;
    const tag = mendTag(tags, words, index);
    const token = makeToken(word, lemmas[index] ?? word, tag, tokens.at(-1));
    if (token.flags.has("p")) start = true;
    else if (start) {
      token.flags.add("start");
      // A clause still begins after "so", "honestly", "and": they carry no subject.
      start = token.flags.has("opener");
    } else if (token.flags.has("CCONJ")) start = true;
    tokens.push(token);
  }
  return { tokens, question: /\?["”’')\]]*$/.test(text) };
}

/** "This wakes your cells", "the twins share it": what the tagger takes for a noun between a subject and an object is a verb. */
function mendTag(tags: readonly string[], words: readonly string[], index: number): string {
  const tag = tags[index] ?? "X";
  if (tag !== "NOUN") return tag;
  const before = words[index - 1]?.toLowerCase() ?? "";
  const after = words[index + 1]?.toLowerCase() ?? "";
  const subject = /^(?:it|this|that|which|she|he|they|we|i)$/.test(before);
  if (subject && /..s$/i.test(words[index] ?? "") && objects.test(after)) return "VERB";
  return tags[index - 1] === "NOUN" && /^(?:it|them|me|us|him)$/.test(after) ? "VERB" : tag;
}

const objects = /^(?:the|an?|your|my|our|all|every|them|it|you|me|us|up|out|off)$/;

function makeToken(word: string, lemmaOf: string, tag: string, before: Token | undefined): Token {
  const norm = word.toLowerCase();
  const flags = new Set<string>();
  if (!/[\p{L}\p{N}%$€£#&@]/u.test(norm)) return { norm: ",", lemma: ",", flags: flags.add("p") };
  const irregular = lexicon.irregular.get(norm);
  const lemma = irregular?.lemma ?? lexicon.lemmas.get(norm) ?? dictionaryForm(norm, lemmaOf.toLowerCase(), tag);
  flags.add(tag);
  for (const list of lexicon.listsOf(norm, lemma)) flags.add(list);
  // The tagger gives no dictionary form of what it takes for a name.
  if (tag === "PROPN" && /..s$/.test(norm))
    for (const list of lexicon.listsOf(norm.slice(0, -1), lemma)) flags.add(list);
  if (/^\d/.test(norm)) flags.add("NUM");
  if (/..s$/.test(norm) && norm !== lemma) flags.add("es");
  if (/^(?:1[6-9]|20)\d\d$/.test(norm)) flags.add("year");
  for (const degree of degreesOf(norm, lemma, tag)) flags.add(degree);
  for (const form of formsOf(norm, lemma, tag, irregular, before)) flags.add(form);
  return { norm: norm.replace(/[«»|,]/g, "_"), lemma: lemma.replace(/[«»|,]/g, "_"), flags };
}

/** The tagger leaves an ending that it does not know: "Dries" as a name, "descales" as a verb. */
function dictionaryForm(norm: string, lemma: string, tag: string): string {
  if (lemma !== norm || !/..[^s]s$/.test(norm)) return lemma;
  const forms = [norm.slice(0, -1), norm.replace(/ies$/, "y"), norm.replace(/es$/, "")].filter((form) => form !== norm);
  const name = tag === "PROPN" || tag === "VERB";
  // "news" is not the plural of "new": a noun is only taken for one of the verbs of performance.
  const known = (form: string) => (name ? lexicon.listsOf(form, form).size > 0 : lexicon.has("achieve", form));
  return forms.find(known) ?? lemma;
}

/** "softer" and "softest", and `measureish` when the word measures rather than describes. */
function* degreesOf(norm: string, lemma: string, tag: string): Generator<string> {
  const described = tag === "ADJ" || tag === "ADV";
  const [, stem = "", ending] = /^(..+?)(er|est)$/.exec(norm) ?? [];
  const irregular = /^(?:better|worse|best|worst)$|..iest$/.test(norm) && norm !== "priest";
  const bases = [lemma, stem, `${stem}e`, stem.replace(/i$/, "y"), stem.replace(/(.)\1$/, "$1")];
  const graded = ["measure", "dimension", "subjective"].filter((list) => bases.some((base) => lexicon.has(list, base)));
  if (!irregular && !ending) return;
  if (!irregular && graded.length === 0 && !(described && norm !== lemma)) return;
  if (lexicon.has("superException", norm) && !irregular) return;
  yield ending === "est" || norm === "best" || norm === "worst" ? "superlative" : "comparative";
  if ((irregular && !norm.endsWith("iest")) || graded.includes("measure")) yield "measureish";
  for (const list of graded) yield list;
}

/** A verb's form. An irregular form that is also a noun or adjective ("left", "felt") counts only where a verb stands. */
function* formsOf(
  norm: string,
  lemma: string,
  tag: string,
  irregular: { past: boolean; part: boolean; unsure: boolean } | undefined,
  before: Token | undefined,
): Generator<string> {
  const verb = tag === "VERB" || tag === "AUX";
  const subjectBefore = before !== undefined && lexicon.has("subject", before.norm);
  if (irregular) {
    // "Put", "cut", "let": past only behind somebody; at the beginning of a clause it tells the viewer what to do.
    if (norm === lemma ? subjectBefore && before.norm !== "you" : verb || subjectBefore || !irregular.unsure) {
      if (irregular.past) yield "past";
      if (irregular.part) yield "part";
    }
    if (norm === lemma) yield "base";
    return;
  }
  if (/..ed$/.test(norm) && !lexicon.has("notPast", norm) && tag !== "ADV" && lemma !== `${norm}`) {
    yield "past";
    yield "part";
  } else if (/..ed$/.test(norm) && !lexicon.has("notPast", norm) && (verb || tag === "PROPN" || tag === "ADJ")) {
    yield "past";
    yield "part";
  }
  // "napped", "hugged": no noun ends like that.
  else if (tag === "NOUN" && /([bdglmnprt])\1ed$/.test(norm) && !lexicon.has("notPast", norm)) yield* ["past", "part"];
  if (/..ing$/.test(norm) && verb && !/^(?:every|any|some|no)thing$/.test(norm)) yield "ing";
  if (verb && norm === lemma) yield "base";
  if (verb && norm.endsWith("s") && norm !== lemma) yield "s3";
}

/** Casual spelling as the tagger expects it. Meaning is kept; the sentence shown to people is always the original. */
function evenOut(text: string): string {
  let even = text
    .normalize("NFKC")
    .replace(/[’‘‛ʼ`´]/g, "'")
    .replace(/#(\p{L}[\p{L}\p{N}_]*)/gu, (_, tag: string) => ` , ${splitHashtag(tag)} , `)
    .replace(/@[\w.]+/g, " Name ")
    .replace(/https?:\/\/\S+/g, " ")
    .replace(/(?:\p{Extended_Pictographic}|\uFE0F|\u200D)+/gu, " , ")
    .replace(/["“”«»*_~]+/g, " , ")
    .replace(/\s[-–—]{1,2}\s|[–—]|--|\s\/\s|…|\.{2,}/g, " , ")
    .replace(/(\p{L})\1{2,}/gu, "$1$1")
    .replace(/\bw\/(?=\s)/giu, "with")
    .replace(/(\d)h\b/giu, "$1 hours")
    .replace(/(\d)(am|pm|kg|lbs?|ml|g|cm|mm|x)\b/giu, "$1 $2")
    .replace(/\s+/g, " ")
    .trim();
  const letters = even.replace(/[^\p{L}]/gu, "");
  const capitals = letters.replace(/[^\p{Lu}]/gu, "");
  if (letters.length > 3 && capitals.length > letters.length * 0.6) even = even.toLowerCase();
  else
    even = even.replace(/\b\p{Lu}{3,}\b/gu, (word) =>
      lexicon.has("acronym", word.toLowerCase()) ? word : word.toLowerCase(),
    );
  even = even.replace(/[\p{L}']+/gu, (word) => lexicon.respell(word));
  // A capital at the beginning makes the tagger see a name; a word that the lexicon knows is none.
  even = even.replace(/(?<=^|, )\p{Lu}[\p{Ll}]+/gu, (word) =>
    lexicon.knows(word.toLowerCase()) ? word.toLowerCase() : word,
  );
  return even.replace(/\bi\b/g, "I");
}

function splitHashtag(tag: string): string {
  return tag.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2").replaceAll("_", " ");
}
