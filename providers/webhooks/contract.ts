/** What came of one request. `failure` is a sentence, and null when the message arrived. `response` is the answer's beginning. */
export type WebhookAnswer = {
  status: number | null;
  ms: number;
  failure: string | null;
  response: string | null;
  /** How long the receiver asks us to stay away. */
  retryAfterMs: number | undefined;
};

/**
 * Sends messages to addresses that people gave us, as Standard Webhooks has it. Never throws for what a receiver or the
 * network does. `send` may be repeated: the id stays the same, and receivers know by it what they have.
 */
export type WebhookSender = {
  /** The address as it will be asked. Refused (`url-invalid`, `url-not-https`, at the field `url`) for one that is not. */
  readUrl(typed: string): string;
  /** Signs with every one of `secrets`, so that whoever knows one of them can verify it. */
  send(url: string, message: { id: string; body: string }, secrets: string[]): Promise<WebhookAnswer>;
};
