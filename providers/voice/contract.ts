import { z } from "zod";

/**
 * What to say and how. `text` is one spoken line, at most 1,000 characters; `pace` 1 is the voice's own speed.
 * `pronunciations` are words of the text with how to say them; the words that come back are the written ones.
 */
export const speechRequest = z.object({
  text: z.string().trim().min(1).max(1000),
  voice: z.string().min(1),
  pace: z.number().min(0.6).max(1.6).default(1),
  pronunciations: z.record(z.string(), z.string()).default({}),
});
export type SpeechRequest = z.input<typeof speechRequest>;

/** A stretch of speech, in seconds from the start of the line. */
export const timed = z.object({ start: z.number().min(0), end: z.number().min(0) });

/**
 * One spoken line as 16-bit PCM in a WAV file, with when each word and each mouth sound happens, who spoke it and what that
 * cost in millionths of a US dollar.
 */
export const speech = z.object({
  file: z.string(),
  seconds: z.number().positive(),
  sampleRate: z.number().int().positive(),
  words: z.array(timed.extend({ word: z.string() })),
  phonemes: z.array(timed.extend({ phoneme: z.string() })),
  provider: z.string(),
  /** The vendor's model that spoke; not there for voices that are known by themselves. */
  model: z.string().optional(),
  costMicros: z.number().int().nonnegative(),
});
export type Speech = z.infer<typeof speech>;

export type Voice = {
  id: string;
  name: string;
  description: string;
  gender: "female" | "male" | "unknown";
  locale: string;
};

/**
 * A source of speech. `speak` may be repeated: an existing file at `out` is overwritten, and is whole or not there. Every
 * voice gives word timings, its own or aligned. Fails with `ProviderError`: "reject" for text that cannot be spoken or was
 * refused, "retry" for an outage or an answer without sound, "misconfigured" for an unknown voice, a wrong key or model.
 */
export type VoiceProvider = {
  id: string;
  voices: readonly Voice[];
  speak(request: SpeechRequest, out: string): Promise<Speech>;
};
