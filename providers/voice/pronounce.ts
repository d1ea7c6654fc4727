/** Words that a voice gets wrong, with how to say them in plain letters. Capitals do not matter. */
export type Pronunciations = Readonly<Record<string, string>>;

/**
 * The tokens of a line as they are to be said. Punctuation around a word and a genitive behind it stay, so that a
 * respelled word ends a sentence or owns something as the written one did; every token stays one token.
 */
export function respell(tokens: string[], words: Pronunciations): string[] {
  const known = new Map(Object.entries(words).map(([word, said]) => [fold(word), said.toLowerCase()]));
  if (known.size === 0) return tokens;
  return tokens.map((token) => {
    const [, before = "", word = "", owner = "", after = ""] = parts.exec(token) ?? [];
    const said = known.get(fold(`${word}${owner}`)) ?? known.get(fold(word));
    if (!said) return token;
    return `${before}${said}${known.has(fold(`${word}${owner}`)) ? "" : owner}${after}`;
  });
}

const parts = /^([^\p{L}\p{N}]*)(.*?)(['’]s)?([^\p{L}\p{N}]*)$/u;

function fold(word: string): string {
  return word.normalize("NFC").toLowerCase();
}
