import { cron } from "inngest";
import { listBrandsToRead } from "#db/queries/posts.ts";
import type { ChannelRegistry } from "#providers/channels/contract.ts";
import { collectReadings as collect, readSince } from "#studio/posts/readings.ts";
import type { Client } from "./client.ts";
import { readingsRequested } from "./events.ts";
import { orGiveUp, sentenceOf } from "./failures.ts";
import { type Archive, inside } from "./inside.ts";

type Owner = { workspaceId: string; brandId: string };

/**
 * Asks the networks what became of the posts: each minute about new ones, each hour about all, and at once when
 * somebody asks. Safe to repeat: a reading that says nothing new makes no row. A brand that cannot be read does not
 * hold up the next.
 */
export const collectReadings = (inngest: Client, house: Archive & { channels: ChannelRegistry }) =>
  inngest.createFunction(
    { id: "collect-readings", triggers: [cron("* * * * *"), readingsRequested], concurrency: { limit: 1 }, retries: 1 },
    async ({ event, step }) => {
      const asked = event.name === readingsRequested.name ? (event.data as Owner) : undefined;
      const round = await step.run("find-brands", async () => {
        const since = readSince(asked === undefined ? "new" : "all");
        return { since, brands: asked === undefined ? await listBrandsToRead(house.db, since) : [asked] };
      });
      const unread: string[] = [];
      let readings = 0;
      for (const owner of round.brands) {
        const { brandId } = owner;
        try {
          const since = new Date(round.since);
          readings += await step.run(`read-${brandId}`, () =>
            orGiveUp(collect(inside(house, owner).db, house.channels, brandId, since)),
          );
        } catch (error) {
          unread.push(`${brandId}: ${sentenceOf(error instanceof Error ? error : undefined)}`);
        }
      }
      return { readings, unread };
    },
  );
