import type { SpokenLine, Storyboard } from "./storyboard.ts";
import { placeShots, speechLead } from "./timeline.ts";

type Word = { word: string; start: number; end: number };
/** A few words that stand on screen together, in seconds from the start of the line. */
export type Caption = { start: number; end: number; words: Word[] };

/** Two lines of about 20 signs each: more cannot be read in the time it is said. */
const mostSigns = 36;
/** A caption outlives its last word by this, unless the next one comes. */
const linger = 0.3;

/** Breaks a line into captions, at the end of sentences first, then at commas and pauses, never inside a word. */
export function captionLine(line: SpokenLine): Caption[] {
  const groups: Word[][] = [];
  for (const word of line.words) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (!group || !last || breaksAfter(group, last, word)) groups.push([word]);
    else group.push(word);
  }
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

function breaksAfter(group: Word[], last: Word, next: Word): boolean {
  const signs = group.reduce((sum, { word }) => sum + word.length + 1, 0);
  if (signs + next.word.length > mostSigns) return true;
  if (/[.!?…]["”’)]?$/.test(last.word)) return true;
  if (next.start - last.end > 0.4) return true;
  return /[,;:–—]$/.test(last.word) && signs > mostSigns * 0.55;
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
