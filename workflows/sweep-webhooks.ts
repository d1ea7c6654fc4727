import { cron } from "inngest";
import type { Db } from "#db/database.ts";
import { forgetMessages, handBackStuck } from "#db/queries/webhook-deliveries.ts";
import type { Client } from "./client.ts";

/** A delivery waits its turn for minutes behind an endpoint that lets us wait; past this, its run is gone. */
const stillMs = 15 * 60_000;

const keptDays = 90;
const batch = 5000;

/** Finds messages that no run has in hand any more, and forgets old ones. Safe to repeat: a try is made once, whoever makes it. */
export const sweepWebhooks = (inngest: Client, { db }: { db: Db }) =>
  inngest.createFunction(
    { id: "sweep-webhooks", triggers: [cron("*/5 * * * *")], concurrency: { limit: 1 }, retries: 1 },
    async ({ step }) => ({
      handedBack: await step.run("hand-back", () => handBackStuck(db, new Date(Date.now() - stillMs))),
      forgotten: await step.run("forget", () =>
        forgetMessages(db, new Date(Date.now() - keptDays * 86_400_000), batch),
      ),
    }),
  );
