import { openAsBlob } from "node:fs";
import OpenAI from "openai";
import { z } from "zod";
import { ProviderError } from "#providers/errors.ts";
import { translateOpenAiFailure } from "#providers/openai-failures.ts";
import { readSettings } from "#providers/text/settings.ts";
import type { Transcriber } from "./transcriber.ts";

/** Named by its model: without one nobody listens. The price belongs to the model; 0 without it. */
export const openAiTranscriberSettings = z.object({
  OPENAI_API_KEY: z.string().min(1),
  OPENAI_BASE_URL: z.url("must be an address such as https://api.openai.com/v1").optional(),
  OPENAI_TRANSCRIBE_MODEL: z.string().min(1),
  OPENAI_TRANSCRIBE_COST_PER_MINUTE: z.coerce.number("must be a number of dollars per minute").nonnegative().optional(),
  OPENAI_TRANSCRIBE_TIMEOUT_SECONDS: z.coerce.number("must be a number of seconds").min(1).max(600).default(60),
});
type Settings = z.infer<typeof openAiTranscriberSettings>;

/** What the vendor's endpoint takes at most, in bytes (platform.openai.com, Speech to text: 25 MB). */
const mostBytes = 25_000_000;

/** OpenAI's transcription, or any server that speaks its `/audio/transcriptions`. It is given the video as it is. */
export function createOpenAiTranscriber(settings: Settings): Transcriber {
  const timeoutSeconds = settings.OPENAI_TRANSCRIBE_TIMEOUT_SECONDS;
  const client = new OpenAI({
    apiKey: settings.OPENAI_API_KEY,
    baseURL: settings.OPENAI_BASE_URL,
    // A POST has no key that would make it safe to pay for twice; whoever asked repeats by kind.
    maxRetries: 0,
    timeout: timeoutSeconds * 1000,
  });
  const party = {
    ...{ who: "The OpenAI transcriber", what: "check", model: "OPENAI_TRANSCRIBE_MODEL", timeoutSeconds },
    without: "leave OPENAI_TRANSCRIBE_MODEL empty",
  };
  return {
    id: "openai",
    async transcribe(file, locale) {
      const sound = await openAsBlob(file, { type: "video/mp4" });
      if (sound.size > mostBytes) {
        const size = Math.round(sound.size / 1e6);
        throw new ProviderError("reject", `The video has ${size} MB, and the transcriber takes 25 at most.`);
      }
      try {
        const answer = await client.audio.transcriptions.create({
          model: settings.OPENAI_TRANSCRIBE_MODEL,
          file: new File([sound], "video.mp4", { type: "video/mp4" }),
          language: locale.toLowerCase().split(/[-_]/)[0] ?? "en",
          response_format: "json",
        });
        return { text: answer.text, costMicros: costOf(settings, answer) };
      } catch (error) {
        throw translateOpenAiFailure(error, party);
      }
    },
  };
}

/** A transcriber, when the environment names its model; undefined otherwise. */
export function findTranscriber(source: Record<string, string | undefined>): Transcriber | undefined {
  if (!source.OPENAI_TRANSCRIBE_MODEL) return undefined;
  return createOpenAiTranscriber(readSettings(openAiTranscriberSettings, source));
}

/** By the seconds that the vendor says it heard; models that count tokens do not say them, and cost 0 here. */
function costOf({ OPENAI_TRANSCRIBE_COST_PER_MINUTE: price = 0 }: Settings, answer: object): number {
  const usage = z.object({ usage: z.object({ seconds: z.number() }) }).safeParse(answer).data;
  return usage ? Math.round((usage.usage.seconds / 60) * price * 1_000_000) : 0;
}
