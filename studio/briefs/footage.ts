import { z } from "zod";

/** The dossier of the studio's own renderer: free, always there, and the last resort of every list. */
export const animatic = "animatic";

/**
 * What is filmed when: "draft-first" films a video once its free animatic was approved; "filmed-draft" films the draft,
 * too, by the cheapest of the models and as coarse as they are asked; "final" films it at once.
 */
export const footageTiers = ["draft-first", "filmed-draft", "final"] as const;

/** More models than this are no choice any more. */
const mostModels = 6;

/**
 * What a brief's videos are filmed with: `models` are ids of dossiers in the order in which a shot asks them, each with
 * a prompt of its own when the one before cannot or does not deliver. The built-in animatic stands last, said or unsaid.
 */
export const footage = z
  .strictObject(
    {
      models: z
        .array(
          z.string().regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, "Name video models by the ids of their dossiers"),
          "Name the video models in the order in which they are asked",
        )
        .default([])
        .transform((models) => [...new Set(models.filter((id) => id !== animatic)), animatic])
        .refine((models) => models.length <= mostModels + 1, `A brief has at most ${mostModels} video models`),
      tier: z.enum(footageTiers, `Choose from: ${footageTiers.join(", ")}`).default("draft-first"),
    },
    "Say what films the videos with models and tier",
  )
  .prefault({});
export type Footage = z.output<typeof footage>;

/** The models of a brief that cost money, in their order. */
export function paidModels({ models }: Pick<Footage, "models">): string[] {
  return models.filter((id) => id !== animatic);
}
