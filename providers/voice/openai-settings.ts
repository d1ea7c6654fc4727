import { z } from "zod";

const dollars = z.coerce.number("must be a number of dollars").nonnegative().optional();

/** OpenAI's voices as its reference named them in November 2026. Another server's are set with OPENAI_SPEECH_VOICES. */
const openAiVoices = "alloy,ash,ballad,cedar,coral,echo,fable,marin,nova,onyx,sage,shimmer,verse";

/**
 * What the OpenAI voice needs of the environment. The model is a setting because vendors retire models; prices belong to
 * the model, so they are settings too, and 0 without them. Any server that speaks `/audio/speech` will do.
 */
export const openAiSpeechSettings = z.object({
  OPENAI_API_KEY: z.string().min(1),
  OPENAI_BASE_URL: z.url("must be an address such as https://api.openai.com/v1").optional(),
  OPENAI_SPEECH_MODEL: z.string().min(1),
  OPENAI_SPEECH_VOICES: z
    .string()
    .default(openAiVoices)
    .transform((text) => text.split(",").map((name) => name.trim()))
    .refine(
      (names) => names.every((name) => /^[\w-]{1,60}$/.test(name)),
      "lists voices by commas, such as marin,cedar",
    ),
  OPENAI_SPEECH_FORMAT: z.enum(["wav", "pcm"], "must be wav or pcm").default("wav"),
  OPENAI_SPEECH_INSTRUCTIONS: z.string().max(1000).optional(),
  OPENAI_SPEECH_COST_PER_MCHAR: dollars,
  OPENAI_SPEECH_COST_PER_MINUTE: dollars,
  OPENAI_SPEECH_TIMEOUT_SECONDS: z.coerce.number("must be a number of seconds").min(1).max(600).default(60),
});
export type OpenAiSpeechSettings = z.output<typeof openAiSpeechSettings>;
