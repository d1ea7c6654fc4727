import * as avataaars from "@dicebear/avataaars";
import { createAvatar } from "@dicebear/core";
import { Resvg } from "@resvg/resvg-js";
import { seededNumbers } from "./canvas/motion.ts";
import type { MouthShape } from "./mouth-shapes.ts";
import type { PersonaLook } from "./persona-look.ts";
import { drawMouth } from "./portrait-mouth.ts";
import type { Portrait } from "./storyboard.ts";

/**
 * The styles that can talk: frontal, with a mouth that can be replaced, and a licence that allows advertising.
 * Others of DiceBear were looked at and left out: profile views, fixed mouths or black-and-white line.
 */
export const portraitStyles = [
  {
    id: "avataaars",
    name: "Avataaars",
    designer: "Pablo Stanley",
    licence: "Free for personal and commercial use",
    source: "https://avataaars.com/",
  },
] as const;

export type Expression = {
  mouth?: MouthShape | "smile";
  eyes?: "open" | "closed" | "happy";
  brows?: "calm" | "raised";
};

/** A portrait as SVG, 280 units square, on a transparent ground. Throws for a style that is not in `portraitStyles`. */
export function portraitSvg(
  portrait: Portrait,
  { mouth = "smile", eyes = "open", brows = "calm" }: Expression = {},
): string {
  if (!portraitStyles.some(({ id }) => id === portrait.style)) {
    const known = portraitStyles.map(({ id }) => id).join(", ");
    throw new Error(`The portrait style "${portrait.style}" cannot talk. Choose one of ${known}`);
  }
  const svg = createAvatar(avataaars, {
    ...portrait.options,
    seed: portrait.seed,
    mouth: ["smile"],
    eyes: [eyes === "open" ? "default" : eyes],
    eyebrows: [brows === "calm" ? "defaultNatural" : "raisedExcitedNatural"],
  }).toString();
  return mouth === "smile" ? svg : svg.replace(mouthGroup, (_, open: string) => `${open}${drawMouth(mouth)}</g>`);
}

/** Where Avataaars puts the mouth: a group of its own, without groups inside. */
const mouthGroup = /(<g transform="translate\(78 134\)">).*?<\/g>/s;

/** A portrait as PNG, `size` pixels square. */
export function drawPortrait(portrait: Portrait, { size, ...expression }: Expression & { size: number }): Buffer {
  return new Resvg(portraitSvg(portrait, expression), { fitTo: { mode: "width", value: size } }).render().asPng();
}

/**
 * Turns a bible's plain words into a face. The same look and seed give the same face; a new seed changes only what the
 * look leaves open.
 */
export function designPortrait(look: PersonaLook, seed: string): Portrait {
  const next = seededNumbers(seed);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(next() * choices.length)]!;
  const tossed = pick(["feminine", "masculine"] as const);
  const presentation = look.hair && usuallyFeminine.includes(look.hair) ? "feminine" : tossed;
  const drawn = {
    ...randomLook(look.presentation === "androgynous" ? presentation : (look.presentation ?? presentation), pick),
    ...definedOf(look),
  };
  const glasses = drawn.glasses === true ? "round" : drawn.glasses || "none";
  return {
    style: "avataaars",
    seed,
    options: {
      style: ["default"],
      top: tops[drawn.hair] ? [tops[drawn.hair]] : [],
      topProbability: tops[drawn.hair] ? 100 : 0,
      hairColor: [hairColours[drawn.hairColour]],
      hatColor: [clothingColours[pick(["teal", "coral", "mustard", "navy"] as const)]],
      skinColor: [skinTones[drawn.skinTone]],
      clothing: [clothes[drawn.clothing]],
      clothesColor: [clothingColours[drawn.clothingColour]],
      facialHair: beards[drawn.facialHair] ? [beards[drawn.facialHair]] : [],
      facialHairProbability: beards[drawn.facialHair] ? 100 : 0,
      facialHairColor: [hairColours[drawn.hairColour]],
      accessories: frames[glasses] ? [frames[glasses]] : [],
      accessoriesProbability: frames[glasses] ? 100 : 0,
      accessoriesColor: ["262e33"],
    },
  };
}

