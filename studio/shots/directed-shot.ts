import { z } from "zod";
import { framings, moves } from "#providers/video/dossier.ts";

/** The shapes that the studio's videos come in. */
export const videoRatios = ["9:16", "1:1", "4:5", "16:9"] as const;

const words = (longest: number) => z.string().trim().max(longest, `Keep it to ${longest} characters`);

/**
 * What a shot is to show and say, whichever model films it. `file`s are keys of the file store. Text cards and end cards
 * are not among the kinds: type is always drawn here, never generated.
 */
export const directedShot = z.object({
  kind: z.enum(["talking-head", "product", "b-roll"]),
  line: words(300).nullable(),
  /** What happens, as whoever films it is told. */
  direction: words(400),
  seconds: z.number("Say how many seconds").min(1, "A shot lasts at least 1 s").max(60, "A shot lasts at most 60 s"),
  ratio: z.enum(videoRatios),
  tier: z.enum(["draft", "final"]),
  framing: z.enum(framings),
  move: z.enum(moves),
  /** `look`: what a camera sees of it; `voice`: how it sounds. */
  persona: z.object({ name: words(80), look: words(400), voice: words(200) }).nullable(),
  product: z.object({ title: words(200), look: words(300) }).nullable(),
  set: words(300).nullable(),
  style: words(300).nullable(),
  /** `side`: the person once more, from another side, beside the portrait. */
  pictures: z
    .array(z.object({ role: z.enum(["persona", "product", "set"]), file: z.string(), side: z.boolean().optional() }))
    .max(20),
  firstFrame: z.string().nullable(),
  lastFrame: z.string().nullable(),
  /** The line as the studio's own voice says it; null while nobody has recorded it. `words` in seconds from its start. */
  recording: z
    .object({
      file: z.string(),
      seconds: z.number().positive(),
      words: z.array(z.object({ start: z.number().min(0), end: z.number().min(0) })),
    })
    .nullable(),
  /** Whose voice says the line: the persona's own, recorded here, or whatever the model makes up. */
  voice: z.enum(["studio", "model"]),
  seed: z.number().int().min(0).max(2_147_483_000),
});
export type DirectedShot = z.infer<typeof directedShot>;

/**
 * A file that a request needs. The adapter brings it: a picture, a frame of a clip before, a stretch of the recording
 * (which may begin before it does, in silence), or so many seconds of the shot's own clip.
 */
export type FileInput =
  | { picture: string; cutTo: string | null }
  | { lastFrameOf: number }
  | { clipOf: number; seconds: number }
  | { recording: string | null; from: number; to: number };

export type InputValue = string | number | boolean | FileInput | FileInput[];

/** One call to a model: `input` as it is named there. `seconds` are asked for and paid; `keeps` are used. */
export type Clip = {
  seconds: number;
  keeps: number;
  prompt: string;
  input: Record<string, InputValue>;
  costMicros: number;
};

/** What the request and the model could not agree on, and what was done about it, in a sentence. */
export type Resolution = {
  rule: "line" | "sound" | "lips" | "duration" | "ratio" | "resolution" | "pictures" | "prompt" | "failover";
  sentence: string;
};

/** How one model is asked to match the lips in each clip of a shot to the voice, once the clip is there. */
export type MatchedLips = {
  dossier: string;
  provider: string;
  model: string;
  resolution: string;
  /** One for each clip of the shot. */
  clips: Clip[];
  costMicros: number;
};

/** A shot as one model is asked for it. `after` is what the studio does to what comes back. */
export type CompiledShot = {
  fits: true;
  dossier: string;
  provider: string;
  model: string;
  /** How long the shot is in the video, in seconds. */
  seconds: number;
  ratio: string;
  resolution: string;
  clips: Clip[];
  /** Who matches the lips of what was filmed, in the order of asking; absent where nobody has to. */
  lips?: MatchedLips[];
  /** With lips matched by the first who is asked. */
  costMicros: number;
  resolutions: Resolution[];
  after: {
    /** Cut out of the middle, when the model has not the shape. */
    cropTo: DirectedShot["ratio"] | null;
    /** Whose voice is heard: made with the picture, laid over it, or none. */
    voice: "made" | "laid-over" | "none";
    /** Sound that came along unasked is thrown away. */
    dropSound: boolean;
  };
};

/** A shot that a model cannot film, whatever is given up; `why` is a sentence. */
export type UnfitShot = { fits: false; dossier: string; why: string };
