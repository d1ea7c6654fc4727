import { z } from "zod";
import { bibleSchema } from "./bible.ts";

/** The voices that every installation has, because they are compiled in: three people and one machine. */
export const personaVoices = ["slt", "rms", "awb", "kal16"] as const;

/** A voice of every installation, or one of a vendor's; whether this installation has that vendor, its voices know. */
const choose = `Choose a voice: ${personaVoices.join(", ")}`;
const voice = z
  .string(choose)
  .refine((id) => personaVoices.some((known) => known === id) || /^openai-[\w-]{1,60}$/.test(id), choose);

/**
 * A persona as a form or a kit's roster gives it: the bible's parts beside name and voice. `pace` 1 is the voice's own
 * speed; `seed` names one of the faces that fit the look, and is drawn by lot when left out.
 */
export const personaInput = z.strictObject({
  name: z
    .string("Give the persona a name")
    .trim()
    .min(2, "Give the persona a name of at least 2 characters")
    .max(40, "Keep the name to 40 characters")
    .regex(/\p{L}/u, "A name has letters"),
  voice,
  pace: z.coerce
    .number("Give the pace as a number; 1 is the voice's own")
    .min(0.7, "A pace below 0.7 drags")
    .max(1.4, "A pace above 1.4 cannot be followed")
    .default(1),
  seed: z
    .string()
    .trim()
    .max(60, "Keep the seed to 60 characters")
    .optional()
    .transform((seed) => seed || undefined),
  ...bibleSchema.shape,
});
export type PersonaInput = z.input<typeof personaInput>;
export type PersonaDraft = z.output<typeof personaInput>;
