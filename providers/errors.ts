/** What generic code may do about a vendor's failure; it never looks at the vendor's own codes. */
export type ProviderErrorKind = "retry" | "reauthorize" | "reject" | "misconfigured";

/**
 * Every adapter translates every failure to this. `message` is a sentence for a person; `retryAfterSeconds` is set when
 * the vendor said when to come back; `answer` keeps the raw reply for the failure page (never a secret).
 */
export class ProviderError extends Error {
  override name = "ProviderError";
  readonly retryAfterSeconds: number | undefined;
  readonly answer: unknown;
  /** What was spent before it failed, in millionths of a US dollar. */
  costMicros = 0;
  constructor(
    readonly kind: ProviderErrorKind,
    message: string,
    more: { retryAfterSeconds?: number; answer?: unknown; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.retryAfterSeconds = more.retryAfterSeconds;
    this.answer = more.answer;
  }

  /** The same, with what it cost. */
  having(costMicros: number): this {
    this.costMicros = costMicros;
    return this;
  }
}
