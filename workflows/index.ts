import type { InngestFunction } from "inngest";
import type { Client } from "./client.ts";
import { collectReadings } from "./collect-readings.ts";
import { expandBrief } from "./expand-brief.ts";
import { produceVariant } from "./produce-variant.ts";
import { publishPost } from "./publish-post.ts";
import { sweepStuckWork } from "./sweep-stuck-work.ts";

/** What the workflows together need of the house. */
export type Crew = Parameters<typeof produceVariant>[1] &
  Parameters<typeof publishPost>[1] &
  Parameters<typeof collectReadings>[1] &
  Parameters<typeof sweepStuckWork>[1];

/** Every workflow there is, in the order of the flow. */
export function workflows(inngest: Client, crew: Crew): InngestFunction.Any[] {
  return [
    expandBrief(inngest, crew),
    produceVariant(inngest, crew),
    publishPost(inngest, crew),
    collectReadings(inngest, crew),
    sweepStuckWork(inngest, crew),
  ];
}
