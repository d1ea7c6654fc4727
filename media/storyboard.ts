import { z } from "zod";
import { captionStyles, endCardDesigns } from "./caption-styles.ts";
import { music } from "./music/music.ts";
import { roomWords } from "./room-words.ts";
import { timed } from "./speech-timing.ts";
import { ratios } from "./stage.ts";

/** Colours as #rrggbb. */
const colour = z.string().regex(/^#[0-9a-f]{6}$/i, "A colour is written #rrggbb");

/** A line of speech already synthesised: a WAV file with the times of its words and mouth sounds. */
export const spokenLine = z.object({
  file: z.string(),
  seconds: z.number().positive(),
  text: z.string(),
  words: z.array(timed.extend({ word: z.string() })),
  phonemes: z.array(timed.extend({ phoneme: z.string() })),
});
export type SpokenLine = z.infer<typeof spokenLine>;

/** A face that DiceBear can draw: a style's name, a seed and the options that the persona's bible fixes. */
export const portrait = z.object({
  style: z.string(),
  seed: z.string(),
  options: z.record(z.string(), z.unknown()).default({}),
});
export type Portrait = z.infer<typeof portrait>;

/** A persona's home on camera: which kind of room, and the seed that decides its colours, light and things. */
export const roomSet = z.object({ room: z.enum(roomWords), seed: z.string() });
export type RoomSet = z.infer<typeof roomSet>;

/** A product that somebody may hold up while talking: its picture's file and its name. */
const prop = z.object({ picture: z.string(), title: z.string() });

const shotBase = z.object({
  speech: spokenLine.nullable(),
  onScreen: z.string().max(60).nullable(),
  /** How long it stands at least, when that is longer than its line or its words take. */
  atLeast: z.number().min(1).max(60).optional(),
});

export const shot = z.discriminatedUnion("type", [
  shotBase.extend({ type: z.literal("talking-head"), portrait, set: roomSet.optional(), prop: prop.optional() }),
  shotBase.extend({ type: z.literal("product"), picture: z.string(), title: z.string(), price: z.string().nullable() }),
  shotBase.extend({
    type: z.literal("b-roll"),
    picture: z.string(),
    /** Where the camera goes: nearer, back, or along to a side. */
    move: z.enum(["in", "out", "left", "right"]).default("in"),
  }),
  shotBase.extend({
    type: z.literal("before-after"),
    pictures: z.tuple([z.string(), z.string()]),
    /** What stands over the two, in the language of the video. */
    names: z.tuple([z.string().min(1).max(24), z.string().min(1).max(24)]).default(["Before", "After"]),
  }),
  shotBase.extend({ type: z.literal("text-card"), text: z.string().min(1).max(140) }),
  shotBase.extend({
    type: z.literal("end-card"),
    cta: z.string().max(40),
    link: z.string().max(60),
    seconds: z.number().min(1).max(5),
    design: z.enum(endCardDesigns).optional(),
  }),
  shotBase.extend({
    type: z.literal("footage"),
    /** Clips of a video model, in their order: `seconds` of each are planned for, of the `has` that there are. */
    clips: z
      .array(z.object({ file: z.string(), seconds: z.number().positive(), has: z.number().positive() }))
      .min(1)
      .max(20),
    /** Seconds for which the first frame stands before it moves. */
    lead: z.number().min(0).max(1).default(0),
  }),
]);
export type Shot = z.infer<typeof shot>;

/** The shape of a video. */
export const ratio = z.enum(ratios);

/** How the brand looks in a picture. Files are absolute paths on this machine; fonts are TTF or OTF. */
export const look = z.object({
  brandName: z.string(),
  palette: z.object({ background: colour, surface: colour, text: colour, primary: colour, accent: colour }),
  displayFont: z.object({ family: z.string(), file: z.string() }),
  textFont: z.object({ family: z.string(), file: z.string() }),
  logo: z.string().nullable(),
});
export type Look = z.infer<typeof look>;

/** Everything that decides how a video looks and sounds. Rendering it twice gives the same video. */
export const storyboard = z.object({
  ratio,
  fps: z.number().int().min(24).max(30).default(24),
  look,
  captionStyle: z.enum(captionStyles).default("highlight"),
  /** The plain line that says what this is, burnt in for the whole video, such as "AI-generated · Ad". */
  label: z.string().min(1).max(60),
  /** What plays under the voice; nothing when it is left out. */
  music: music.nullish(),
  shots: z.array(shot).min(1).max(16),
});
export type Storyboard = z.infer<typeof storyboard>;
