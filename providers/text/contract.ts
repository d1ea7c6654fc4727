import { z } from "zod";

/** How a script opens. providers/text/house/hook-types.json has the name of each, and what makes it work. */
export const hookTypes = [
  "question",
  "problem",
  "bold-claim",
  "myth",
  "demo",
  "listicle",
  "scene",
  "how-to",
  "call-out",
  "objection",
  "either-or",
  "detail",
  "not-for-you",
  "straight-up",
] as const;
export type HookType = (typeof hookTypes)[number];

/** What a shot shows. The end card is added by the storyboard, never written. */
export const shotTypes = ["talking-head", "product", "text-card", "b-roll", "before-after"] as const;
/** Those of them that can be had without anything that somebody uploaded. */
export const drawnShots = [
  "talking-head",
  "product",
  "text-card",
] as const satisfies readonly (typeof shotTypes)[number][];
export type DrawnShot = (typeof drawnShots)[number];

/**
 * A fact that a line uses, as it stands in its source, so that everything said about the product can be traced:
 * a benefit or fact of the product, the brief's proof point, offer or must-say line, or a claim that the kit allows.
 */
export const factUse = z.object({
  from: z.enum(["benefit", "fact", "description", "price", "proof", "offer", "must-say", "kit"]),
  text: z.string(),
});
export type FactUse = z.infer<typeof factUse>;

/** One beat of a script: what is said, what is written on the picture, and what is shown. Times in seconds from the start. */
export const scene = z.object({
  beat: z.enum(["hook", "problem", "product", "proof", "how-to", "offer", "cta"]),
  shot: z.enum(shotTypes),
  line: z.string().trim().min(1, "A scene needs a spoken line").max(300, "A spoken line has at most 300 characters"),
  onScreen: z.string().trim().max(60, "On-screen text has at most 60 characters").nullable(),
  start: z.number().min(0),
  end: z.number().positive(),
  /** What the shot shows, in words for whoever films it. */
  direction: z.string().trim().max(200).optional(),
  /** The facts this line uses. Absent when nobody kept account of them. */
  facts: z.array(factUse).max(12).optional(),
  /** What a "b-roll" or "before-after" shot shows: the id of a cutaway of the request. One that is gone shows the product. */
  cutaway: z.string().optional(),
  /** In a language other than English: what the line and its on-screen text say, word for word, as told by who knew no more. */
  inEnglish: z.string().max(600).optional(),
  onScreenInEnglish: z.string().max(200).nullable().optional(),
});
export type Scene = z.infer<typeof scene>;

/** Something that somebody uploaded for a product's videos to cut to, or two pictures that are marked as before and after. */
export const cutaway = z.object({
  id: z.string(),
  kind: z.enum(["picture", "clip", "before-after"]),
  /** What is to be seen in it. */
  shows: z.string(),
  /** Of a clip. */
  seconds: z.number().nullable(),
});
export type Cutaway = z.infer<typeof cutaway>;

const plainScript = z.object({
  title: z.string().trim().min(1).max(100),
  scenes: z.array(scene).min(2, "A script needs at least two scenes").max(12, "A script has at most twelve scenes"),
  cta: z.string().trim().min(1).max(40),
  caption: z.string().trim().min(1).max(600),
  hashtags: z.array(z.string().regex(/^[\p{L}\p{M}\p{N}_]+$/u)).max(8),
});

/**
 * A timed script for one video. `caption` is the post's text without links or labels; `hashtags` without "#". `source` is
 * the English script that one in another language was carried over from.
 */
export const script = plainScript.extend({
  source: plainScript.optional(),
  /** What its other texts say, as `inEnglish` of a scene. */
  inEnglish: z.object({ caption: z.string(), title: z.string(), cta: z.string() }).optional(),
});
export type Script = z.infer<typeof script>;

/** How long a video may be, in seconds. The lengths with a structure of their own are 6, 15, 20, 30, 45 and 60. */
export const [shortestVideo, longestVideo] = [6, 60];

const level = z.number().int().min(1).max(5);

/** How a persona talks, where its bible says so: levels from 1 (hardly) to 5 (very); what is left open follows its style. */
export const talk = z.object({
  energy: level.optional(),
  warmth: level.optional(),
  humour: level.optional(),
  sentences: z.enum(["short", "mixed", "long"]).optional(),
  /** Small phrases it likes to say. */
  turns: z.array(z.string()).optional(),
  /** Words it would not use. */
  avoid: z.array(z.string()).optional(),
});

