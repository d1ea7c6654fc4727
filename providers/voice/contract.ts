import { z } from "zod";

/** What to say and how. `text` is one spoken line, at most 1,000 characters; `pace` 1 is the voice's own speed. */
export const speechRequest = z.object({
  text: z.string().trim().min(1).max(1000),
  voice: z.string().min(1),
  pace: z.number().min(0.6).max(1.6).default(1),
});
export type SpeechRequest = z.infer<typeof speechRequest>;

/** A stretch of speech, in seconds from the start of the line. */
export const timed = z.object({ start: z.number().min(0), end: z.number().min(0) });

/** One spoken line as 16-bit PCM in a WAV file, with when each word and each mouth sound happens. */
export const speech = z.object({
  file: z.string(),
  seconds: z.number().positive(),
  sampleRate: z.number().int().positive(),
  words: z.array(timed.extend({ word: z.string() })),
  phonemes: z.array(timed.extend({ phoneme: z.string() })),
});
export type Speech = z.infer<typeof speech>;

export type Voice = { id: string; name: string; description: string; gender: "female" | "male"; locale: string };

/**
 * A source of speech. `speak` may be repeated freely: the same request gives the same sound, and an existing file at
 * `out` is overwritten. Fails with `ProviderError`: "reject" for text that cannot be spoken, "misconfigured" for an
 * unknown voice.
 */
export type VoiceProvider = {
  id: string;
  voices: readonly Voice[];
  speak(request: SpeechRequest, out: string): Promise<Speech>;
};
