import { z } from "zod";
import { roomWords } from "./room-words.ts";

/** The words in which a bible describes a face, for forms and for the drawing. Pure, so that a browser may import it. */
export const lookWords = {
  presentation: ["feminine", "masculine", "androgynous"],
  hair: [
    "bob",
    "long straight",
    "long wavy",
    "long curly",
    "shoulder length",
    "bun",
    "curly",
    "afro",
    "dreadlocks",
    "short",
    "short curly",
    "short wavy",
    "side part",
    "buzz cut",
    "shaved sides",
    "shaggy",
    "bald",
    "headscarf",
    "turban",
  ],
  hairColour: ["black", "dark brown", "brown", "auburn", "red", "blonde", "platinum", "grey", "pink"],
  skinTone: ["porcelain", "fair", "light", "tan", "brown", "deep"],
  clothing: [
    "crew neck",
    "v-neck",
    "scoop neck",
    "hoodie",
    "blazer",
    "blazer over sweater",
    "collared sweater",
    "overalls",
  ],
  clothingColour: ["ink", "white", "grey", "navy", "blue", "sky", "teal", "green", "mustard", "coral", "red", "rose"],
  facialHair: ["none", "stubble", "beard", "full beard", "moustache"],
  glasses: ["none", "round", "square", "thin"],
  /** Where it is at home when it talks to the camera. */
  room: roomWords,
} as const;

/**
 * How a persona looks, in plain words. What is left out is chosen by the portrait's seed. `glasses` may also be a plain
 * yes or no.
 */
export const personaLook = z.object({
  presentation: z.enum(lookWords.presentation).optional(),
  hair: z.enum(lookWords.hair).optional(),
  hairColour: z.enum(lookWords.hairColour).optional(),
  skinTone: z.enum(lookWords.skinTone).optional(),
  clothing: z.enum(lookWords.clothing).optional(),
  clothingColour: z.enum(lookWords.clothingColour).optional(),
  facialHair: z.enum(lookWords.facialHair).optional(),
  glasses: z.union([z.boolean(), z.enum(lookWords.glasses)]).optional(),
  room: z.enum(lookWords.room).optional(),
});
export type PersonaLook = z.infer<typeof personaLook>;
