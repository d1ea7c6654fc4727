import { z } from "zod";
import { kitNetworks } from "#brand-kits/schema.ts";
import { captionStyles } from "#media/caption-styles.ts";
import { bedIds } from "#media/music/beds.ts";
import { storyboard } from "#media/storyboard.ts";
import { hookTypes, longestVideo, shortestVideo } from "#providers/text/contract.ts";
import { findLocale } from "#providers/text/languages.ts";
import { contradictions } from "./contradictions.ts";
import { footage } from "./footage.ts";
import { mostVideos } from "./limits.ts";
import { countGrid, largestGrid } from "./matrix.ts";

const hasWords = (value: string) => /[\p{L}\p{N}]/u.test(value);

/** Phrases a person lists: trimmed, the empty ones and repeats left out. */
const phrases = (most: number, longest: number, what: string) =>
  z
    .array(z.string(), `Write ${what} one per line`)
    .default([])
    .transform((lines) => [...new Set(lines.map((line) => line.replace(/\s+/g, " ").trim()).filter(Boolean))])
    .refine((lines) => lines.length <= most, `At most ${most} ${what}`)
    .refine((lines) => lines.every((line) => line.length <= longest), `Keep ${what} to ${longest} characters each`)
    .refine((lines) => lines.every(hasWords), `Write ${what} in words: a voice cannot say signs alone`);

const text = (missing: string, longest: number) =>
  z.string(missing).trim().min(1, missing).max(longest, `Keep it to ${longest} characters`).refine(hasWords, missing);

const maybeText = (what: string, longest: number) =>
  z
    .string()
    .trim()
    .max(longest, `Keep ${what} to ${longest} characters`)
    .refine((value) => value === "" || hasWords(value), `Write ${what} in words: a voice cannot say signs alone`);

const oneOf = <const T extends string>(offered: readonly T[], missing: string) =>
  z
    .array(z.enum(offered, `Choose from: ${offered.join(", ")}`), missing)
    .transform((chosen) => [...new Set(chosen)])
    .refine((chosen) => chosen.length > 0, missing);

const ids = (missing: string, stranger: string, most: number, what: string) =>
  z
    .array(z.uuid(stranger), missing)
    .transform((list) => [...new Set(list)])
    .refine((list) => list.length > 0, missing)
    .refine((list) => list.length <= most, `A brief has at most ${most} ${what}`);

const day = (what: string) =>
  z
    .union(
      [z.literal(""), z.iso.date(`Write ${what} as a day, like 2026-11-30`)],
      `Write ${what} as a day, like 2026-11-30`,
    )
    .nullish()
    .transform((value) => value || null);

/** One of these, or null for what the kit says. */
const orKits = <const T extends string>(offered: readonly T[], what: string) =>
  z
    .union([z.literal(""), z.enum(offered)], `Choose ${what}: ${offered.join(", ")}; or nothing, for what the kit says`)
    .nullish()
    .transform((chosen) => chosen || null);

/** More languages than this are a campaign each. */
const mostLocales = 12;

/** Locales as the world writes them ("pt-br" is "pt-BR"); whether somebody here writes them is judged at saving. */
const locales = z
  .array(z.string(), "Choose at least one language")
  .default(["en"])
  .superRefine((given, ctx) => {
    const stranger = given.find((each) => !findLocale(each));
    if (stranger !== undefined) {
      const shown = stranger.slice(0, 20);
      ctx.addIssue({ code: "custom", message: `“${shown}” is no language. Write it like de, pt-BR or zh-Hans.` });
    }
  })
  .transform((given) => [...new Set(given.flatMap((each) => findLocale(each) ?? []))])
  .refine((given) => given.length > 0, "Choose at least one language")
  .refine((given) => given.length <= mostLocales, `A brief has at most ${mostLocales} languages`);

/** The shapes that the renderer draws. */
export const offeredRatios = storyboard.shape.ratio.options;

