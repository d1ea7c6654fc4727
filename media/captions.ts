import { breakWord } from "./canvas/script.ts";
import type { SpokenLine, Storyboard } from "./storyboard.ts";
import { placeShots, speechLead } from "./timeline.ts";

/** A word of a caption. `joined` follows the one before without a space, as Chinese and Thai are written. */
type Word = { word: string; start: number; end: number; joined?: boolean };
/** A few words that stand on screen together, in seconds from the start of the line. */
export type Caption = { start: number; end: number; words: Word[] };

/** Two lines of about 20 signs each: more cannot be read in the time it is said. */
const mostSigns = 36;
/** A caption outlives its last word by this, unless the next one comes. */
const linger = 0.3;

/** Breaks a line into captions: at sentences and pauses first, then a long one in halves, best at a comma. */
export function captionLine(line: SpokenLine): Caption[] {
  const phrases: Word[][] = [];
  for (const word of line.words.flatMap(splitWord)) {
    const last = phrases.at(-1)?.at(-1);
    if (!last || /[.!?…。！？؟]["”’)」』]?$/.test(last.word) || word.start - last.end > 0.4) phrases.push([word]);
    else phrases.at(-1)!.push(word);
  }
  const groups = phrases.flatMap(halve);
  return groups.map((words, index) => {
    const last = words.at(-1)!;
    const next = groups[index + 1]?.[0]?.start ?? line.seconds;
    return { start: words[0]!.start, end: Math.min(next, last.end + linger), words };
  });
}

/** A caption's text as it is written. */
export function textOfWords(words: { word: string; joined?: boolean }[]): string {
  return words.map(({ word, joined }, index) => (index > 0 && !joined ? ` ${word}` : word)).join("");
}

/** The captions of a whole video as WebVTT, timed from its start. */
export function writeVtt(board: Pick<Storyboard, "shots" | "fps">): string {
  const cues = placeShots(board).flatMap(({ shot, startsAt, seconds }) =>
    (shot.speech ? captionLine(shot.speech) : []).map(({ start, end, words }) => {
      const from = startsAt + speechLead + start;
      const to = Math.min(startsAt + speechLead + end, startsAt + seconds);
      return `${clock(from)} --> ${clock(to)}\n${escapeCue(textOfWords(words))}\n`;
    }),
  );
  return `WEBVTT\n\n${cues.join("\n")}`;
}

/** A voice gives one long word where a script has no spaces; its time is shared out by length. */
function splitWord(word: SpokenLine["words"][number]): Word[] {
  const parts = breakWord(word.word);
  if (parts.length === 1) return [word];
  const each = (word.end - word.start) / word.word.length;
  let at = word.start;
  return parts.map((part, index) => {
    const start = at;
    at += each * part.length;
    return { word: part, start, end: at, ...(index > 0 ? { joined: true } : {}) };
  });
}

function halve(words: Word[]): Word[][] {
  const length = textLength(words);
  if (length <= mostSigns || words.length === 1) return [words];
  // The cost of a break: how uneven it is, less for a comma, more when it leaves a small word hanging.
  const cost = (at: number) =>
    Math.abs(length / 2 - textLength(words.slice(0, at))) +
    (/[,;:–—、，،]$/.test(words[at - 1]!.word) ? -7 : 0) +
    (/^(a|an|the|and|or|of|to|in|on|at|by|for|with|your|is)$/i.test(words[at - 1]!.word) ? 5 : 0);
  const places = words.slice(1).map((_, index) => index + 1);
  const best = places.reduce((chosen, at) => (cost(at) < cost(chosen) ? at : chosen));
  return [...halve(words.slice(0, best)), ...halve(words.slice(best))];
}

/** Signs as they take room: an ideograph or a kana is as wide as two letters. */
function textLength(words: Word[]): number {
  const text = textOfWords(words);
  return (
    text.length + (text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0)
  );
}

function clock(seconds: number): string {
  const whole = Math.round(seconds * 1000);
  const part = (size: number, span: number, digits: number) =>
    String(Math.floor(whole / size) % span).padStart(digits, "0");
  return `${part(3_600_000, 100, 2)}:${part(60_000, 60, 2)}:${part(1000, 60, 2)}.${part(1, 1000, 3)}`;
}

function escapeCue(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
