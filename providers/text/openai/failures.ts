import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  AuthenticationError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from "openai";
import { ProviderError } from "../../errors.ts";

/**
 * A vendor's failure as one of ours, with a sentence for people. `what` is what was being made ("script"). Nothing is
 * repeated here: a POST has no key that would make that safe to pay for, and whoever asked repeats by kind.
 */
export function translateFailure(error: unknown, what: string, timeoutSeconds: number): unknown {
  if (error instanceof ProviderError) return error;
  const answer = error instanceof APIError ? error.error : undefined;
  const fail = (kind: ProviderError["kind"], message: string) =>
    new ProviderError(kind, message, {
      ...{ cause: error, answer },
      ...(error instanceof APIError ? { retryAfterSeconds: delayOf(error) } : {}),
    });
  const again = `The ${what} will be asked for again.`;
  if (error instanceof RateLimitError) {
    return error.code === "insufficient_quota"
      ? fail(
          "misconfigured",
          "The language model's account has no credit left. Add credit, or take OPENAI_API_KEY away to use the house writer.",
        )
      : fail("retry", `The language model is busy. ${again}`);
  }
  if (error instanceof AuthenticationError || error instanceof PermissionDeniedError) {
    return fail(
      "misconfigured",
      "The language model did not accept the key. Check OPENAI_API_KEY and OPENAI_BASE_URL.",
    );
  }
  if (error instanceof NotFoundError) {
    return fail("misconfigured", "The language model was not found. Check OPENAI_MODEL and OPENAI_BASE_URL.");
  }
  if (error instanceof InternalServerError) return fail("retry", `The language model's server failed. ${again}`);
  // The SDK calls every aborted call the user's, also one whose time was up.
  const timedOut = error instanceof APIUserAbortError || isTimeout(error);
  if (error instanceof APIConnectionTimeoutError || timedOut) {
    return fail("retry", `The language model took longer than ${timeoutSeconds} s. ${again}`);
  }
  if (error instanceof APIConnectionError) return fail("retry", `The language model could not be reached. ${again}`);
  if (error instanceof APIError && error.status === undefined) {
    return fail("retry", `The language model broke off: ${plainWords(error)}. ${again}`);
  }
  if (error instanceof APIError)
    return fail("reject", `The language model turned the request down: ${plainWords(error)}.`);
  // A connection that ends in the middle of a stream is an error of the network, not of the SDK.
  if (error instanceof TypeError && /terminated|fetch failed|aborted/i.test(error.message)) {
    return fail("retry", `The language model broke off. ${again}`);
  }
  if (error instanceof SyntaxError) {
    return fail("retry", `The language model's server answered with something that is no answer. ${again}`);
  }
  return error;
}

/** Without the status that the SDK puts before it, and without the full stop. */
export function plainWords({ message }: APIError): string {
  return message.replace(/^\d{3} /, "").replace(/[.\s]+$/, "");
}

export function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === "TimeoutError" || (error.cause as Error)?.name === "TimeoutError");
}

/** Seconds, from the headers that say when to come back: exact to the millisecond where the vendor is. */
export function delayOf({ headers }: APIError): number | undefined {
  const milliseconds = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds / 1000;
  const named = headers?.get("retry-after");
  if (!named) return undefined;
  const seconds = Number(named);
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds : undefined;
  const at = Date.parse(named);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}