/** Hair that decides what the seed may leave to chance: nobody expects a beard that they did not ask for under these. */
const usuallyFeminine: PersonaLook["hair"][] = ["bob", "long straight", "long wavy", "long curly", "bun", "headscarf"];

type Drawn = Required<Omit<PersonaLook, "presentation" | "room">>;

function randomLook(presentation: "feminine" | "masculine", pick: <T>(choices: readonly T[]) => T): Drawn {
  const feminine = presentation === "feminine";
  return {
    hair: feminine
      ? pick(["bob", "long straight", "long wavy", "shoulder length", "bun", "curly", "afro"] as const)
      : pick(["short", "short curly", "short wavy", "side part", "buzz cut", "dreadlocks"] as const),
    hairColour: pick(["black", "dark brown", "brown", "auburn", "blonde"] as const),
    skinTone: pick(["porcelain", "fair", "light", "tan", "brown", "deep"] as const),
    clothing: pick(["crew neck", "v-neck", "hoodie", "blazer", "collared sweater"] as const),
    clothingColour: pick(["ink", "navy", "blue", "teal", "green", "mustard", "coral", "rose"] as const),
    facialHair: feminine ? "none" : pick(["none", "none", "stubble", "beard"] as const),
    glasses: pick(["none", "none", "none", "round", "thin"] as const),
  };
}

const definedOf = (look: PersonaLook): Partial<Drawn> =>
  Object.fromEntries(
    Object.entries(look).filter(([key, value]) => value !== undefined && key !== "presentation" && key !== "room"),
  );

const tops: Record<Drawn["hair"], string | null> = {
  bob: "bob",
  "long straight": "straight01",
  "long wavy": "bigHair",
  "long curly": "curvy",
  "shoulder length": "longButNotTooLong",
  bun: "bun",
  curly: "curly",
  afro: "fro",
  dreadlocks: "dreads01",
  short: "shortFlat",
  "short curly": "shortCurly",
  "short wavy": "shortWaved",
  "side part": "theCaesarAndSidePart",
  "buzz cut": "theCaesar",
  "shaved sides": "shavedSides",
  shaggy: "shaggy",
  bald: null,
  headscarf: "hijab",
  turban: "turban",
};
const hairColours: Record<Drawn["hairColour"], string> = {
  black: "2c1b18",
  "dark brown": "4a312c",
  brown: "724133",
  auburn: "a55728",
  red: "c93305",
  blonde: "d6b370",
  platinum: "ecdcbf",
  grey: "b9b4b0",
  pink: "f59797",
};
/** The five human tones of Avataaars and one between; its two cartoon yellows are left out. */
const skinTones: Record<Drawn["skinTone"], string> = {
  porcelain: "ffdbb4",
  fair: "f5c9a0",
  light: "edb98a",
  tan: "d08b5b",
  brown: "ae5d29",
  deep: "614335",
};
const clothes: Record<Drawn["clothing"], string> = {
  "crew neck": "shirtCrewNeck",
  "v-neck": "shirtVNeck",
  "scoop neck": "shirtScoopNeck",
  hoodie: "hoodie",
  blazer: "blazerAndShirt",
  "blazer over sweater": "blazerAndSweater",
  "collared sweater": "collarAndSweater",
  overalls: "overall",
};
const clothingColours: Record<Drawn["clothingColour"], string> = {
  ink: "2b2530",
  white: "f3efe9",
  grey: "929598",
  navy: "25415c",
  blue: "3f6fb5",
  sky: "8fc7ee",
  teal: "0e7c86",
  green: "4d7a4f",
  mustard: "d9a441",
  coral: "f0714f",
  red: "c8323c",
  rose: "e79aa8",
};
const beards: Record<Drawn["facialHair"], string | null> = {
  none: null,
  stubble: "beardLight",
  beard: "beardMedium",
  "full beard": "beardMajestic",
  moustache: "moustacheMagnum",
};
const frames: Record<string, string | null> = {
  none: null,
  round: "round",
  square: "prescription02",
  thin: "prescription01",
};
