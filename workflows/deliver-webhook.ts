import { deliver, type Postman } from "#studio/webhooks/deliver.ts";
import { pauses } from "#studio/webhooks/retry.ts";
import type { Client } from "./client.ts";
import { webhookWaiting } from "./events.ts";
import { orGiveUp } from "./failures.ts";
import { type Archive, inside } from "./inside.ts";

/** Every try may be looked at once more than it is made: when a studio stopped in the middle of it. */
const mostLooks = 2 * (pauses.length + 1);

/**
 * Gets one message to one endpoint, however often that takes within three days. Safe to repeat and to run twice: a try
 * is named by its round and number, and whoever comes second finds it made. Four at a time to an endpoint, so that one that
 * lets us wait keeps nobody else's waiting.
 */
export const deliverWebhook = (inngest: Client, house: Postman & Archive) =>
  inngest.createFunction(
    { id: "deliver-webhook", triggers: [webhookWaiting], concurrency: { limit: 4, key: "event.data.endpointId" } },
    async ({ event, step }) => {
      const { workspaceId, deliveryId, round, tries } = event.data;
      const ref = { workspaceId, deliveryId, round, tries };
      for (let look = 0; look < mostLooks; look += 1) {
        const then = await step.run(`try-${look}`, () => orGiveUp(deliver(inside(house, event.data), ref)));
        if (then.state !== "waiting") return then;
        ref.tries = then.tries;
        await step.sleepUntil(`wait-${look}`, then.nextTryAt);
      }
      return { state: "moved" };
    },
  );
