import { z } from "zod";

/** Every shape that a model may offer, as width:height. The studio's own videos come in the first four. */
export const ratios = ["9:16", "1:1", "4:5", "16:9", "3:4", "4:3", "9:21", "21:9"] as const;

/** How a shot is framed and how its camera moves: the studio's words. Each dossier says them in its model's own. */
export const framings = ["close-up", "medium", "wide", "detail", "overhead"] as const;
export const moves = [
  "still",
  "push-in",
  "pull-back",
  "pan-left",
  "pan-right",
  "tilt-up",
  "tilt-down",
  "follow",
  "orbit",
  "handheld",
] as const;

/**
 * What a prompt's lines may name. A line of which one is empty is left out. `quiet` is set when somebody is in the picture
 * whose words the model does not make; `keep` when a part of the picture will be cut off afterwards.
 */
export const placeholders = [
  ...["framing", "camera", "subject", "name", "action", "set", "product"],
  ...["line", "voice", "quiet", "keep", "pictures", "style", "seconds"],
] as const;

const sentence = z.string().trim().min(3).max(400);
const seconds = z.number().positive().max(120);
const day = z.iso.date("must be a day, such as 2026-10-06");
const parameter = z.string().regex(/^[a-z][a-z0-9_]*$/i, "must be a parameter's name");
const scalar = z.union([z.string(), z.number(), z.boolean()]);

const durations = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("list"), seconds: z.array(seconds).min(1) }),
  z.strictObject({ kind: z.literal("range"), from: seconds, to: seconds, step: z.number().positive() }),
  /** As long as the recording that drives it. */
  z.strictObject({ kind: z.literal("recording"), from: seconds, to: seconds }),
]);

const resolution = z.strictObject({
  name: z.string().regex(/^\d{3,4}p$/, "must be a height such as 1080p"),
  /** How the model calls it, where that differs. */
  value: scalar.optional(),
  /** The only durations it is offered for. */
  onlySeconds: z.array(seconds).min(1).optional(),
});

const rate = z.strictObject({
  /** Without a resolution or a sound the rate holds for all of them. */
  resolution: z.string().optional(),
  sound: z.boolean().optional(),
  dollars: z.number().min(0).max(100),
});

const wordsFor = <K extends string>(keys: readonly K[]) =>
  z.record(z.enum(keys as readonly [K, ...K[]]), z.string().trim().min(1).max(120));

