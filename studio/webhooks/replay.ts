import { NotFound, Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { recordMessage, replayDeliveries } from "#db/queries/webhook-deliveries.ts";
import type { Endpoint } from "#db/queries/webhooks.ts";
import { recordAct } from "../audit/record.ts";
import type { Doer } from "../members/permissions.ts";
import { testEvent } from "./catalogue.ts";
import { withEndpoint } from "./endpoints.ts";
import { subjectOf } from "./off.ts";
import { writeBody } from "./tell.ts";

/**
 * Sends one message again, now and from the first try on, under the id that it had. Refused: `webhook-off`. Throws NotFound
 * for a delivery to another endpoint.
 */
export function replayOne(db: Db, doer: Doer, id: string, deliveryId: string, now = new Date()): Promise<void> {
  return withEndpoint(db, doer, id, async (trx, endpoint) => {
    refuseWhenOff(endpoint);
    const sent = await replayDeliveries(trx, endpoint.workspaceId, id, { deliveryId }, now);
    if (sent === 0) throw new NotFound("delivery", deliveryId);
    await recordAct(trx, doer.by, { act: "webhook.replayed", subject: subjectOf(endpoint), after: { deliveryId } });
  });
}

/** Sends everything again that failed of what was recorded since then. Answers how many. Refused: `webhook-off`. */
export function replayFailed(db: Db, doer: Doer, id: string, since: Date, now = new Date()): Promise<number> {
  return withEndpoint(db, doer, id, async (trx, endpoint) => {
    refuseWhenOff(endpoint);
    const messages = await replayDeliveries(trx, endpoint.workspaceId, id, { failedSince: since }, now);
    if (messages > 0) {
      const after = { since, messages };
      await recordAct(trx, doer.by, { act: "webhook.replayed", subject: subjectOf(endpoint), after });
    }
    return messages;
  });
}

/** Sends this endpoint a message that says nothing but whose it is, and answers its delivery. Refused: `webhook-off`. */
export function sendTest(db: Db, doer: Doer, id: string): Promise<string> {
  return withEndpoint(db, doer, id, async (trx, endpoint) => {
    refuseWhenOff(endpoint);
    const { workspaceId } = endpoint;
    const body = writeBody(testEvent, { workspaceId, endpointId: id });
    const message = { workspaceId, brandId: null, type: testEvent, body };
    const [delivery] = await recordMessage(trx, message, [{ id, off: undefined }]);
    await recordAct(trx, doer.by, { act: "webhook.tested", subject: subjectOf(endpoint) });
    return delivery?.id ?? "";
  });
}

function refuseWhenOff({ disabledAt }: Endpoint): void {
  if (disabledAt) throw new Refused("webhook-off", "This webhook is switched off. Switch it on, then send again.");
}