/** A brief as a form, a YAML file or the API gives it. Money is in US dollars, lengths in seconds, days as "2026-11-30". */
export const briefInput = z
  .object(
    {
      name: text("Give the brief a name", 80),
      goal: text("Say what the videos should achieve", 280),
      audience: text("Say who the videos are for", 280),
      productIds: ids("Choose a product", "Choose a product", 10, "products"),
      offer: maybeText("the offer", 120)
        .nullish()
        .transform((offer) => offer || null),
      offerStarts: day("the offer's first day"),
      offerEnds: day("the offer's last day"),
      proofPoints: phrases(6, 160, "proof points"),
      evidence: z
        .record(
          z.string(),
          z.url({ protocol: /^https?$/, error: "Write the link in full, like https://example.com/study" }),
        )
        .default({}),
      mustSay: phrases(4, 160, "must-say lines"),
      neverSay: phrases(40, 80, "never-say words"),
      tone: maybeText("the tone", 120).default(""),
      hooks: oneOf(hookTypes, "Choose at least one hook"),
      angles: phrases(10, 80, "angles"),
      personaIds: ids("Choose at least one persona", "Choose personas of this brand", 100, "personas"),
      channels: oneOf(kitNetworks, "Choose at least one network").default(["showcase"]),
      locales,
      ratios: oneOf(offeredRatios, "Choose at least one format").default(["9:16"]),
      lengths: z
        .array(
          z.coerce
            .number("Say how long the videos are, in seconds")
            .int("Give the length in whole seconds")
            .min(shortestVideo, `A video has at least ${shortestVideo} seconds`)
            .max(longestVideo, `A video has at most ${longestVideo} seconds`),
          "Choose at least one length",
        )
        .default([20])
        .transform((lengths) => [...new Set(lengths)].sort((a, b) => a - b))
        .refine((lengths) => lengths.length > 0, "Choose at least one length")
        .refine((lengths) => lengths.length <= 8, "A brief has at most 8 lengths"),
      footage,
      captions: orKits(captionStyles, "a style of captions"),
      music: orKits([...bedIds, "none"], "a music bed"),
      maxVariants: z.coerce
        .number("Say how many videos to make at most")
        .int("Give a whole number of videos")
        .min(1, "Make at least one video")
        .max(mostVideos, `A brief makes at most ${mostVideos} videos`)
        .default(12),
      budget: z
        .union([z.literal("").transform(() => null), z.coerce.number("Give the budget in dollars"), z.null()])
        .optional()
        .transform((budget) => budget ?? null)
        .refine((budget) => budget === null || (budget >= 0 && budget <= 10_000_000), "Give a budget of 0 or more"),
      publishFrom: day("the first day of going out"),
      publishUntil: day("the last day of going out"),
      seed: z.string().trim().max(40, "Keep the seed to 40 characters").optional(),
    },
    "A brief is a form or a YAML document with a field for each part",
  )
  .superRefine((brief, ctx) => {
    const grid = countGrid(brief);
    if (grid > largestGrid) {
      const most = largestGrid.toLocaleString("en");
      const sentence = `That is a grid of ${grid.toLocaleString("en")} combinations, and ${most} is the most. Take hooks, angles or personas out.`;
      ctx.addIssue({ code: "custom", path: ["maxVariants"], message: sentence });
    }
    for (const [field, sentence] of contradictions(brief))
      ctx.addIssue({ code: "custom", path: [field], message: sentence });
  });
export type BriefDraft = z.output<typeof briefInput>;

/** One product, one length, an offer with its days and proof points with their links may be written in a shorter way. */
export type BriefInput = Omit<z.input<typeof briefInput>, "productIds" | "lengths"> & {
  productIds?: string[];
  productId?: string;
  lengths?: (number | string)[];
  lengthSeconds?: number | string;
};

/**
 * Brings the short ways of writing into the long one: `productId` and `lengthSeconds` for a single one, an offer as
 * `{ text, starts, ends }`, a proof point as `{ text, evidence }` or with its link after it. What is none of these stays
 * as it is, for the schema to judge.
 */
export function inFull(input: unknown): unknown {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return input;
  const { productId, lengthSeconds, offer, ...rest } = input as Record<string, unknown>;
  const full: Record<string, unknown> = { ...rest };
  if (productId !== undefined && full.productIds === undefined) full.productIds = productId === "" ? [] : [productId];
  if (lengthSeconds !== undefined && full.lengths === undefined) full.lengths = [lengthSeconds];
  if (typeof offer === "object" && offer !== null && "text" in offer) {
    const { text, starts, ends } = offer as Record<string, unknown>;
    Object.assign(full, { offer: text, offerStarts: starts, offerEnds: ends });
  } else if (offer !== undefined) full.offer = offer;
  if (Array.isArray(full.proofPoints)) Object.assign(full, withEvidence(full.proofPoints, full.evidence));
  return full;
}

function withEvidence(points: unknown[], known: unknown): { proofPoints: unknown[]; evidence: unknown } {
  const evidence = new Map<unknown, unknown>(typeof known === "object" && known !== null ? Object.entries(known) : []);
  const proofPoints = points.map((point) => {
    const { text, link } = splitLink(point);
    if (typeof text === "string" && link !== undefined) evidence.set(text, link);
    return text;
  });
  const named = [...evidence].filter(([point]) => proofPoints.includes(point));
  return { proofPoints, evidence: Object.fromEntries(named) };
}

function splitLink(point: unknown): { text: unknown; link?: unknown } {
  if (typeof point === "object" && point !== null && "text" in point) {
    const { text, evidence } = point as Record<string, unknown>;
    return { text: tidy(text), ...(evidence ? { link: evidence } : {}) };
  }
  if (typeof point !== "string") return { text: point };
  const [, words, link] = /^(.*\S)\s+(https?:\/\/\S+)\s*$/su.exec(point) ?? [];
  return words !== undefined && link !== undefined ? { text: tidy(words), link } : { text: tidy(point) };
}

const tidy = (text: unknown) => (typeof text === "string" ? text.replace(/\s+/g, " ").trim() : text);
