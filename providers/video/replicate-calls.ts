import Replicate from "replicate";
import { z } from "zod";
import { ProviderError } from "../errors.ts";
import { readRetryAfter } from "../webhooks/words.ts";
import { type FootageOrder, SubmitUnclear } from "./contract.ts";

/** What became of a request that brought nothing: an answer, or the reason why there was none. */
export type ReplicateFailure = { status: number; retryAfter: string | null; body: string } | { cause: unknown };

/** A status that the SDK neither takes for success nor repeats. */
const notRepeated = 499;

/**
 * Makes one request and no more, and translates whatever goes wrong. The SDK repeats a POST whose connection broke, five
 * times and at once; it is therefore told of each failure as an answer it does not repeat, and the real one is kept here.
 * `order`: the request is one, so that a break after it may have arrived fails with `SubmitUnclear`, and what is refused of
 * its input is named with its value.
 */
export function createReplicateCaller({
  auth,
  baseUrl,
  timeoutMs,
}: {
  auth: string;
  baseUrl: string;
  timeoutMs: number;
}) {
  return async function call<T>(
    work: (api: Replicate) => Promise<T>,
    { order }: { order?: Pick<FootageOrder, "input"> } = {},
  ): Promise<T> {
    let failure: ReplicateFailure | undefined;
    const once = async (url: URL | RequestInfo, init?: RequestInit) => {
      try {
        const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs), redirect: "error" });
        if (answer.ok)
          return new Response(await answer.text(), { status: answer.status === 204 ? 200 : answer.status });
        const retryAfter = answer.headers.get("retry-after");
        failure = { status: answer.status, retryAfter, body: await answer.text() };
      } catch (cause) {
        failure = { cause };
      }
      return new Response("", { status: notRepeated });
    };
    try {
      return await work(new Replicate({ auth, baseUrl, fetch: once as typeof fetch, useFileOutput: false }));
    } catch (cause) {
      if (failure) throw translate(failure, order);
      if (cause instanceof ProviderError) throw cause;
      const sentence = "Replicate answered something that is no answer.";
      throw order ? new SubmitUnclear(sentence, cause) : new ProviderError("retry", sentence, { cause });
    }
  };
}

const problem = z.looseObject({
  title: z.string().optional(),
  detail: z.string().optional(),
  invalid_fields: z.array(z.looseObject({ field: z.string(), description: z.string().optional() })).optional(),
});

function translate(failure: ReplicateFailure, order: Pick<FootageOrder, "input"> | undefined): ProviderError {
  if ("cause" in failure) {
    const code = codeOf(failure.cause);
    const sentence = "Replicate could not be reached.";
    // Refused, unknown or unreachable: the order never left this machine.
    if (order && !neverLeft.includes(code)) {
      return new SubmitUnclear("The connection to Replicate broke while the order was on its way.", failure.cause);
    }
    return new ProviderError("retry", sentence, { cause: failure.cause });
  }
  const { status, body, retryAfter } = failure;
  const said = readProblem(body);
  const more = { answer: body.slice(0, 4000) };
  const detail = said.detail ?? said.title ?? "";
  switch (status) {
    case 401:
    case 403:
      return new ProviderError("reauthorize", "Replicate does not accept REPLICATE_API_TOKEN. Set a valid one.", more);
    case 402:
      return new ProviderError(
        "misconfigured",
        "Replicate has no credit left for this token. Add credit at replicate.com/account/billing, then try again.",
        more,
      );
    case 404:
      return new ProviderError("reject", `Replicate has no such model or run (any more). ${detail}`.trim(), more);
    case 429: {
      const waitMs = readRetryAfter(retryAfter ?? undefined, new Date()) ?? readWait(detail);
      const retryAfterSeconds = Math.max(1, Math.ceil((waitMs ?? 10_000) / 1000));
      return new ProviderError("retry", "Replicate takes no more orders for the moment.", {
        ...more,
        retryAfterSeconds,
      });
    }
  }
  if (status >= 500) {
    const sentence = `Replicate's server failed (${status}).`;
    return order ? new SubmitUnclear(sentence) : new ProviderError("retry", sentence, more);
  }
  const fields = (said.invalid_fields ?? []).map(({ field, description }) =>
    [nameField(field.replace(/^input\./, ""), order?.input), description].filter(Boolean).join(": "),
  );
  const what = fields.length > 0 ? fields.join("; ") : detail || `it answered ${status}`;
  return new ProviderError(
    "reject",
    `Replicate refused the order: ${what.replace(/[.\s]+$/, "").slice(0, 600)}.`,
    more,
  );
}

function nameField(field: string, input: Readonly<Record<string, unknown>> = {}): string {
  const value = JSON.stringify(input[field]);
  return value === undefined ? `“${field}”` : `“${field}” (${value.slice(0, 80)})`;
}

/** Codes of undici and of the system for a connection that was never made. */
const neverLeft = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"];

function codeOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string") return cause.code;
    if (cause instanceof AggregateError) return codeOf(cause.errors[0]);
  }
  return "";
}

function readProblem(body: string): z.output<typeof problem> {
  try {
    return problem.parse(JSON.parse(body));
  } catch {
    return {};
  }
}

/** "… resets in ~30s", in milliseconds. */
function readWait(detail: string): number | undefined {
  const seconds = /~?(\d{1,4})\s?s\b/.exec(detail)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}
