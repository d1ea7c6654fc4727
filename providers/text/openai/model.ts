import { createHash } from "node:crypto";
import OpenAI from "openai";
import { z } from "zod";
import { ProviderError } from "../../errors.ts";
import type { Answer, LanguageModel, Question } from "../language-model.ts";
import { askChat } from "./chat.ts";
import { translateFailure } from "./failures.ts";
import { moderate } from "./moderation.ts";
import type { RawAnswer } from "./raw-answer.ts";
import { askResponses } from "./responses.ts";
import { moderates, type OpenAiSettings } from "./settings.ts";

/** Tokens: a script of a minute has some 900, and models that think first count that, too. */
const usualLength = 8000;

/**
 * OpenAI's models, or any server that speaks its Responses or its Chat Completions. An answer that does not fit is asked
 * for once more, with what was wrong; one that ran out of room, with three times the room. Everything that was spent is in
 * the cost, also of the error.
 */
export function createOpenAiModel(settings: OpenAiSettings): LanguageModel {
  const { OPENAI_TIMEOUT_SECONDS: timeoutSeconds, OPENAI_MODEL: model } = settings;
  const client = new OpenAI({
    apiKey: settings.OPENAI_API_KEY,
    baseURL: settings.OPENAI_BASE_URL,
    maxRetries: 0,
    timeout: timeoutSeconds * 1000,
  });
  const ask = settings.OPENAI_API === "chat" ? askChat : askResponses;

  async function askWithin<T>(question: Question<T>, spent: { micros: number }): Promise<Answer<T>> {
    // The client's own limit ends with the headers; a stream may go on for ever after.
    const deadline = () => {
      const limit = AbortSignal.timeout(timeoutSeconds * 1000);
      return question.signal ? AbortSignal.any([question.signal, limit]) : limit;
    };
    const { what, name } = question;
    const guard = async (text: string, where: string, advice: string) => {
      if (!moderates(settings)) return;
      await moderate(client, { model: settings.OPENAI_MODERATION_MODEL, text, where, advice, signal: deadline() });
    };
    await guard(question.material, `The words that the ${what} was to be made from were`, "Reword them.");
    const schema = toStrictSchema(question.schema);
    const instructions =
      settings.OPENAI_ANSWERS === "json"
        ? `${question.instructions}\n\nAnswer with one JSON object that fits this JSON Schema, and nothing else:\n${JSON.stringify(schema)}`
        : question.instructions;
    const cacheKey = `troupe-${name}-${createHash("sha256").update(instructions).digest("hex").slice(0, 16)}`;
    let longest = question.longest ?? usualLength;
    let complaint = "";
    for (let turn = 1; ; turn++) {
      const raw = await ask(client, settings, {
        ...{ model, instructions, cacheKey, longest, format: { name, schema } },
        input: complaint ? `${question.input}\n\n${complaint}` : question.input,
        onText: question.onText,
        signal: deadline(),
      });
      spent.micros += costOf(raw, settings);
      refuseFailed(raw, what);
      const read = raw.stopped ? undefined : readValue(question.schema, raw.text);
      if (read?.success) {
        await guard(
          raw.text,
          `The ${what} that the language model made was`,
          "Try again, or reword what it is made from.",
        );
        return { value: read.data, model: raw.model || model, costMicros: spent.micros };
      }
      const why = read ? sayIssue(read.error) : "it ran out of room";
      if (turn === 2) {
        const advice = read ? "Try again, or choose another model." : "Choose a model with more room for its answer.";
        throw new ProviderError("reject", `The language model's ${what} cannot be used: ${why}. ${advice}`, {
          answer: raw.text,
        });
      }
      if (raw.stopped) longest *= 3;
      else complaint = `Your answer before could not be used: ${why}. Answer once more, in the given form.`;
    }
  }

  return {
    model,
    async ask(question) {
      const spent = { micros: 0 };
      try {
        return await askWithin(question, spent);
      } catch (error) {
        // Whoever stopped it knows why.
        if (question.signal?.aborted) throw question.signal.reason;
        const translated = translateFailure(error, question.what, timeoutSeconds);
        throw translated instanceof ProviderError ? translated.having(spent.micros) : translated;
      }
    },
  };
}

/** What no second try would change, or is not ours to try again. */
function refuseFailed({ refusal, stopped, failed, text }: RawAnswer, what: string): void {
  if (refusal) {
    throw new ProviderError("reject", `The language model refused to make this ${what}: ${refusal}`, {
      answer: refusal,
    });
  }
  if (stopped === "filter") {
    const message = `The language model did not finish the ${what}: its content filter stopped it. Reword the brief.`;
    throw new ProviderError("reject", message, { answer: text });
  }
  if (failed) {
    const message = `The language model failed: ${failed.replace(/[.\s]+$/, "")}. The ${what} will be asked for again.`;
    throw new ProviderError("retry", message, { answer: failed });
  }
}

function readValue<T>(
  schema: z.ZodType<T>,
  text: string,
): z.ZodSafeParseResult<T> | { success: false; error: SyntaxError } {
  // Local models think aloud first and fence their answers.
  const bare = text
    .replace(/^\s*<think>[\s\S]*?<\/think>/, "")
    .replace(/^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/, "$1")
    .trim();
  try {
    return schema.safeParse(JSON.parse(bare));
  } catch (error) {
    return { success: false, error: error as SyntaxError };
  }
}

function sayIssue(error: z.ZodError | SyntaxError): string {
  if (error instanceof SyntaxError) return "it is not JSON";
  const [issue] = error.issues;
  return issue ? `${issue.path.join(".")}: ${issue.message.toLowerCase()}` : "it does not fit";
}

/** Millionths of a dollar: tokens times dollars per million tokens. What the vendor had kept costs its own price. */
function costOf({ tokens }: RawAnswer, settings: OpenAiSettings): number {
  const { OPENAI_INPUT_COST_PER_MTOK: input = 0, OPENAI_OUTPUT_COST_PER_MTOK: output = 0 } = settings;
  const kept = settings.OPENAI_CACHED_INPUT_COST_PER_MTOK ?? input;
  return Math.round((tokens.input - tokens.cached) * input + tokens.cached * kept + tokens.output * output);
}

/** The schema as strict structured output takes it. Lengths and patterns stay out: not every server's dialect has them. */
function toStrictSchema(schema: z.ZodType): Record<string, unknown> {
  return strict(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" })) as Record<string, unknown>;
}

const unsupported = new Set([
  ...["$schema", "default", "format", "pattern", "minLength", "maxLength"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
]);

function strict(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strict);
  if (typeof node !== "object" || node === null) return node;
  const kept = Object.entries(node).filter(([key, value]) => !unsupported.has(key) || typeof value === "object");
  const plain = Object.fromEntries(kept.map(([key, value]) => [key, strict(value)]));
  return plain.type === "object" && typeof plain.properties === "object"
    ? { ...plain, additionalProperties: false, required: Object.keys(plain.properties as object) }
    : plain;
}
