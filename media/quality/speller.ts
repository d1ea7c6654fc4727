import { readFileSync } from "node:fs";
import { ownFile } from "../place.ts";

/** What a dictionary can tell; several may be asked. */
type Dictionary = { correct(word: string): boolean; suggest(word: string): string[] };

/** Words of the trade that general dictionaries lack, one a line. */
const trade = readFileSync(ownFile("quality/data/words.txt"), "utf8").split("\n").filter(Boolean);

/**
 * Finds misspelt words of a text. `lexicon` holds words or phrases that are right as they are: those of the kit, product
 * and persona. A word that is nearly one of them is that one; else a dictionary's nearest word is offered, and a word
 * that is near nothing is taken for a name.
 */
export function createSpeller(dictionaries: readonly Dictionary[], lexicon: readonly string[]) {
  const own = new Set([...lexicon, ...trade].flatMap((text) => wordsIn(text).map(({ word }) => word)));
  const ownPlain = new Set([...own].map((word) => word.toLowerCase()));
  const names = [...own].filter((word) => /^\p{Lu}/u.test(word) && word.length >= 4 && !known(word.toLowerCase()));

  function known(word: string): boolean {
    return dictionaries.some((dictionary) => dictionary.correct(word));
  }
  function suggestions(word: string): string[] {
    return dictionaries.flatMap((dictionary) => dictionary.suggest(word));
  }
  function isRight(word: string): boolean {
    return ownPlain.has(word.toLowerCase()) || known(word) || known(word.toLowerCase());
  }
  return {
    check(text: string): { word: string; better: string }[] {
      return wordsIn(text).flatMap(({ word, opens }) => {
        const casing = names.find((name) => name.toLowerCase() === word.toLowerCase());
        if (casing && casing !== word && word !== word.toUpperCase() && !own.has(word))
          return [{ word, better: casing }];
        if (isRight(word)) return [];
        const plain = word.replace(/[’']s?$/, "");
        if (plain !== word && isRight(plain)) return [];
        if (word === word.toUpperCase() && word.length <= 5) return [];
        // A capital inside of a sentence is a name's, and the names that count are the brand's own.
        const isName = /^\p{Lu}/u.test(word) && !opens;
        const better = nearest(word, names) ?? (isName ? undefined : nearest(word, suggestions(word)));
        return better ? [{ word, better: matchCase(word, better) }] : [];
      });
    },
  };
}

/**
 * The words of a text as they stand: no numbers, addresses, handles or tags; parts of a compound one by one. `opens` is
 * true for the first of a sentence.
 */
function wordsIn(text: string): { word: string; opens: boolean }[] {
  const plain = text.replace(/\S*[@#/]\S*|\S+\.\p{Ll}{2,}\S*/gu, " ").replaceAll("’", "'");
  const found = plain.matchAll(/(?<![\p{L}\p{N}'])\p{L}[\p{L}']*\p{L}(?![\p{L}\p{N}])/gu);
  return [...found].map(({ 0: word, index }) => ({ word, opens: /(^|[.?!:…\n]\W*)$/u.test(plain.slice(0, index)) }));
}

/**
 * The first candidate that is a slip of the finger away: one edit, two in a word of eight letters and more. Letters that
 * changed places are likelier than others.
 */
function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length < 4) return undefined;
  const most = word.length >= 8 ? 2 : 1;
  const near = candidates.filter((each) => editsBetween(word.toLowerCase(), each.toLowerCase(), most) <= most);
  const letters = (text: string) => [...text.toLowerCase()].sort().join("");
  return near.find((each) => letters(each) === letters(word)) ?? near[0];
}

/** Damerau's edits between two words: a letter more, less or other, or two that changed places. */
function editsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  const rows: number[][] = Array.from({ length: a.length + 1 }, (_, row) => [row]);
  for (let column = 0; column <= b.length; column++) rows[0]![column] = column;
  for (let row = 1; row <= a.length; row++) {
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      rows[row]![column] = Math.min(
        rows[row - 1]![column]! + 1,
        rows[row]![column - 1]! + 1,
        rows[row - 1]![column - 1]! + (same ? 0 : 1),
        swapped ? rows[row - 2]![column - 2]! + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return rows[a.length]![b.length]!;
}

function matchCase(word: string, better: string): string {
  return /^\p{Lu}/u.test(word) ? better.charAt(0).toUpperCase() + better.slice(1) : better;
}
