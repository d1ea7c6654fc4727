import type { Answer } from "../protocol/call-function.ts";
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
      body: typeof opts.body === "string" ? opts.body : undefined,
    });
    const data = {
      url,
      status_code: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
    return { kind: "ops", coalesces: true, ops: [{ op: "StepRun", id: stepId, data }] };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    const why = `The request to ${url} could not be made${cause}`;
    const op = lastAttempt ? "StepFailed" : "StepError";
    return { kind: "ops", coalesces: true, ops: [{ op, id: stepId, error: failure("GatewayError", why) }] };
  }
}
