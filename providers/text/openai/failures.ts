import { translateOpenAiFailure } from "../../openai-failures.ts";

/** A language model's failure as one of ours. `what` is what was being made ("script"). */
export function translateFailure(error: unknown, what: string, timeoutSeconds: number): unknown {
  return translateOpenAiFailure(error, {
    who: "The language model",
    what,
    model: "OPENAI_MODEL",
    without: "take OPENAI_API_KEY away to use the house writer",
    timeoutSeconds,
  });
}
