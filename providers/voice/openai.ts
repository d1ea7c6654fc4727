import OpenAI from "openai";
import { ProviderError } from "#providers/errors.ts";
import { translateOpenAiFailure } from "#providers/openai-failures.ts";
import { checkRequest } from "./check-request.ts";
import type { Voice, VoiceProvider } from "./contract.ts";
import { timeLine } from "./flite.ts";
import type { FliteSpeaker } from "./flite-speaker.ts";
import type { OpenAiSpeechSettings } from "./openai-settings.ts";
import { respell } from "./pronounce.ts";
import { type Pcm, readPcm, readWav, saveWhole, Unplayable, writeWav } from "./wav.ts";
import { spokenForm } from "./word-timing.ts";

/** Before a voice's own name, so that a persona's voice says whose it is. */
export const openAiPrefix = "openai-";
/** What `pcm` means there: 24 kHz, 16 bit, one channel, no header. */
const pcmRate = 24_000;
/** Under this a sound is no speech, whatever the file says: 30 ms. */
const shortest = 0.03;

/**
 * OpenAI's speech, or any server that speaks its `/audio/speech`. It tells no times, so Flite says the same words beside it
 * and its phonemes are laid over what was heard: words within about 60 ms, and mouth shapes with them.
 */
export function createOpenAiVoices(settings: OpenAiSpeechSettings, speaker: FliteSpeaker): VoiceProvider {
  const { OPENAI_SPEECH_TIMEOUT_SECONDS: timeoutSeconds, OPENAI_SPEECH_FORMAT: format } = settings;
  const client = new OpenAI({
    apiKey: settings.OPENAI_API_KEY,
    baseURL: settings.OPENAI_BASE_URL,
    // A POST has no key that would make it safe to pay for twice; whoever asked repeats by kind.
    maxRetries: 0,
    timeout: timeoutSeconds * 1000,
  });
  const voices = settings.OPENAI_SPEECH_VOICES.map(describeVoice);
  const party = {
    ...{ who: "The OpenAI voice", what: "line", model: "OPENAI_SPEECH_MODEL", timeoutSeconds },
    without: "give the persona one of the offline voices",
  };

  async function hear(input: string, voice: string, pace: number): Promise<Pcm> {
    try {
      const answer = await client.audio.speech.create(
        {
          model: settings.OPENAI_SPEECH_MODEL,
          voice,
          input,
          response_format: format,
          ...(pace === 1 ? {} : { speed: pace }),
          ...(settings.OPENAI_SPEECH_INSTRUCTIONS ? { instructions: settings.OPENAI_SPEECH_INSTRUCTIONS } : {}),
        },
        { signal: AbortSignal.timeout(timeoutSeconds * 1000) },
      );
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return format === "pcm" ? { samples: readPcm(bytes), sampleRate: pcmRate } : readWav(bytes);
    } catch (error) {
      if (error instanceof Unplayable) {
        const message = `The OpenAI voice's sound cannot be used: ${error.message}. The line will be asked for again.`;
        throw new ProviderError("retry", message, { cause: error });
      }
      throw translateOpenAiFailure(error, party);
    }
  }

  return {
    id: "openai",
    voices,
    async speak(wanted, out) {
      const request = checkRequest(wanted, voices, "OpenAI");
      const tokens = request.text.split(/\s+/);
      const said = respell(tokens, request.pronunciations);
      const input = said.join(" ");
      const heard = await hear(input, request.voice.slice(openAiPrefix.length), request.pace);
      const seconds = heard.samples.length / heard.sampleRate;
      const costMicros = costOf(settings, input.length, seconds);
      if (seconds < shortest || heard.samples.every((sample) => Math.abs(sample) < 8)) {
        const message = "The OpenAI voice answered without a sound for this line. The line will be asked for again.";
        throw new ProviderError("retry", message).having(costMicros);
      }
      const timing = await timeHeard(speaker, said, heard);
      await saveWhole(out, writeWav(heard));
      return {
        ...{ file: out, seconds, sampleRate: heard.sampleRate },
        ...timeLine(timing, tokens, seconds),
        ...{ provider: "openai", model: settings.OPENAI_SPEECH_MODEL, costMicros },
      };
    },
  };
}

/** Flite's phonemes at the times of the recording. Words that it has no letters for are timed as a hum of their length. */
async function timeHeard(speaker: FliteSpeaker, said: string[], heard: Pcm) {
  const forms = said.map(spokenForm);
  const sayable = forms.some((form) => /[a-z0-9]/i.test(form));
  const tokens = sayable ? forms : said.map((word) => "ma".repeat(Math.max(1, Math.round([...word].length / 2))));
  return speaker({ tokens, voice: "slt", stretch: 1, heard });
}

function costOf(
  { OPENAI_SPEECH_COST_PER_MCHAR: perChar = 0, OPENAI_SPEECH_COST_PER_MINUTE: perMinute = 0 }: OpenAiSpeechSettings,
  characters: number,
  seconds: number,
): number {
  return Math.round(characters * perChar + (seconds / 60) * perMinute * 1e6);
}

function describeVoice(name: string): Voice {
  const shown = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return { id: `${openAiPrefix}${name}`, name: shown, description: "OpenAI", gender: "unknown", locale: "mul" };
}