/** One video model: what it can do, where it fails, how it wants to be asked, and what it costs, each with its source. */
export const dossier = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, "must be small letters, digits, dots and dashes"),
  name: z.string().min(1).max(60),
  maker: z.string().min(1).max(60),
  provider: z.enum(["animatic", "replicate"]),
  /** What the provider calls it. */
  model: z.string().regex(/^[\w.-]+\/[\w.-]+$/, "must be owner/name"),
  /** Footage from words and pictures, a portrait that speaks a recording, or lips that match one in a clip that is there. */
  makes: z.enum(["footage", "avatar", "lip-sync"]),
  summary: sentence,
  /** When somebody last compared this file with its sources. */
  checked: day,
  sources: z
    .array(
      z.strictObject({
        what: sentence,
        where: z.string().min(3).max(300),
        read: day,
        /** Vendor's page or schema; measured here; or told by somebody else, to be checked before it is relied on. */
        standing: z.enum(["vendor", "schema", "measured", "third-party"]),
      }),
    )
    .min(1),
  abilities: z.array(sentence).min(1),
  durations,
  ratios: z.strictObject({
    offered: z.array(z.enum(ratios)).min(1),
    /** A first frame or portrait sets the shape, whatever was asked for. */
    followPicture: z.boolean(),
  }),
  resolutions: z.array(resolution).min(1),
  /** Which pictures it begins and ends with. */
  frames: z.strictObject({ first: z.boolean(), last: z.boolean() }),
  references: z
    .strictObject({
      most: z.number().int().min(1).max(20),
      onlyRatio: z.enum(ratios).optional(),
      onlySeconds: z.array(seconds).optional(),
      /** Whether they may be given together with a first or last frame. */
      besideFrames: z.boolean(),
    })
    .nullable(),
  /** `speech`: it says a line that the prompt quotes; `ambience`: noises, no words. */
  sound: z.enum(["none", "ambience", "speech"]),
  /** Whether lips follow a recording that is given to it. */
  recording: z.enum(["none", "drives"]),
  /** The clip that it changes: the shorter and the longer side that it takes, in pixels. Lip-sync models have it alone. */
  clip: z
    .strictObject({ leastPixels: z.number().int().positive(), mostPixels: z.number().int().positive() })
    .optional(),
  /** What each thing is called in a request. */
  parameters: z.strictObject({
    /** Every model has one but those that match lips: there is nothing to ask them. */
    prompt: parameter.optional(),
    negative: parameter.optional(),
    /** `perSecond`: it counts frames. */
    duration: z.strictObject({ name: parameter, perSecond: z.number().int().positive().optional() }).optional(),
    ratio: parameter.optional(),
    resolution: parameter.optional(),
    seed: parameter.optional(),
    sound: parameter.optional(),
    firstFrame: parameter.optional(),
    lastFrame: parameter.optional(),
    references: parameter.optional(),
    portrait: parameter.optional(),
    recording: parameter.optional(),
    clip: parameter.optional(),
    /** Sent with every request. */
    fixed: z.record(parameter, scalar).optional(),
  }),
  prompt: z
    .strictObject({
      /** How it likes to be asked, for people. */
      language: sentence,
      /** Characters. */
      longest: z.number().int().min(100).max(20_000),
      /** In order. What `may` be said goes first when there is no room. */
      lines: z
        .array(z.union([z.strictObject({ must: z.string().min(1) }), z.strictObject({ may: z.string().min(1) })]))
        .min(1),
      framing: wordsFor(framings),
      camera: wordsFor(moves),
      /** What a negative prompt names; without one, nothing is sent. */
      avoid: z.string().max(300).optional(),
      /** What must not stand in a prompt, as regular expressions: the model would take it for a command. */
      strip: z.array(z.string()).default([]),
    })
    .optional(),
  failures: z.array(z.strictObject({ when: sentence, result: sentence, remedy: sentence })).min(1),
  price: z.strictObject({
    per: z.enum(["second", "clip"]),
    /** The formula as a person says it. */
    formula: sentence,
    /** A second that has begun counts whole. */
    wholeSeconds: z.boolean().default(false),
    rates: z.array(rate).min(1),
  }),
  /** How long a run may take before it is given up. */
  deadlineMinutes: z.number().int().min(1).max(120),
});
export type Dossier = z.output<typeof dossier>;

/** A model that films from words: it has a prompt, and a parameter for it. */
export type FilmDossier = Dossier & {
  makes: "footage" | "avatar";
  prompt: NonNullable<Dossier["prompt"]>;
  parameters: { prompt: string };
};

/** Whether a model films by itself; one that matches lips needs a clip that another one filmed. */
export function isFilming(dossier: Dossier): dossier is FilmDossier {
  return dossier.makes !== "lip-sync" && dossier.prompt !== undefined && dossier.parameters.prompt !== undefined;
}

/** The durations on offer, each once, shortest first: every step of a range, and whole seconds of a recording. */
export function listDurations({ durations: offer }: Pick<Dossier, "durations">): number[] {
  if (offer.kind === "list") return [...new Set(offer.seconds)].sort((a, b) => a - b);
  const step = offer.kind === "range" ? offer.step : 1;
  const count = Math.floor((offer.to - offer.from) / step + 1e-9) + 1;
  return Array.from({ length: count }, (_, index) => roundSeconds(offer.from + index * step));
}

/** Seconds to the ten-thousandth: sixteenths and tenths stay what they are. */
export function roundSeconds(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

export function longestOf({ durations: offer }: Pick<Dossier, "durations">): number {
  return offer.kind === "list" ? Math.max(...offer.seconds) : offer.to;
}
