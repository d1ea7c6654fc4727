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
import { ProviderError } from "./errors.ts";

/** Who failed, in sentences for people: "The OpenAI voice"; what it was making: "line"; and which settings are its own. */
export type OpenAiParty = {
  who: string;
  what: string;
  model: string;
  without: string;
  /** What to do about a refusal by a content policy; to reword it when left out. */
  instead?: string;
  timeoutSeconds: number;
};

/**
 * A failure of OpenAI, or of a server that speaks like it, as one of ours, with a sentence for people. Nothing is repeated
 * here: a POST has no key that would make that safe to pay for, and whoever asked repeats by kind.
 */
export function translateOpenAiFailure(error: unknown, party: OpenAiParty): unknown {
  if (error instanceof ProviderError) return error;
  const { who, what, model, without, instead = "Reword it.", timeoutSeconds } = party;
  const answer = error instanceof APIError ? error.error : undefined;
  const fail = (kind: ProviderError["kind"], message: string) =>
    new ProviderError(kind, message, {
      ...{ cause: error, answer },
      ...(error instanceof APIError ? { retryAfterSeconds: delayOf(error) } : {}),
    });
  const again = `The ${what} will be asked for again.`;
  if (error instanceof RateLimitError) {
    return error.code === "insufficient_quota"
      ? fail("misconfigured", `${who}'s account has no credit left. Add credit, or ${without}.`)
      : fail("retry", `${who} is busy. ${again}`);
  }
  if (error instanceof AuthenticationError || error instanceof PermissionDeniedError) {
    return fail("misconfigured", `${who} did not accept the key. Check OPENAI_API_KEY and OPENAI_BASE_URL.`);
  }
  if (error instanceof NotFoundError) {
    return fail("misconfigured", `${who} was not found. Check ${model} and OPENAI_BASE_URL.`);
  }
  if (error instanceof InternalServerError) return fail("retry", `${who}'s server failed. ${again}`);
  // The SDK calls every aborted call the user's, also one whose time was up.
  if (error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError || isTimeout(error)) {
    return fail("retry", `${who} took longer than ${timeoutSeconds} s. ${again}`);
  }
  if (error instanceof APIConnectionError) return fail("retry", `${who} could not be reached. ${again}`);
  // A stream that ends in an error has no status.
  if (error instanceof APIError && error.status === undefined) {
    return fail("retry", `${who} broke off: ${plainWords(error)}. ${again}`);
  }
  if (error instanceof APIError && isRefusal(error)) {
    return fail("reject", `${who} refused to make this ${what}: ${plainWords(error)}. ${instead}`);
  }
  if (error instanceof APIError) return fail("reject", `${who} turned the request down: ${plainWords(error)}.`);
  // A connection that ends in the middle of an answer is an error of the network, not of the SDK.
  if (error instanceof TypeError && /terminated|fetch failed|aborted/i.test(error.message)) {
    return fail("retry", `${who} broke off. ${again}`);
  }
  if (error instanceof SyntaxError)
    return fail("retry", `${who}'s server answered with something that is no answer. ${again}`);
  return error;
}

function isRefusal({ code, message }: APIError): boolean {
  return /moderation|content_policy|safety/i.test(`${code ?? ""} ${message}`);
}

/** Without the status that the SDK puts before it, and without the full stop. */
function plainWords({ message }: APIError): string {
  return message.replace(/^\d{3} /, "").replace(/[.\s]+$/, "");
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === "TimeoutError" || (error.cause as Error)?.name === "TimeoutError");
}

/** Seconds, from the headers that say when to come back: exact to the millisecond where the vendor is. */
function delayOf({ headers }: APIError): number | undefined {
  const milliseconds = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds / 1000;
  const named = headers?.get("retry-after");
  if (!named) return undefined;
  const seconds = Number(named);
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds : undefined;
  const at = Date.parse(named);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}
