import type { EngineContext } from "../context.ts";
import { asFailure, failureSentence } from "../protocol/failures.ts";

/**
 * Does `work` for every item; one that fails does not keep the others from being done. Returns those that failed,
 * after one line in the log that says how many, and why the first.
 */
export async function doOneByOne<Item>(
  context: Pick<EngineContext, "logger">,
  what: string,
  items: Item[],
  work: (item: Item) => Promise<void>,
): Promise<Item[]> {
  const failed: Item[] = [];
  let why = "";
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      why ||= failureSentence(asFailure(error));
      failed.push(item);
    }
  }
  if (failed.length > 0) context.logger.warn({ failed: failed.length, of: items.length, error: why }, what);
  return failed;
}
