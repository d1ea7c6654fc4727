import { NonRetriableError, RetryAfterError } from "inngest";
import { NotFound, Refused } from "#config/errors.ts";
import { RenderFailed } from "#media/render.ts";
import { ProviderError } from "#providers/errors.ts";

/** Long enough for a machine that ran out of memory to catch its breath. */
const crashedPauseMs = 3_000;

/**
 * The workflows' one translator of errors: what repeating cannot mend ends the run, what a vendor asked to wait for
 * waits, and everything else is tried again by the engine.
 */
export async function orGiveUp<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    // The studio is closing. The engine hands the step back to whoever starts next; a failure reported now would cost an attempt.
    if (error instanceof RenderFailed && error.reason === "stopped") return new Promise<never>(() => undefined);
    if (error instanceof Refused || error instanceof NotFound || isHopeless(error)) {
      throw new NonRetriableError(error.message, { cause: error });
    }
    if (error instanceof ProviderError) {
      if (error.kind !== "retry") throw new NonRetriableError(error.message, { cause: error });
      throw new RetryAfterError(error.message, (error.retryAfterSeconds ?? 5) * 1000, { cause: error });
    }
    // A process that was killed is replaced at once, and the shots that are done are kept: nothing is gained by waiting long.
    if (error instanceof RenderFailed && error.reason === "crashed") {
      throw new RetryAfterError(error.message, crashedPauseMs, { cause: error });
    }
    throw error;
  }
}

/** A storyboard that cannot be drawn stays so; a worker that crashed or ran out of time may do better the next time. */
function isHopeless(error: unknown): error is RenderFailed {
  return error instanceof RenderFailed && error.reason === "input";
}

/** What a person is told about a failed run: the sentence of the error, without its name and its stack. */
export function sentenceOf(error: { message?: string } | undefined): string {
  return (
    error?.message?.trim() ||
    "Something went wrong that left no message. Try again; if it stays, look at Settings → Activity."
  );
}
