import { startChild } from "./start-child.ts";

/** A process of this room ended, or was ended after its time, without an answer. */
export class Unanswered extends Error {
  override name = "Unanswered";
  constructor(
    readonly why: "ended" | "took too long",
    entry: string,
    options?: ErrorOptions,
  ) {
    super(`${entry} ${why} before it answered`, options);
  }
}

/**
 * Asks a process of its own one thing: files that others made are read where nothing of the studio is, and long work does not
 * keep it from answering. The other side calls `answerOnce`. Throws `Unanswered`.
 */
export function askChild<Answer>(
  entry: string,
  order: string | object,
  { timeoutMs, memoryMb }: { timeoutMs: number; memoryMb: number },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = startChild(entry, { memoryMb });
    const clock = setTimeout(() => {
      reject(new Unanswered("took too long", entry));
      child.kill("SIGKILL");
    }, timeoutMs);
    child.once("message", (answer) => resolve(answer as Answer));
    child.once("error", (cause) => reject(new Unanswered("ended", entry, { cause })));
    // After an answer this changes nothing any more.
    child.once("exit", () => {
      clearTimeout(clock);
      reject(new Unanswered("ended", entry));
    });
    // A process that ended before it could read its order says so by its end.
    child.send(order, () => undefined);
  });
}
