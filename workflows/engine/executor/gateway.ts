import { type Answer, MAX_ANSWER_BYTES, tooLarge } from "../protocol/call-function.ts";
import { failure } from "../protocol/failures.ts";

/**
 * Makes the request of a `step.fetch` on behalf of a handler. Any answer of the other side is the step's result, also a
 * 404 or 500, as with `fetch`; only a request that could not be made at all is tried again.
 */
export async function performGatewayRequest(
  stepId: string,
  opts: Record<string, unknown>,
  lastAttempt: boolean,
): Promise<Answer> {
  const url = String(opts.url);
  try {
    const response = await fetch(url, {
      method: typeof opts.method === "string" ? opts.method : "GET",
      headers: (opts.headers ?? {}) as Record<string, string>,
      body: typeof opts.body === "string" && opts.body ? asJson(opts.body) : undefined,
    });
    const body = await response.text();
    const size = Buffer.byteLength(body);
    if (size > MAX_ANSWER_BYTES) return { kind: "failed", retry: false, error: tooLarge(size) };
    const headers = Object.fromEntries(response.headers);
    const data = { url, status_code: response.status, headers, body };
    return { kind: "ops", coalesces: true, ops: [{ op: "StepRun", id: stepId, data }] };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    const why = `The request to ${url} could not be made${cause}`;
    const op = lastAttempt ? "StepFailed" : "StepError";
    return { kind: "ops", coalesces: true, ops: [{ op, id: stepId, error: failure("GatewayError", why) }] };
  }
}

/** An Inngest server sends JSON only: a body that is none goes as a JSON string. */
function asJson(body: string): string {
  try {
    JSON.parse(body);
    return body;
  } catch {
    return JSON.stringify(body);
  }
}
