import type { Logger } from "#config/logger.ts";
import type { Db } from "#db/database.ts";
import { listenTo } from "#db/listen.ts";
import { webhookChannel } from "#db/queries/webhook-deliveries.ts";
import type { Dispatch } from "#workflows/dispatch.ts";
import { handOverWebhooks } from "#workflows/hand-over-webhooks.ts";

/** How often to look without having been told: what was told while nobody listened is found within so long. */
const roundMs = 10_000;

/**
 * Hands messages to the engine as soon as what they are about is committed. Work for a listener and not for whoever makes
 * the change, because verbs know nothing of engines, and half of them run in workflows already.
 */
export async function startWebhookRoom(
  { db, connectionString, dispatch, logger }: { db: Db; connectionString: string; dispatch: Dispatch; logger: Logger },
  pauseMs = roundMs,
): Promise<{ stop(): Promise<void> }> {
  let stopped = false;
  let told = false;
  let endNap = () => {};
  const wake = () => {
    told = true;
    endNap();
  };
  const listening = await listenTo(connectionString, webhookChannel, wake);
  const working = work();
  return {
    stop: async () => {
      stopped = true;
      endNap();
      await listening.stop();
      await working;
    },
  };

  async function work(): Promise<void> {
    while (!stopped) {
      told = false;
      const handed = await handOverWebhooks(db, dispatch).catch((error: unknown) => {
        logger.error({ error }, "the webhook room");
        return 0;
      });
      if (handed === 0 && !told && !stopped) await nap();
    }
  }

  function nap(): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, pauseMs);
      endNap = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}
