import { placeShots, speechLead } from "../timeline.ts";
import type { Facts } from "./facts.ts";
import { finding, type QualityFinding, say } from "./finding.ts";

/** A word is heard from this level on, in dBFS RMS: the mix brings speech to −14 LUFS, and its softest syllables lie above. */
const heardFrom = -36;
/** Speech comes and goes with its syllables; a bed of music or noise alone varies less than this, in dB. */
const variesBy = 9;
/** The share of a line's words that have to be heard: a voice swallows one now and then. */
const heardAtLeast = 0.7;
/** Speech may be this far from its words, in seconds: half as much again as the 80 ms that a caption may be off. */
const offAtMost = 0.12;

type Word = { word: string; from: number; to: number };

/** Lines of the script that are not heard when they should be, and a sound that runs beside its picture. */
export function findSpeech({ found, board }: Pick<Facts, "found" | "board">): QualityFinding[] {
  if (!found.audioCodec) return [];
  const lines = spokenLines(board);
  const all = lines.flatMap((line) => line.words);
  const lag = all.length < 3 ? 0 : findLag(all, found.levels);
  // What comes late is heard all the same: it is held against its words at the time when they are said.
  const levels = found.levels.map(({ at, db }) => ({ at: at - lag, db }));
  const missing = lines.filter((line) => !isHeard(line.words, levels));
  const findings = missing.map(({ text, words }) =>
    finding("speech", "block", `“${text}” is not heard.`, {
      at: words[0]!.from,
      until: words.at(-1)!.to,
      fix: { action: "make-again" },
    }),
  );
  if (Math.abs(lag) > offAtMost && missing.length < lines.length) {
    const way = lag > 0 ? "after" : "before";
    const message = `The sound comes ${say(Math.abs(lag))} ${way} its words.`;
    findings.push(finding("speech", "warn", message, { at: all[0]!.from, fix: { action: "make-again" } }));
  }
  return findings;
}

/** Every spoken line with its words at their times in the video. */
export function spokenLines(board: Facts["board"]): { scene: number; text: string; words: Word[] }[] {
  return placeShots(board).flatMap(({ shot, startsAt }, scene) => {
    const { speech } = shot;
    if (!speech || speech.words.length === 0) return [];
    const from = startsAt + speechLead;
    const words = speech.words.map(({ word, start, end }) => ({ word, from: from + start, to: from + end }));
    return [{ scene, text: speech.text, words }];
  });
}

function isHeard(words: Word[], levels: Facts["found"]["levels"]): boolean {
  const heard = words.filter(({ from, to }) => {
    const during = levels.filter(({ at }) => at >= from - 0.02 && at < Math.max(to, from + 0.08));
    return Math.max(...during.map(({ db }) => db), -100) >= heardFrom;
  });
  const [from, to] = [words[0]!.from, words.at(-1)!.to];
  const during = levels
    .flatMap(({ at, db }) => (at >= from - 0.15 && at < to + 0.15 ? [db] : []))
    .sort((a, b) => a - b);
  const varies =
    (during[Math.floor(during.length * 0.95)] ?? -100) - (during[Math.floor(during.length * 0.05)] ?? -100);
  return heard.length >= words.length * heardAtLeast && varies >= variesBy;
}

/** By how much the sound has to be moved to fit the words best, in seconds; 0 when no place fits clearly better. */
function findLag(words: Word[], levels: Facts["found"]["levels"]): number {
  const said = levels.map(({ at }) => (words.some(({ from, to }) => at >= from && at < to) ? 1 : 0));
  const loud = levels.map(({ db }) => Math.min(-12, Math.max(-50, db)));
  const step = (levels[1]?.at ?? 0.02) - (levels[0]?.at ?? 0);
  const most = Math.round(0.8 / step);
  let best = { lag: 0, fit: correlate(said, loud, 0) + 0.04 };
  for (let lag = -most; lag <= most; lag++) {
    const fit = correlate(said, loud, lag);
    if (fit > best.fit) best = { lag, fit };
  }
  return best.fit > 0.3 ? best.lag * step : 0;
}

/** Pearson's correlation of `a` with `b` moved by `lag`. */
function correlate(a: number[], b: number[], lag: number): number {
  let [n, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0];
  for (let at = Math.max(0, -lag); at < a.length && at + lag < b.length; at++) {
    const [x, y] = [a[at]!, b[at + lag]!];
    n++;
    sumA += x;
    sumB += y;
    sumAA += x * x;
    sumBB += y * y;
    sumAB += x * y;
  }
  const spread = Math.sqrt((n * sumAA - sumA * sumA) * (n * sumBB - sumB * sumB));
  return spread > 0 ? (n * sumAB - sumA * sumB) / spread : 0;
}
