import type { SpokenLine, Storyboard } from "./storyboard.ts";
import { placeShots, speechLead } from "./timeline.ts";

type Word = { word: string; start: number; end: number };
/** A few words that stand on screen together, in seconds from the start of the line. */
export type Caption = { start: number; end: number; words: Word[] };

/** Two lines of about 20 signs each: more cannot be read in the time it is said. */
const mostSigns = 36;
/** A caption outlives its last word by this, unless the next one comes. */
const linger = 0.3;

/** Breaks a line into captions: at sentences and pauses first, then a long one in halves, best at a comma. */
export function captionLine(line: SpokenLine): Caption[] {
  const phrases: Word[][] = [];
  for (const word of line.words) {
    const last = phrases.at(-1)?.at(-1);
    if (!last || /[.!?…]["”’)]?$/.test(last.word) || word.start - last.end > 0.4) phrases.push([word]);
    else phrases.at(-1)!.push(word);
  }
  const groups = phrases.flatMap(halve);
  return groups.map((words, index) => {
    const last = words.at(-1)!;
    const next = groups[index + 1]?.[0]?.start ?? line.seconds;
    return { start: words[0]!.start, end: Math.min(next, last.end + linger), words };
  });
}

/** The captions of a whole video as WebVTT, timed from its start. */
export function writeVtt(board: Pick<Storyboard, "shots" | "fps">): string {
  const cues = placeShots(board).flatMap(({ shot, startsAt, seconds }) =>
    (shot.speech ? captionLine(shot.speech) : []).map(({ start, end, words }) => {
      const from = startsAt + speechLead + start;
      const to = Math.min(startsAt + speechLead + end, startsAt + seconds);
      return `${clock(from)} --> ${clock(to)}\n${words.map(({ word }) => escapeCue(word)).join(" ")}\n`;
    }),
  );
  return `WEBVTT\n\n${cues.join("\n")}`;
}

function halve(words: Word[]): Word[][] {
  const length = textLength(words);
  if (length <= mostSigns || words.length === 1) return [words];
  // The cost of a break: how uneven it is, less for a comma, more when it leaves a small word hanging.
  const cost = (at: number) =>
    Math.abs(length / 2 - textLength(words.slice(0, at))) +
    (/[,;:–—]$/.test(words[at - 1]!.word) ? -7 : 0) +
    (/^(a|an|the|and|or|of|to|in|on|at|by|for|with|your|is)$/i.test(words[at - 1]!.word) ? 5 : 0);
  const places = words.slice(1).map((_, index) => index + 1);
  const best = places.reduce((chosen, at) => (cost(at) < cost(chosen) ? at : chosen));
  return [...halve(words.slice(0, best)), ...halve(words.slice(best))];
}

function textLength(words: Word[]): number {
  return words.reduce((sum, { word }) => sum + word.length + 1, -1);
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
