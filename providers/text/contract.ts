import { z } from "zod";

/** How a script opens. The words are the field's own; providers/text/house/ has what makes each of them work. */
export const hookTypes = ["question", "problem", "bold-claim", "myth", "demo", "listicle"] as const;
export type HookType = (typeof hookTypes)[number];

/** What a shot shows. The end card is added by the storyboard, never written. */
export const shotTypes = ["talking-head", "product", "text-card"] as const;

/** One beat of a script: what is said, what is written on the picture, and what is shown. Times in seconds from the start. */
export const scene = z.object({
  beat: z.enum(["hook", "problem", "product", "proof", "how-to", "offer", "cta"]),
  shot: z.enum(shotTypes),
  line: z.string().trim().min(1, "A scene needs a spoken line").max(300, "A spoken line has at most 300 characters"),
  onScreen: z.string().trim().max(60, "On-screen text has at most 60 characters").nullable(),
  start: z.number().min(0),
  end: z.number().positive(),
});
export type Scene = z.infer<typeof scene>;

/** A timed script for one video. `caption` is the post's text without links or labels; `hashtags` without "#". */
export const script = z.object({
  title: z.string().trim().min(1).max(100),
  scenes: z.array(scene).min(2, "A script needs at least two scenes").max(12, "A script has at most twelve scenes"),
  cta: z.string().trim().min(1).max(40),
  caption: z.string().trim().min(1).max(600),
  hashtags: z.array(z.string().regex(/^[\p{L}\p{N}_]+$/u)).max(8),
});
export type Script = z.infer<typeof script>;

/** Everything a writer may know. Facts come from the kit and the product; nothing else may be claimed. */
export const scriptRequest = z.object({
  brand: z.object({ name: z.string(), voice: z.string(), never: z.array(z.string()), cta: z.string() }),
  product: z.object({
    title: z.string(),
    description: z.string(),
    benefits: z.array(z.string()),
    facts: z.array(z.string()),
    price: z.string().nullable(),
  }),
  persona: z.object({
    name: z.string(),
    kind: z.enum(["synthetic", "cameo"]),
    speechStyle: z.string(),
    opinions: z.array(z.string()),
    taboos: z.array(z.string()),
  }),
  brief: z.object({
    goal: z.string(),
    audience: z.string(),
    offer: z.string().nullable(),
    proofPoints: z.array(z.string()),
    mustSay: z.array(z.string()),
    neverSay: z.array(z.string()),
    tone: z.string(),
  }),
  angle: z.string(),
  hook: z.enum(hookTypes),
  /** Of the whole video: the spoken scenes and the end card together. */
  seconds: z.number().min(15).max(30),
  locale: z.string(),
  /** The brief's own: the same request gives the same script from a writer that can promise that. */
  seed: z.string(),
  /** How many scripts of the brief with this hook come before this one, so that no two need open alike. */
  turn: z.number().int().min(0),
  /** A reviewer's note on the version before, with that version, when this is a rewrite. */
  revision: z.object({ note: z.string(), previous: script }).nullable(),
});
export type ScriptRequest = z.infer<typeof scriptRequest>;

/** A finished script with where it came from and what it cost (millionths of a US dollar; 0 for the house writer). */
export type WrittenScript = { script: Script; writer: string; model: string | null; costMicros: number };

/**
 * A writer of scripts. `write` may be repeated: nothing is stored by the provider, the caller keys the result by variant
 * and version. Fails with `ProviderError`: "retry" for overload, "reject" for a refusal or an answer that does not fit
 * the schema, "misconfigured" for a missing or wrong key.
 */
export type TextProvider = { id: string; write(request: ScriptRequest): Promise<WrittenScript> };

/**
 * How fast a line is spoken, in words per second: the trade's figure for short video (150 words a minute). The studio's
 * own voices measure 2.51 (rms), 2.72 (slt) and 2.75 (awb) at pace 1.
 */
export const wordsPerSecond = 2.5;

/** How long the silent end card stands after the last scene, in seconds: enough to read a call to action and an address. */
export const endCardSeconds = 2.4;

/** How many words a text is when read aloud: "€14.90" is three, "2-minute" two, punctuation none. */
export function countWords(text: string): number {
  const parts = text.match(/\p{L}+(?:['’]\p{L}+)*|\p{N}+|[€$£%&]/gu) ?? [];
  return parts.reduce((sum, part) => sum + (/^\p{N}{3,}$/u.test(part) ? part.length - 1 : 1), 0);
}

/** Whether a text has a word or phrase in it, whole and whatever its case: "art" is not in "start". */
export function mentions(text: string, phrase: string): boolean {
  return mentionsOneOf([phrase])(text);
}

/** The same for any of several phrases, for texts by the hundred. */
export function mentionsOneOf(phrases: readonly string[]): (text: string) => boolean {
  const wanted = phrases
    .map(plain)
    .filter(Boolean)
    .map((phrase) => phrase.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (wanted.length === 0) return () => false;
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${wanted.join("|")})(?![\\p{L}\\p{N}])`, "u");
  return (text) => pattern.test(plain(text));
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[’‘]/g, "'").replace(/\s+/g, " ").trim();
}
