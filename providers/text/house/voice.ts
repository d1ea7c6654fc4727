import type { ScriptRequest } from "../contract.ts";
import type { Dice } from "./dice.ts";
import type { AfterName, FactKind, Phrases, VoiceName, VoicePhrases } from "./phrases.ts";
import { voiceNames } from "./phrases.ts";

/** The lists that a voice speaks from. */
type ListName = Exclude<keyof VoicePhrases, "levels" | "sentences" | "openers" | "after" | "react">;

/** How this speech is to sound: the persona's style first, pulled by its traits, the brief's tone and the kit's voice. */
export type Voice = {
  name: VoiceName;
  /** How much of each voice is in it; the persona's own is 1. */
  weights: Record<VoiceName, number>;
  /** Words in a sentence that sound natural for it. */
  sentenceWords: number;
  /** From 1 to 5. */
  humour: number;
  energy: number;
  openers: string[];
  turns: string[];
  /** The lines of a list, likely ones first. */
  lines(list: ListName, dice: Dice): string[];
  after(list: AfterName, dice: Dice): string[];
  /** What to say behind a fact of a kind; nothing behind one that is about nothing in particular. */
  react(kind: FactKind | undefined, dice: Dice): string[];
};

const sentenceWords = { short: 5, mixed: 7, long: 9 };
/** How much the others are heard beside the persona's own voice, for each sign of them. */
const step = { trait: 0.12, tone: 0.35, kit: 0.05 };
/** Of a list, so many are tried in one speech: enough to fit any length, and each has to be filled and judged. */
const mostLines = 6;
/** All the others together: enough to colour a voice, never to drown it. */
const mostOthers = 0.15;

export function findVoice(request: ScriptRequest, phrases: Phrases, wished: VoiceName | null): Voice {
  const { persona, brief, brand } = request;
  const name = wished ?? voiceNames.find((each) => each === persona.speechStyle) ?? "matter-of-fact";
  const own = phrases.voices[name];
  const levels = { ...own.levels, ...withoutUnset(persona.talk) };
  const weights = Object.fromEntries(voiceNames.map((each) => [each, each === name ? 1 : 0])) as Voice["weights"];
  const pull = (voice: VoiceName, by: number) => {
    if (voice !== name) weights[voice] = Math.min(0.4, Math.max(0, weights[voice] + by));
  };
  if (levels.humour >= 4) pull("dry", step.trait);
  if (levels.warmth >= 4) pull("warm", step.trait);
  if (levels.energy >= 4) pull("upbeat", step.trait);
  const { tones, away } = phrases.structure;
  for (const voice of voiceNames) {
    pull(voice, step.tone * Math.min(1, countHits(brief.tone, tones[voice])));
    pull(voice, step.kit * Math.min(2, countHits(brand.voice, tones[voice])));
  }
  for (const [voice, words] of Object.entries(away) as [VoiceName, string[]][]) {
    if (countHits(`${brief.tone} ${brand.voice}`, words) > 0) pull(voice, -1);
  }
  if (levels.energy <= 2) pull("upbeat", -1);
  if (levels.humour <= 2) pull("dry", -1);
  if (levels.warmth <= 2) pull("warm", -0.3);
  const others = voiceNames.reduce((sum, each) => sum + (each === name ? 0 : weights[each]), 0);
  if (others > mostOthers) for (const each of voiceNames) if (each !== name) weights[each] *= mostOthers / others;
  const kitShort = /\b(?:short sentences|sentences are as short|one thing at a time)\b/i.test(brand.voice) ? 1 : 0;
  return {
    name,
    weights,
    sentenceWords: sentenceWords[persona.talk.sentences ?? own.sentences] - kitShort,
    humour: levels.humour,
    energy: levels.energy,
    openers: own.openers,
    turns: persona.talk.turns ?? [],
    lines: (list, dice) => mix(weights, dice, (voice) => phrases.voices[voice][list]).slice(0, mostLines),
    after: (list, dice) => mix(weights, dice, (voice) => phrases.voices[voice].after[list]).slice(0, mostLines),
    react: (kind, dice) => (kind ? mix(weights, dice, (voice) => phrases.voices[voice].react[kind]) : []),
  };
}

/** Every line of the voices that are heard, in an order where a voice of half the weight comes up half as often. */
function mix(weights: Voice["weights"], dice: Dice, linesOf: (voice: VoiceName) => string[]): string[] {
  const scored: { line: string; at: number }[] = [];
  for (const voice of voiceNames) {
    if (weights[voice] <= 0) continue;
    // Efraimidis and Spirakis: the key u^(1/w) gives a weighted order without replacement.
    for (const line of linesOf(voice)) scored.push({ line, at: dice.share() ** (1 / weights[voice]) });
  }
  return scored.sort((a, b) => b.at - a.at).map(({ line }) => line);
}

function withoutUnset(talk: ScriptRequest["persona"]["talk"]) {
  const { energy, warmth, humour } = talk;
  return {
    ...(energy === undefined ? {} : { energy }),
    ...(warmth === undefined ? {} : { warmth }),
    ...(humour === undefined ? {} : { humour }),
  };
}

function countHits(text: string, words: readonly string[]): number {
  const plain = ` ${text.toLowerCase().replace(/[^\p{L}-]+/gu, " ")} `;
  return words.filter((word) => plain.includes(` ${word} `)).length;
}
