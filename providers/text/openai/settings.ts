import { z } from "zod";

const dollarsPerMillion = z.coerce.number("must be a number of dollars per million tokens").nonnegative().optional();
const onOff = z.enum(["on", "off"], "must be on or off").optional();

/**
 * What this adapter needs of the environment. Prices belong to the model, so they are settings too; 0 without them. The
 * last block is for servers that speak less than OpenAI's own: docs/guides/language-models.md.
 */
export const openAiSettings = z.object({
  OPENAI_API_KEY: z.string().min(1),
  OPENAI_MODEL: z.string().min(1),
  OPENAI_BASE_URL: z.url("must be an address such as https://api.openai.com/v1").optional(),
  OPENAI_INPUT_COST_PER_MTOK: dollarsPerMillion,
  OPENAI_CACHED_INPUT_COST_PER_MTOK: dollarsPerMillion,
  OPENAI_OUTPUT_COST_PER_MTOK: dollarsPerMillion,
  OPENAI_TIMEOUT_SECONDS: z.coerce.number("must be a number of seconds").min(1).max(1800).default(120),

  OPENAI_API: z.enum(["responses", "chat"], "must be responses or chat").default("responses"),
  OPENAI_ANSWERS: z.enum(["schema", "json"], "must be schema or json").default("schema"),
  OPENAI_STREAM: onOff.transform((value) => value !== "off"),
  OPENAI_MODERATION: onOff,
  OPENAI_MODERATION_MODEL: z.string().min(1).default("omni-moderation-latest"),
});
export type OpenAiSettings = z.output<typeof openAiSettings>;

/** Moderation is OpenAI's own: other servers have none unless somebody says so. */
export function moderates({ OPENAI_MODERATION: wanted, OPENAI_BASE_URL: address }: OpenAiSettings): boolean {
  if (wanted) return wanted === "on";
  return address === undefined || new URL(address).hostname === "api.openai.com";
}
