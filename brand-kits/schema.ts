import { z } from "zod";
import type { CaptionStyle, EndCardDesign } from "#media/caption-styles.ts";
import type { BedId } from "#media/music/beds.ts";

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, "A colour is written #rrggbb, for example #1f4d3a");
const sentence = z.string().trim().min(3).max(280);
const word = z.string().trim().min(1).max(80);

/** A file of the kit, named from the kit's own folder. Whether it is there and is what it says is checked on loading. */
export const kitFile = z
  .string()
  .max(160)
  .regex(/^[\w-][\w. -]*(\/[\w-][\w. -]*)*$/, "A file is named from the kit's folder, such as pictures/roast.png");

const webAddress = z.url({ protocol: /^https?$/, error: "This is not a web address; write it with https://" }).max(500);

const font = z.object({ family: word, file: kitFile });

/** The music beds that the studio plays (docs/guides/sound.md), and silence. */
const kitBeds = ["warm", "calm", "bright", "playful", "driving", "late", "none"] as const satisfies (BedId | "none")[];

/** How a voice reads a word that it would get wrong, in letters that an English voice can say: Tromsø → Troomsa. */
const respelling = z
  .string()
  .trim()
  .max(80)
  .regex(/^[A-Za-z][A-Za-z' -]*$/, "A respelling has plain letters, spaces and dashes, such as TROOM-sah");
const written = z
  .string()
  .max(60)
  .regex(/^[\p{L}\p{N}][^\s]*$/u, "A pronunciation is given for one word, without spaces");

/** What media can draw; said again here, because a kit is read without it. */
const captionStyles = [
  "highlight",
  "pop",
  "karaoke",
  "boxed",
  "outline",
  "typewriter",
  "bubble",
] as const satisfies readonly CaptionStyle[];
const endCards = ["spotlight", "poster", "split"] as const satisfies readonly EndCardDesign[];

/** Networks that videos are made for, by their ids in media/quality/data/networks.yaml. */
export const kitNetworks = ["showcase", "tiktok", "instagram", "youtube", "bluesky"] as const;
export type KitNetwork = (typeof kitNetworks)[number];

/** How a network is served: with logo, price, call and address in the picture, or without any of them. */
export const cuts = ["branded", "clean"] as const;
export type Cut = (typeof cuts)[number];

/** A product as the kit describes it. `facts` are what may be claimed; nothing else about the product may be. */
export const kitProduct = z.strictObject({
  handle: z.string().regex(/^[a-z0-9][a-z0-9-]{1,79}$/, "A handle has small letters, digits and dashes"),
  title: z.string().trim().min(2).max(120),
  description: z.string().trim().min(10).max(2000),
  benefits: z.array(sentence).min(1).max(8),
  facts: z.array(sentence).min(1).max(12),
  price: z
    .strictObject({ amount: z.number().nonnegative().max(10_000_000), currency: z.string().regex(/^[A-Z]{3}$/) })
    .nullable(),
  link: webAddress,
  picture: kitFile.nullable(),
});
export type KitProduct = z.infer<typeof kitProduct>;

/** `kit.yaml` (or `kit.json`): a brand's identity as a file that anyone can keep in git. The voice is in `voice.md` beside it. */
export const kitSchema = z.strictObject({
  name: z.string().trim().min(2).max(60),
  slug: z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/, "A slug has small letters, digits and dashes"),
  tagline: z.string().trim().max(120),
  site: webAddress,
  zone: z.string().refine(isZone, "A zone is an IANA name such as Europe/Lisbon"),
  palette: z.strictObject({ background: colour, surface: colour, text: colour, primary: colour, accent: colour }),
  fonts: z.strictObject({ display: font, text: font }),
  logo: kitFile,
  voice: kitFile.default("voice.md"),
  claims: z.strictObject({
    allowed: z.array(sentence),
    needEvidence: z.array(sentence),
    banned: z.array(z.string().trim().min(2).max(120)),
  }),
  disclosure: z.strictObject({ ai: word, paid: word }),
  /** How videos are set: the style of captions, which a brief may choose otherwise, and the design of the end card. */
  video: z
    .strictObject({
      captions: z.enum(captionStyles),
      endCard: z.enum(endCards),
      /** Which cut each network gets. One that is not named gets what its own rules allow. */
      cuts: z.partialRecord(z.enum(kitNetworks), z.enum(cuts)),
    })
    .partial()
    .optional(),
  cta: z.strictObject({ text: z.string().trim().min(2).max(40), link: webAddress }),
  /** Weekly publishing slots, wall-clock in the brand's zone: `mon 09:00`. */
  schedule: z
    .array(
      z.string().regex(/^(mon|tue|wed|thu|fri|sat|sun) ([01]\d|2[0-3]):[0-5]\d$/, "A slot is written like: mon 09:00"),
    )
    .min(1)
    .max(70),
  /** May be left out: products also come from a shop's CSV, or are typed in the app. */
  products: z.array(kitProduct).max(200).default([]),
  /** What plays under the voice, and how much louder or quieter than usual in decibels. A persona may have its own. */
  music: z
    .strictObject({
      bed: z.enum(kitBeds, `Choose a bed: ${kitBeds.join(", ")}`),
      level: z.number().min(-12).max(4).default(0),
    })
    .optional(),
  /** Words that voices get wrong, with how to say them. Captions keep the written word. */
  pronunciations: z
    .record(written, respelling)
    .refine((words) => Object.keys(words).length <= 200, "At most 200 words have a pronunciation of their own")
    .optional(),
  /** Who owns the pictures, fonts and logo in this folder, and under which licence. */
  licences: z.array(z.strictObject({ file: kitFile, licence: word, source: z.string().trim().min(3).max(280) })),
});
export type Kit = z.infer<typeof kitSchema>;

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
