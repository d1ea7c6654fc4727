import type OpenAI from "openai";
import type { ChatCompletionCreateParamsBase } from "openai/resources/chat/completions";
import type { CompletionUsage } from "openai/resources/completions";
import type { Call, RawAnswer } from "./raw-answer.ts";
import type { OpenAiSettings } from "./settings.ts";

/**
 * Asks through Chat Completions, which most local servers speak. It has no key for what is kept: a server that keeps
 * prefixes (llama.cpp, vLLM) finds the same instructions by itself.
 */
export async function askChat(client: OpenAI, settings: OpenAiSettings, call: Call): Promise<RawAnswer> {
  const params = {
    model: call.model,
    messages: [
      { role: "system" as const, content: call.instructions },
      { role: "user" as const, content: call.input },
    ],
    response_format: formatOf(settings, call),
    // Not `max_completion_tokens`: local servers know the older name, and OpenAI's own models are asked by Responses.
    max_tokens: call.longest,
  } satisfies ChatCompletionCreateParamsBase;
  const options = { signal: call.signal };
  const read: Read = { text: "", refusal: "", finish: null, model: call.model, usage: null };
  if (!settings.OPENAI_STREAM) {
    const answer = await client.chat.completions.create(params, options);
    const [choice] = answer.choices;
    Object.assign(read, { text: choice?.message.content ?? "", refusal: choice?.message.refusal ?? "" });
    Object.assign(read, { finish: choice?.finish_reason ?? null, model: answer.model, usage: answer.usage ?? null });
    return rawOf(read);
  }
  const stream = await client.chat.completions.create(
    { ...params, stream: true, stream_options: { include_usage: true } },
    options,
  );
  for await (const { choices, usage, model } of stream) {
    const [choice] = choices ?? [];
    if (choice?.delta?.content) {
      read.text += choice.delta.content;
      call.onText?.(read.text);
    }
    read.refusal += choice?.delta?.refusal ?? "";
    read.finish = choice?.finish_reason ?? read.finish;
    read.model = model ?? read.model;
    read.usage = usage ?? read.usage;
  }
  // The SDK ends a stream that was aborted as if it had ended by itself.
  call.signal.throwIfAborted();
  return rawOf(read);
}

type Read = { text: string; refusal: string; finish: string | null; model: string; usage: CompletionUsage | null };

function formatOf({ OPENAI_ANSWERS: answers }: OpenAiSettings, { format }: Call) {
  return answers === "json"
    ? ({ type: "json_object" } as const)
    : ({ type: "json_schema", json_schema: { name: format.name, strict: true, schema: format.schema } } as const);
}

function rawOf({ text, refusal, finish, model, usage }: Read): RawAnswer {
  return {
    text,
    refusal: refusal || null,
    stopped: finish === "length" ? "length" : finish === "content_filter" ? "filter" : null,
    failed: finish === null ? "it broke off in the middle" : null,
    model,
    tokens: {
      input: usage?.prompt_tokens ?? 0,
      cached: usage?.prompt_tokens_details?.cached_tokens ?? 0,
      output: usage?.completion_tokens ?? 0,
    },
  };
}
