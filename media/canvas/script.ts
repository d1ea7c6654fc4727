/** Scripts that are written without spaces between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Whether a text is read from right to left: its first letter says so, as the Unicode bidirectional algorithm has it. */
export function readsRightToLeft(text: string): boolean {
  const first = text.match(/\p{L}/u)?.[0];
  return first !== undefined && rightToLeft.test(first);
}

/**
 * The words of a text as they may be placed one by one. `joined` stands for a word that follows the one before without a
 * space, as in Chinese, Japanese or Thai; punctuation stays with its word, so that no line begins with a full stop.
 */
export function segmentText(text: string): { text: string; joined: boolean }[] {
  return text
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((word) => breakWord(word).map((part, index) => ({ text: part, joined: index > 0 })));
}

/** The parts a line may be broken between inside what has no spaces: one for most scripts. */
export function breakWord(word: string): string[] {
  if (!unspaced.test(word)) return [word];
  const parts: string[] = [];
  let opening = "";
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "word" }).segment(word)) {
    const closes = /^[\p{Pe}\p{Pf}\p{Po}ー々]+$/u.test(segment);
    if (/^[\p{Ps}\p{Pi}]+$/u.test(segment)) opening += segment;
    else if (closes && parts.length > 0) parts[parts.length - 1] += segment;
    else {
      parts.push(opening + segment);
      opening = "";
    }
  }
  if (opening) parts.push(opening);
  return parts;
}
