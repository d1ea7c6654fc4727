import { ProviderError } from "#providers/errors.ts";
import { checkRequest } from "./check-request.ts";
import type { Speech, Voice, VoiceProvider } from "./contract.ts";
import { type FliteSpeaker, startFlite } from "./flite-speaker.ts";
import type { FliteAnswer } from "./flite-thread.ts";
import { respell } from "./pronounce.ts";
import { readWav, saveWhole } from "./wav.ts";
import { placeWords, spokenForm } from "./word-timing.ts";

/** The four voices compiled into Flite 2.3: three recorded speakers of CMU ARCTIC and one diphone voice. */
const voices: readonly Voice[] = [
  { id: "slt", name: "Sal", description: "Clear and even, American", gender: "female", locale: "en-US" },
  { id: "rms", name: "Rune", description: "Calm and low, American", gender: "male", locale: "en-US" },
  { id: "awb", name: "Alan", description: "Bright, Scottish", gender: "male", locale: "en-GB" },
  { id: "kal16", name: "Kal", description: "Plain and robotic, American", gender: "male", locale: "en-US" },
];

/**
 * Speech made on this machine by CMU Flite compiled to WebAssembly: no account, no network, 16 kHz, about 0.2 s for a
 * line of 7 s. It runs in one thread of its own, so a web request never waits for it; lines queue behind each other.
 */
export function createFlite(speaker: FliteSpeaker = startFlite()): VoiceProvider {
  return {
    id: "flite",
    voices,
    async speak(wanted, out) {
      const request = checkRequest(wanted, voices, "Flite");
      const tokens = request.text.split(/\s+/);
      const spoken = respell(tokens, request.pronunciations).map(spokenForm);
      if (!spoken.some((form) => /[a-z0-9]/i.test(form))) {
        throw new ProviderError("reject", "This line has no word that an English voice can say. Rewrite it in words.");
      }
      const answer = await speaker({ tokens: spoken, voice: request.voice, stretch: 1 / request.pace });
      const { samples, sampleRate } = readWav(answer.wav);
      await saveWhole(out, answer.wav);
      const seconds = samples.length / sampleRate;
      return { file: out, seconds, sampleRate, ...timeLine(answer, tokens, seconds), provider: "flite", costMicros: 0 };
    },
  };
}

/** When each sound and each written word of a line of `seconds` happens. */
export function timeLine(
  { segments, lone }: Pick<FliteAnswer, "segments" | "lone">,
  tokens: string[],
  seconds: number,
): Pick<Speech, "words" | "phonemes"> {
  const phonemes = segments.map(({ phoneme, end }, index) => ({
    phoneme,
    start: Math.min(segments[index - 1]?.end ?? 0, seconds),
    end: Math.min(end, seconds),
  }));
  return { phonemes, words: placeWords(tokens, lone, phonemes) };
}
