import type { Trx } from "#db/database.ts";
import { recordMessage } from "#db/queries/webhook-deliveries.ts";
import { findBriefAtRest } from "#db/queries/webhook-facts.ts";
import { listEndpointsFor } from "#db/queries/webhooks.ts";
import { catalogue, type EventType, type Payloads, readFacts } from "./catalogue.ts";

/** Of which row the message is; readings, which are of many, say all there is to say. */
type Told<T extends EventType> = (typeof catalogue)[T]["about"] extends "readings"
  ? Omit<Payloads["readings"], "workspaceId" | "brandId">
  : string;

/** Why a delivery that nobody tried has failed. */
export const offSentence = "The webhook was switched off.";

/**
 * Tells the endpoints that want to hear of it what was just done to a row, as it is now. To be called in the transaction
 * that does it, after it is done: the message is there when that commits, and only then. Costs one query by an index where
 * nobody wants to hear of it.
 *
 *     await tellEndpoints(trx, brandId, "video.approved", videoId);
 */
export async function tellEndpoints<T extends EventType>(
  trx: Trx,
  brandId: string,
  type: T,
  told: Told<T>,
): Promise<void> {
  const endpoints = await listEndpointsFor(trx, brandId, type);
  const [first] = endpoints;
  if (!first) return;
  const { workspaceId } = first;
  const { about } = catalogue[type];
  const data =
    about === "readings"
      ? { workspaceId, brandId, ...(told as Told<"readings.collected">) }
      : await readFacts[about](trx, brandId, told as string);
  await recordMessage(
    trx,
    { workspaceId, brandId, type, body: writeBody(type, data) },
    endpoints.map(({ id, disabledAt }) => ({ id, off: disabledAt ? offSentence : undefined })),
  );
}

/** Tells that the variant's brief is finished, when it is and anybody wants to hear of it. */
export async function tellIfFinished(trx: Trx, brandId: string, variantId: string): Promise<void> {
  if ((await listEndpointsFor(trx, brandId, "brief.finished")).length === 0) return;
  const briefId = await findBriefAtRest(trx, brandId, variantId);
  if (briefId) await tellEndpoints(trx, brandId, "brief.finished", briefId);
}

/** The body as Standard Webhooks has it; it is signed and sent to the letter. */
export function writeBody(type: string, data: object, at = new Date()): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data });
}
