type Timed = { start: number; end: number };

/**
 * Lays a line's words over its phonemes. `tokens` are the line split at white space, `lone` the phonemes of each token
 * spoken alone, `phonemes` the whole line's. Inside a line a word may sound a little different ("the" before a vowel),
 * so the two rows are aligned by least edit cost. Every token appears, in order, without overlap; one that makes no
 * sound of its own (a dash) joins the word before it.
 */
export function placeWords(
  tokens: string[],
  lone: string[][],
  phonemes: (Timed & { phoneme: string })[],
): (Timed & { word: string })[] {
  const sounded = tokens.flatMap((word, token) => (lone[token]?.length ? [{ word, sounds: lone[token] }] : []));
  tokens.forEach((word, token) => {
    if (lone[token]?.length) return;
    const before = tokens.slice(0, token).filter((_, index) => lone[index]?.length).length;
    const owner = sounded[Math.max(0, before - 1)];
    if (owner) owner.word = before === 0 ? `${word} ${owner.word}` : `${owner.word} ${word}`;
  });
  const voiced = phonemes.filter(({ phoneme }) => phoneme !== "pau");
  const owners = sounded.flatMap(({ sounds }, index) => sounds.map((sound) => ({ sound, index })));
  const owned = alignSounds(
    owners.map(({ sound }) => sound),
    voiced.map(({ phoneme }) => phoneme),
  );
  const spans = sounded.map((): Timed | undefined => undefined);
  owned.forEach((position, at) => {
    const sound = voiced[at];
    const index = owners[position]?.index;
    if (!sound || index === undefined) return;
    spans[index] = { start: spans[index]?.start ?? sound.start, end: sound.end };
  });
  let clock = 0;
  return sounded.map(({ word }, index) => {
    const span = spans[index] ?? { start: clock, end: clock };
    clock = Math.max(clock, span.end);
    return { word, start: span.start, end: span.end };
  });
}

/** How a token is read out by an English voice that knows ASCII, or "" when it has nothing to say. */
export function spokenForm(token: string): string {
  const plain = token
    .replace(/€\s?([\d.,]*\d)/g, "$1 euros")
    .replace(/£\s?([\d.,]*\d)/g, "$1 pounds")
    .replace(/&/g, " and ")
    .replace(/%/g, " percent ")
    .replace(/[ØøŁłÆæŒœßĐđÞþ]/g, (letter) => foreign[letter] ?? letter)
    .replace(/[‘’]/g, "'")
    .normalize("NFKD")
    .replace(/[^\x20-\x7e]/g, "")
    .trim();
  return /[a-z0-9]/i.test(plain) ? plain : "";
}

const foreign: Record<string, string> = {
  Ø: "O",
  ø: "o",
  Ł: "L",
  ł: "l",
  Æ: "Ae",
  æ: "ae",
  Œ: "Oe",
  œ: "oe",
  ß: "ss",
  Đ: "D",
  đ: "d",
  Þ: "Th",
  þ: "th",
}; // letters that NFKD does not take apart

/** For each heard sound, which expected sound it is; never decreasing. */
function alignSounds(expected: string[], heard: string[]): number[] {
  const width = heard.length + 1;
  const cost = new Float64Array((expected.length + 1) * width);
  const at = (row: number, column: number) => cost[row * width + column] ?? 0;
  for (let row = 0; row <= expected.length; row++) {
    for (let column = 0; column <= heard.length; column++) {
      if (row === 0 || column === 0) cost[row * width + column] = row + column;
      else {
        const swap = at(row - 1, column - 1) + difference(expected[row - 1]!, heard[column - 1]!);
        cost[row * width + column] = Math.min(swap, at(row - 1, column) + 1, at(row, column - 1) + 1);
      }
    }
  }
  const owner = new Array<number>(heard.length).fill(0);
  let row = expected.length;
  let column = heard.length;
  while (column > 0) {
    const here = at(row, column);
    if (row > 0 && here === at(row - 1, column - 1) + difference(expected[row - 1]!, heard[column - 1]!)) {
      owner[--column] = --row;
    } else if (row > 0 && here === at(row - 1, column) + 1) row--;
    else owner[--column] = Math.max(0, row - 1);
  }
  return owner;
}

const vowels = new Set("aa ae ah ao aw ax ay eh er ey ih iy ow oy uh uw".split(" "));

function difference(a: string, b: string): number {
  if (a === b) return 0;
  return vowels.has(a) === vowels.has(b) ? 0.6 : 1.4;
}
