import type OpenAI from "openai";
import { APIError } from "openai";
import type { Response, ResponseCreateParamsBase, ResponseStreamEvent } from "openai/resources/responses/responses";
import type { Call, RawAnswer } from "./raw-answer.ts";
import type { OpenAiSettings } from "./settings.ts";

/** Asks through the Responses API. The instructions are the part that a vendor keeps: they come first and have a key. */
export async function askResponses(client: OpenAI, settings: OpenAiSettings, call: Call): Promise<RawAnswer> {
  const params = {
    model: call.model,
    instructions: call.instructions,
    input: call.input,
    text: { format: formatOf(settings, call) },
    max_output_tokens: call.longest,
    prompt_cache_key: call.cacheKey,
    store: false,
  } satisfies ResponseCreateParamsBase;
  const options = { signal: call.signal };
  if (!settings.OPENAI_STREAM) return readResponse(await client.responses.create(params, options));
  const stream = await client.responses.create({ ...params, stream: true }, options);
  return readResponse(await readStream(stream, call));
}

function formatOf({ OPENAI_ANSWERS: answers }: OpenAiSettings, { format }: Call) {
  return answers === "json"
    ? ({ type: "json_object" } as const)
    : ({ type: "json_schema", name: format.name, strict: true, schema: format.schema } as const);
}

/** The response that the stream ends with. One that breaks off has none. */
async function readStream(
  stream: AsyncIterable<ResponseStreamEvent>,
  { onText, signal }: Call,
): Promise<Response | undefined> {
  let soFar = "";
  let ended: Response | undefined;
  for await (const event of stream) {
    if (event.type === "response.output_text.delta") {
      soFar += event.delta;
      onText?.(soFar);
    } else if (event.type === "error") {
      // The SDK hands this on as an event like any other; it is a failed call that began well.
      throw APIError.generate(
        statusOf(event.code),
        { message: event.message, code: event.code },
        event.message,
        new Headers(),
      );
    } else if (
      event.type === "response.completed" ||
      event.type === "response.incomplete" ||
      event.type === "response.failed"
    ) {
      ended = event.response;
    }
  }
  // The SDK ends a stream that was aborted as if it had ended by itself.
  signal.throwIfAborted();
  return ended;
}

const statusOf = (code: string | null) => (code === "rate_limit_exceeded" || code === "insufficient_quota" ? 429 : 500);

function readResponse(response: Response | undefined): RawAnswer {
  if (!response) return { ...nothing, failed: "it broke off in the middle" };
  const parts = response.output.flatMap((item) => (item.type === "message" ? item.content : []));
  const texts = parts.flatMap((part) => (part.type === "output_text" ? [part.text] : []));
  const refusal = parts.find((part) => part.type === "refusal");
  const filtered = response.incomplete_details?.reason === "content_filter";
  return {
    text: texts.join(""),
    refusal: refusal?.type === "refusal" ? refusal.refusal : null,
    stopped: response.status === "incomplete" ? (filtered ? "filter" : "length") : null,
    failed: response.status === "failed" ? (response.error?.message ?? "it gave no reason") : null,
    model: response.model,
    tokens: {
      input: response.usage?.input_tokens ?? 0,
      cached: response.usage?.input_tokens_details?.cached_tokens ?? 0,
      output: response.usage?.output_tokens ?? 0,
    },
  };
}

const nothing: RawAnswer = {
  ...{ text: "", refusal: null, stopped: null, failed: null, model: "" },
  tokens: { input: 0, cached: 0, output: 0 },
};
