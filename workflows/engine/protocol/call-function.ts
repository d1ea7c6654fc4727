import type { StoredEvent } from "./events.ts";
import { asFailure, failure, type SerializedError } from "./failures.ts";

/** What the SDK is told about a finished step. */
export type Memo = { type: "data"; data: unknown } | { type: "error"; error: SerializedError };

export type CallRequest = {
  functionId: string;
  /** The hash of the step to run, or "" to find out what comes next. */
  stepId: string;
  runId: string;
  attempt: number;
  maxAttempts: number;
  events: StoredEvent[];
  /** Finished steps in the order they finished. */
  memos: Map<string, Memo>;
  /** With other steps still open, what is found must be planned, not run on the spot. */
  planOnly: boolean;
  /** Names the call in the steps the handler reports while it runs. */
  claim: string;
};

export type Op = {
  op: string;
  id: string;
  name?: string;
  displayName?: string;
  opts?: Record<string, unknown>;
  data?: unknown;
  timing?: { a?: number; b?: number };
  error?: unknown;
};

/** What a call came to, in the engine's words. */
export type Answer =
  | { kind: "finished"; result: unknown }
  | { kind: "failed"; error: SerializedError; retry: boolean; retryAfter?: string }
  | { kind: "ops"; ops: Op[]; coalesces: boolean; retryAfter?: string };

/** The most one answer may hold: an Inngest server's `MaxStepOutputSize`. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/**
 * Speaks the executor side of the Inngest protocol to the SDK's serve handler, in this process: builds the request,
 * reads the answer. With `ctx.fn_id` and `ctx.qi_id` the SDK goes on after a step and posts each one it finished to
 * the client's `fetch` (`checkpoint.ts`), instead of being called again and replaying everything before it.
 * An answer that does not come within `timeoutMs` counts as a failure to be retried.
 */
export function createFunctionCaller(
  handle: (request: Request) => Promise<Response>,
  timeoutMs: number,
): (request: CallRequest) => Promise<Answer> {
  return async (call) => {
    const url = `http://engine.invalid/?fnId=${encodeURIComponent(call.functionId)}&stepId=${call.stepId || "step"}`;
    const body = JSON.stringify({
      version: 2,
      event: call.events[0],
      events: call.events,
      steps: Object.fromEntries(call.memos),
      ctx: {
        run_id: call.runId,
        fn_id: call.functionId,
        qi_id: call.claim,
        attempt: call.attempt,
        max_attempts: call.maxAttempts,
        disable_immediate_execution: call.planOnly,
        use_api: false,
        stack: { stack: [...call.memos.keys()], current: call.memos.size },
      },
    });
    // Without a host header the SDK's adapter resolves even a complete URL against "https://" and throws.
    const headers = { "content-type": "application/json", host: "engine.invalid" };
    const request = new Request(url, { method: "POST", headers, body });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), timeoutMs);
    });
    try {
      const response = await Promise.race([handle(request), late]);
      if (response) return readAnswer(response.status, response.headers, await response.text());
      const seconds = Math.round(timeoutMs / 1000);
      return {
        kind: "failed",
        retry: true,
        error: failure("HandlerTimeout", `No answer came within ${seconds} seconds`),
      };
    } catch (error) {
      return { kind: "failed", retry: true, error: asFailure(error) };
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Reads one answer of the SDK; exported for tests. */
export function readAnswer(status: number, headers: Headers, text: string): Answer {
  const size = Buffer.byteLength(text);
  if (size > MAX_ANSWER_BYTES) {
    return { kind: "failed", retry: false, error: tooLarge(size) };
  }
  const retryAfter = headers.get("retry-after") ?? undefined;
  let body: unknown;
  try {
    body = text === "" ? null : JSON.parse(text);
  } catch {
    return {
      kind: "failed",
      retry: true,
      error: failure("UnreadableAnswer", `The handler answered ${status} with text that is not JSON`),
    };
  }
  if (status === 200) return { kind: "finished", result: body };
  if (status === 206) {
    const ops = ([body].flat() as Op[]).filter(({ op }) => op !== "None");
    return { kind: "ops", ops, coalesces: headers.get("x-inngest-req-version") !== "1", retryAfter };
  }
  const error = asFailure(typeof body === "string" ? parseError(body) : body);
  if (UNWRITABLE.test(error.stack ?? "")) return { kind: "failed", retry: false, error: notJson };
  const retry = headers.get("x-inngest-no-retry") !== "true" && status !== 400;
  return { kind: "failed", retry, retryAfter, error };
}

/** Where the SDK writes down what a step or function returned; its own words for it are `"undefined" is not valid JSON`. */
const UNWRITABLE = /at JSON\.(parse|stringify) .*\n\s+at .*(resumeStepWithResult|defaultSseResponse|function-resolved)/;
const notJson = failure("NotJson", "What was returned cannot be written as JSON, as a BigInt cannot");

export function tooLarge(bytes: number): SerializedError {
  const megabytes = (bytes / 1024 / 1024).toFixed(1);
  return failure("OutputTooLarge", `The result is ${megabytes} MB and the most a step may return is 4 MB`);
}

function parseError(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
