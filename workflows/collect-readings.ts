import { cron } from "inngest";
import type { Db } from "#db/database.ts";
import { listBrandsToRead } from "#db/queries/posts.ts";
import type { ChannelRegistry } from "#providers/channels/contract.ts";
import { collectReadings as collect, readSince } from "#studio/posts/readings.ts";
import type { Client } from "./client.ts";
import { readingsRequested } from "./events.ts";
import { orGiveUp, sentenceOf } from "./failures.ts";

/**
 * Asks the networks what became of the posts: each minute about new ones, each hour about all, and at once when
 * somebody asks. Safe to repeat: a reading that says nothing new makes no row. A brand that cannot be read does not
 * hold up the next.
 */
export const collectReadings = (inngest: Client, house: { db: Db; channels: ChannelRegistry }) =>
  inngest.createFunction(
    { id: "collect-readings", triggers: [cron("* * * * *"), readingsRequested], concurrency: { limit: 1 }, retries: 1 },
    async ({ event, step }) => {
      const asked = event.name === readingsRequested.name ? (event.data as { brandId: string }).brandId : undefined;
      const round = await step.run("list-brands", async () => {
        const since = readSince(asked === undefined ? "new" : "all");
        const brands = asked === undefined ? await listBrandsToRead(house.db, since) : [{ brandId: asked }];
        return { since, brandIds: brands.map(({ brandId }) => brandId) };
      });
      const unread: string[] = [];
      let readings = 0;
      for (const brandId of round.brandIds) {
        try {
          const since = new Date(round.since);
          readings += await step.run(`read-${brandId}`, () =>
            orGiveUp(collect(house.db, house.channels, brandId, since)),
          );
        } catch (error) {
          unread.push(`${brandId}: ${sentenceOf(error instanceof Error ? error : undefined)}`);
        }
      }
      return { readings, unread };
    },
  );
