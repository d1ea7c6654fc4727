import { readFileSync } from "node:fs";

/** What a dictionary can tell; several may be asked. */
type Dictionary = { correct(word: string): boolean; suggest(word: string): string[] };

/** Words of the trade that general dictionaries lack, one a line. */
const trade = readFileSync(new URL("./data/words.txt", import.meta.url), "utf8")
  .split("\n")
  .filter(Boolean);

/**
 * Finds misspelt words of a text. `lexicon` holds words or phrases that are right as they are: those of the kit, product
 * and persona. A word that is nearly one of them is that one; else a dictionary's nearest word is offered, and a word
 * that is near nothing is taken for a name.
 */
export function createSpeller(dictionaries: readonly Dictionary[], lexicon: readonly string[]) {
  const own = new Set([...lexicon, ...trade].flatMap(wordsIn));
  const ownPlain = new Set([...own].map((word) => word.toLowerCase()));
  const names = [...own].filter((word) => /^\p{Lu}/u.test(word) && word.length >= 4 && !known(word.toLowerCase()));

  function known(word: string): boolean {
    return dictionaries.some((dictionary) => dictionary.correct(word));
  }
  function isRight(word: string): boolean {
    return ownPlain.has(word.toLowerCase()) || known(word) || known(word.toLowerCase());
  }
  return {
    check(text: string): { word: string; better: string }[] {
      return wordsIn(text).flatMap((word) => {
        const casing = names.find((name) => name.toLowerCase() === word.toLowerCase());
        if (casing && casing !== word && word !== word.toUpperCase() && !own.has(word))
          return [{ word, better: casing }];
        if (isRight(word)) return [];
        const plain = word.replace(/[’']s?$/, "");
        if (plain !== word && isRight(plain)) return [];
        if (word === word.toUpperCase() && word.length <= 5) return [];
        const better =
          nearest(word, names) ??
          nearest(
            word,
            dictionaries.flatMap((dictionary) => dictionary.suggest(word)),
          );
        return better ? [{ word, better: matchCase(word, better) }] : [];
      });
    },
  };
}

/** The words of a text as they stand: no numbers, addresses, handles or tags; parts of a compound one by one. */
function wordsIn(text: string): string[] {
  return (
    text
      .replace(/\S*[@#/]\S*|\S+\.\p{Ll}{2,}\S*/gu, " ")
      .replaceAll("’", "'")
      .match(/(?<![\p{L}\p{N}'])\p{L}[\p{L}']*\p{L}(?![\p{L}\p{N}])/gu)
      ?.slice() ?? []
  );
}

/** The first candidate that is a slip of the finger away: one edit, two in a word of eight letters and more. */
function nearest(word: string, candidates: readonly string[]): string | undefined {
  const most = word.length >= 8 ? 2 : 1;
  return candidates.find(
    (each) => word.length >= 4 && editsBetween(word.toLowerCase(), each.toLowerCase(), most) <= most,
  );
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