/** Everything a writer may know. Facts come from the kit and the product; nothing else may be claimed. */
export const scriptRequest = z.object({
  brand: z.object({
    name: z.string(),
    /** The kit's voice.md. */
    voice: z.string(),
    never: z.array(z.string()),
    cta: z.string(),
    /** What the kit allows to be said of everything the brand sells. */
    claims: z.array(z.string()),
    /** What the claims library proves today, for this product and this speaker. */
    proven: z.array(z.object({ id: z.string(), text: z.string(), kinds: z.array(z.string()).readonly() })).optional(),
  }),
  product: z.object({
    title: z.string(),
    /** The title without what may not be said of it, when that is shorter. */
    calledAs: z.string().nullable(),
    description: z.string(),
    benefits: z.array(z.string()),
    facts: z.array(z.string()),
    price: z.string().nullable(),
  }),
  persona: z.object({
    name: z.string(),
    kind: z.enum(["synthetic", "cameo"]),
    speechStyle: z.string(),
    /** How it talks beyond its style. */
    talk,
    /** How fast its voice speaks, in words per second. */
    wordsPerSecond: z.number().min(1).max(5),
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
  seconds: z.number().min(shortestVideo).max(longestVideo),
  locale: z.string(),
  /** The brief's own: the same request gives the same script from a writer that can promise that. */
  seed: z.string(),
  /** How many scripts of the brief with this hook come before this one, so that no two need open alike. */
  turn: z.number().int().min(0),
  /** Opening lines that are in use already: a new one is not like any of them. */
  avoid: z.array(z.string()),
  /** What videos of the product may cut to today; absent when there is nothing. */
  cutaways: z.array(cutaway).optional(),
  /** A reviewer's note on the version before, with that version, when this is a rewrite. */
  revision: z.object({ note: z.string(), previous: script }).nullable(),
});
export type ScriptRequest = z.infer<typeof scriptRequest>;

/**
 * A finished script with where it came from and what it cost (millionths of a US dollar; 0 for the house writer).
 * `prompt` is the version of the words it was made with: a prompt file's, or the phrase files'.
 */
export type WrittenScript = {
  script: Script;
  writer: string;
  model: string | null;
  prompt: string | null;
  costMicros: number;
};

/** `onProgress` hears how far it is, from 0 to 1, with words for it, from a writer that can tell. */
export type WriteOptions = { onProgress?: (fraction: number, words: string) => void; signal?: AbortSignal };

export type HookIdea = { line: string; onScreen: string | null };

/**
 * A writer of scripts. `write` may be repeated: nothing is stored by the provider, the caller keys the result by variant
 * and version. Fails with `ProviderError`: "retry" for overload, "reject" for a refusal or an answer that does not fit
 * the schema, "misconfigured" for a missing or wrong key.
 */
export type TextProvider = {
  id: string;
  /** Languages it writes, as "en"; absent: any. */
  languages?: readonly string[];
  write(request: ScriptRequest, options?: WriteOptions): Promise<WrittenScript>;
  /** Other opening lines for a script, none like another or like those in `request.avoid`. Absent where a writer has none. */
  suggestHooks?(request: ScriptRequest, count: number): Promise<HookIdea[]>;
  /**
   * Carries an English script over into the language of `request.locale`, scene by scene, and has somebody who does not
   * know the English say what came out of it (`inEnglish`). `mend` is what was wrong with an attempt before. Nothing is
   * judged here. Absent where a writer knows no other language.
   */
  transcreate?(request: ScriptRequest, source: Script, mend?: readonly string[]): Promise<WrittenScript>;
  /** Other ways to say one scene of a script in about as many words, best first; empty when there is none. */
  suggestLines?(request: ScriptRequest, script: Script, scene: number, count: number): Promise<Scene[]>;
};

/** How fast a line is spoken when nothing is known of the voice: the trade's figure for short video (150 words a minute). */
export const wordsPerSecond = 2.5;

/** How long the silent end card stands after the last scene, in seconds: enough to read a call to action and an address. */
export const endCardSeconds = 2.4;

/** The same for a video of a length: a bumper of six seconds cannot give two fifths of itself away. */
export function endCardFor(videoSeconds: number): number {
  return videoSeconds < 10 ? 1.4 : endCardSeconds;
}

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
