import OpenAI, {
  APIConnectionError,
  APIError,
  AuthenticationError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from "openai";
import { zodTextFormat } from "openai/helpers/zod";
import type { ParsedResponse } from "openai/resources/responses/responses";
import { z } from "zod";
import { ProviderError } from "../errors.ts";
import { type Script, type ScriptRequest, scene, script, type TextProvider } from "./contract.ts";
import { type Prompt, readPrompt } from "./prompt.ts";
import { timeScenes } from "./timing.ts";

const dollarsPerMillion = z.coerce.number("must be a number of dollars per million tokens").nonnegative().optional();

/** What this adapter needs of the environment. Prices belong to the model, so they are settings too; 0 without them. */
export const openAiSettings = z.object({
  OPENAI_API_KEY: z.string().min(1),
  OPENAI_MODEL: z.string().min(1),
  OPENAI_BASE_URL: z.url("must be an address such as https://api.openai.com/v1").optional(),
  OPENAI_INPUT_COST_PER_MTOK: dollarsPerMillion,
  OPENAI_OUTPUT_COST_PER_MTOK: dollarsPerMillion,
});
export type OpenAiSettings = z.output<typeof openAiSettings>;

/**
 * What the model is asked for: the script's schema without the times, which follow from the words, and without the
 * pattern of hashtags, which not every server's schema dialect can express.
 */
const answerSchema = script.extend({
  scenes: z
    .array(scene.omit({ start: true, end: true }))
    .min(2)
    .max(12),
  hashtags: z.array(z.string()).max(12),
});
type Answer = z.infer<typeof answerSchema>;

/** An answer that takes longer is asked for again by the caller; scripts are short. */
const timeoutMs = 90_000;

/**
 * Writes through the Responses API with a structured answer, at OpenAI or any server that speaks it. It does not repeat
 * a call by itself: a POST has no idempotency key there, and the workflow repeats by kind.
 */
export function createOpenAiWriter(settings: OpenAiSettings, prompt: Prompt = readPrompt()): TextProvider {
  const client = new OpenAI({
    apiKey: settings.OPENAI_API_KEY,
    baseURL: settings.OPENAI_BASE_URL,
    maxRetries: 0,
    timeout: timeoutMs,
  });
  return {
    id: "openai",
    write: async (request) => {
      const answer = await ask(client, settings.OPENAI_MODEL, prompt.render(request), request).catch(translate);
      return {
        script: readAnswer(answer),
        writer: "openai",
        model: `${answer.model} · prompt ${prompt.version}`,
        costMicros: costOf(answer, settings),
      };
    },
  };
}

function ask(client: OpenAI, model: string, instructions: string, request: ScriptRequest) {
  return client.responses.parse({
    model,
    instructions,
    input: `Write the script. Seed ${request.seed}, variation ${request.turn}.`,
    text: { format: zodTextFormat(answerSchema, "script") },
    store: false,
  });
}

function readAnswer(answer: ParsedResponse<Answer>): Script {
  const refusal = answer.output.flatMap((item) =>
    item.type === "message" ? item.content.flatMap((part) => (part.type === "refusal" ? [part.refusal] : [])) : [],
  )[0];
  if (refusal) {
    throw new ProviderError("reject", `The language model refused to write this script: ${refusal}`, {
      answer: refusal,
    });
  }
  if (answer.status === "incomplete") {
    const why =
      answer.incomplete_details?.reason === "content_filter"
        ? "its content filter stopped it. Reword the brief"
        : "it ran out of room. Try again, or choose a model with more output";
    throw new ProviderError("reject", `The language model did not finish the script: ${why}.`, {
      answer: answer.incomplete_details,
    });
  }
  if (answer.status === "failed") {
    throw new ProviderError("retry", `The language model failed: ${answer.error?.message ?? "it gave no reason"}`, {
      answer: answer.error,
    });
  }
  const given = answer.output_parsed;
  const parsed = script.safeParse(
    given && { ...given, scenes: timeScenes(given.scenes), hashtags: asHashtags(given.hashtags) },
  );
  if (!parsed.success) {
    throw new ProviderError("reject", `The language model's script cannot be used: ${sayIssue(parsed.error)}.`, {
      answer: answer.output_text,
    });
  }
  return parsed.data;
}

function asHashtags(tags: string[]): string[] {
  return [...new Set(tags.map((tag) => tag.replace(/[^\p{L}\p{N}_]/gu, "")).filter(Boolean))].slice(0, 8);
}

/** Millionths of a dollar: tokens times dollars per million tokens. */
function costOf(answer: ParsedResponse<Answer>, settings: OpenAiSettings): number {
  const { OPENAI_INPUT_COST_PER_MTOK: input = 0, OPENAI_OUTPUT_COST_PER_MTOK: output = 0 } = settings;
  return Math.round((answer.usage?.input_tokens ?? 0) * input + (answer.usage?.output_tokens ?? 0) * output);
}

function translate(error: unknown): never {
  const more = { cause: error, answer: error instanceof APIError ? error.error : undefined };
  if (error instanceof RateLimitError && error.code !== "insufficient_quota") {
    throw new ProviderError("retry", "The language model is busy. The script will be asked for again.", {
      ...more,
      retryAfterSeconds: delayOf(error),
    });
  }
  if (error instanceof RateLimitError) {
    throw new ProviderError(
      "misconfigured",
      "The language model's account has no credit left. Add credit, or take OPENAI_API_KEY away to use the house writer.",
      more,
    );
  }
  if (error instanceof AuthenticationError || error instanceof PermissionDeniedError) {
    throw new ProviderError(
      "misconfigured",
      "The language model did not accept the key. Check OPENAI_API_KEY and OPENAI_BASE_URL.",
      more,
    );
  }
  if (error instanceof NotFoundError) {
    throw new ProviderError(
      "misconfigured",
      "The language model was not found. Check OPENAI_MODEL and OPENAI_BASE_URL.",
      more,
    );
  }
  if (error instanceof InternalServerError) {
    throw new ProviderError("retry", "The language model's server failed. The script will be asked for again.", {
      ...more,
      retryAfterSeconds: delayOf(error),
    });
  }
  if (error instanceof APIConnectionError) {
    throw new ProviderError(
      "retry",
      "The language model could not be reached. The script will be asked for again.",
      more,
    );
  }
  if (error instanceof APIError) {
    throw new ProviderError("reject", `The language model turned the request down: ${error.message}`, more);
  }
  if (error instanceof SyntaxError || error instanceof z.ZodError) {
    throw new ProviderError(
      "reject",
      "The language model's answer is not a script. Try again, or choose another model.",
      more,
    );
  }
  throw error;
}

function delayOf(error: APIError): number | undefined {
  const seconds = Number(error.headers?.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

function sayIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.message} (${issue.path.join(".")})` : "it is empty";
}
