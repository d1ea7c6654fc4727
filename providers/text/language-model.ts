import type { z } from "zod";

/**
 * Something to be answered in a given form. `instructions` come first and are the same for many questions, so that a
 * vendor may keep them; `input` is what differs. `material` is what people or the world wrote into either, for moderation.
 */
export type Question<T> = {
  /** Of the form, for the vendor: letters, digits and underscores. */
  name: string;
  schema: z.ZodType<T>;
  instructions: string;
  input: string;
  material: string;
  /** What is being made, in sentences for people: "script". */
  what: string;
  /** Tokens that an answer may have. */
  longest?: number;
  /** Told the text of the answer so far, again and again. Never told when the server does not stream. */
  onText?: (soFar: string) => void;
  signal?: AbortSignal;
};

export type Answer<T> = {
  value: T;
  /** As the server calls itself, which may be more exact than what was asked for. */
  model: string;
  costMicros: number;
};

/**
 * A language model. `ask` may be repeated: nothing is kept there. Fails with `ProviderError`, which also says what was
 * spent: "reject" for a refusal, a hit of the moderation, or answers that do not fit; "retry" for overload, outage and
 * time-out; "misconfigured" for a wrong key, model or address.
 */
export type LanguageModel = {
  /** What was asked for in the environment. */
  model: string;
  ask<T>(question: Question<T>): Promise<Answer<T>>;
};
