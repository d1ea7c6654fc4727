import { z } from "zod";
import type { PersonaRow } from "#db/queries/personas.ts";
import type { ProductRow } from "#db/queries/products.ts";
import { framings, moves } from "#providers/video/dossier.ts";
import { bibleSchema } from "../personas/bible.ts";
import { type DirectedShot, videoRatios } from "../shots/directed-shot.ts";
import { describeLook } from "./describe-look.ts";

export const shotKinds = ["talking-head", "product", "b-roll"] as const;

const words = (what: string, longest: number) =>
  z.string().trim().max(longest, `Keep ${what} to ${longest} characters`).default("");

/** A shot as the playground's form has it; what is missing or unknown falls back; what is too long or no number is told. */
export const playgroundForm = z.object({
  kind: z.enum(shotKinds).catch("talking-head"),
  persona: z.string().catch(""),
  product: z.string().catch(""),
  line: words("the line", 300),
  direction: words("the direction", 400),
  set: words("the set", 300),
  style: words("the look", 300),
  seconds: z.coerce
    .number("Say how many seconds")
    .min(1, "A shot lasts at least 1 s")
    .max(60, "A shot lasts at most 60 s"),
  ratio: z.enum(videoRatios).catch("9:16"),
  tier: z.enum(["draft", "final"]).catch("draft"),
  framing: z.enum(framings).catch("medium"),
  move: z.enum(moves).catch("push-in"),
  voice: z.enum(["studio", "model"]).catch("studio"),
});
export type PlaygroundForm = z.infer<typeof playgroundForm>;

/** The shot that a form asks for, with the persona and the product in it that it names. */
export function shotOfForm(
  form: PlaygroundForm,
  persona: Pick<PersonaRow, "name" | "bible" | "portraitFile"> | undefined,
  product: Pick<ProductRow, "title" | "picture"> | undefined,
): DirectedShot {
  const bible = persona ? bibleSchema.safeParse(persona.bible).data : undefined;
  const pictures: DirectedShot["pictures"] = [];
  if (persona?.portraitFile) pictures.push({ role: "persona", file: persona.portraitFile });
  if (product?.picture) pictures.push({ role: "product", file: product.picture });
  return {
    ...{ kind: form.kind, line: form.line || null, direction: form.direction, seconds: form.seconds },
    ...{ ratio: form.ratio, tier: form.tier, framing: form.framing, move: form.move, voice: form.voice },
    persona: persona
      ? {
          name: persona.name,
          look: bible ? describeLook(bible.look) : "",
          voice: bible?.voiceOver || (bible?.speechStyle ?? ""),
        }
      : null,
    product: product ? { title: product.title.slice(0, 200), look: "" } : null,
    set: form.set || null,
    style: form.style || null,
    pictures,
    ...{ firstFrame: null, lastFrame: null, recording: null, seed: 1 },
  };
}
