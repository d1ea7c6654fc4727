/** What was heard, and what listening cost in millionths of a US dollar. */
export type Transcript = { text: string; costMicros: number };

/**
 * Somebody who writes down what is said in a video. `locale` is the language that is spoken, such as en. Listening may be
 * repeated, and costs each time. Fails with `ProviderError`: "reject" for a file it does not take, "retry" for an outage,
 * "misconfigured" for a wrong key or model.
 */
export type Transcriber = { id: string; transcribe(file: string, locale: string): Promise<Transcript> };
