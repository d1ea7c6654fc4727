import { cron } from "inngest";
import { listWorkspaces } from "#db/queries/workspaces.ts";
import { applyRetention, type ForgetRuns } from "#studio/workspaces/retention.ts";
import type { Client } from "./client.ts";
import { orGiveUp, sentenceOf } from "./failures.ts";
import type { Archive } from "./inside.ts";

/**
 * Every night, lets every workspace forget what it keeps no longer. Safe to repeat: it only ever finds less. A workspace
 * that cannot be done does not hold up the next. An Inngest server forgets its runs by itself: then there is no `forgetRuns`.
 */
export const forgetOld = (inngest: Client, house: Archive & { forgetRuns?: ForgetRuns | undefined }) =>
  inngest.createFunction(
    { id: "apply-retention", triggers: [cron("40 3 * * *")], concurrency: { limit: 1 }, retries: 1 },
    async ({ step }) => {
      const ids = await step.run("list-workspaces", async () => (await listWorkspaces(house.db)).map(({ id }) => id));
      const failed: string[] = [];
      let pruned = 0;
      for (const id of ids) {
        try {
          const counts = await step.run(`forget-${id}`, () =>
            orGiveUp(applyRetention({ db: house.within(id), forgetRuns: house.forgetRuns }, id)),
          );
          pruned += Object.values(counts).reduce((sum, count) => sum + count, 0);
        } catch (error) {
          failed.push(`${id}: ${sentenceOf(error instanceof Error ? error : undefined)}`);
        }
      }
      return { workspaces: ids.length, pruned, failed };
    },
  );
