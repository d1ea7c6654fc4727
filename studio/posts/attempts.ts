import type { Db } from "#db/database.ts";
import { finishAttempt, type Post, startAttempt } from "#db/queries/posts.ts";
import { ProviderError } from "#providers/errors.ts";

/**
 * Makes a call to a network with a row before it and its end written after it, so that whoever comes later can see what
 * was asked. Only for calls that may be repeated; telling a network to publish has its own, stricter way in publish.ts.
 */
export async function attempt<T>(
  db: Db,
  post: Pick<Post, "id" | "brandId">,
  step: string,
  call: () => Promise<T>,
): Promise<T> {
  const id = await startAttempt(db, post.brandId, post.id, step);
  try {
    const answer = await call();
    await finishAttempt(db, post.brandId, id, "done", toEvidence(answer));
    return answer;
  } catch (error) {
    await finishAttempt(db, post.brandId, id, "failed", toEvidence(error));
    throw error;
  }
}

/** A network's answer or an error as plain JSON for the page of failures. */
export function toEvidence(answer: unknown): object | null {
  if (answer instanceof ProviderError)
    return { kind: answer.kind, message: answer.message, answer: answer.answer ?? null };
  if (answer instanceof Error) return { message: answer.message };
  return typeof answer === "object" ? answer : null;
}

/** Whether the network said for sure that it did not take what it was given, and that asking again changes nothing. */
export function isFinal(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.kind !== "retry";
}
