import { z } from "zod";

const dollars = z.coerce.number("must be a number of dollars").nonnegative();

/**
 * What OpenAI's pictures need of the environment, or those of a server that speaks `/images/generations` and
 * `/images/edits`. Prices belong to the model: one for a picture, which is shown before anything is spent, and those of
 * tokens, which are counted where the server tells how many it used.
 */
export const openAiImageSettings = z.object({
  OPENAI_API_KEY: z.string().min(1),
  OPENAI_BASE_URL: z.url("must be an address such as https://api.openai.com/v1").optional(),
  OPENAI_IMAGE_MODEL: z.string().min(1),
  OPENAI_IMAGE_COST: dollars,
  OPENAI_IMAGE_INPUT_COST_PER_MTOK: dollars.optional(),
  OPENAI_IMAGE_OUTPUT_COST_PER_MTOK: dollars.optional(),
  OPENAI_IMAGE_QUALITY: z.enum(["low", "medium", "high", "auto"], "must be low, medium, high or auto").default("auto"),
  OPENAI_IMAGE_TIMEOUT_SECONDS: z.coerce.number("must be a number of seconds").min(1).max(1800).default(240),
});
export type OpenAiImageSettings = z.output<typeof openAiImageSettings>;
