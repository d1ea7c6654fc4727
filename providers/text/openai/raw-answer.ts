/** What came back, whichever way it was asked for and before anybody looked into it. */
export type RawAnswer = {
  text: string;
  refusal: string | null;
  /** Why it ended before its end. */
  stopped: "length" | "filter" | null;
  /** The vendor's own failure, which may be over the next time. */
  failed: string | null;
  model: string;
  tokens: { input: number; cached: number; output: number };
};

/** One call's worth of a question. `schema` is sent with it where the server takes one. */
export type Call = {
  model: string;
  instructions: string;
  input: string;
  format: { name: string; schema: Record<string, unknown> };
  cacheKey: string;
  longest: number;
  onText: ((soFar: string) => void) | undefined;
  signal: AbortSignal;
};
