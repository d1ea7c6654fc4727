import type { Db } from "#db/database.ts";
import { listConnections } from "#db/queries/connections.ts";
import { listTakenTimes } from "#db/queries/posts.ts";
import { listSlots } from "#db/queries/slots.ts";
import { findNextSlot } from "#studio/posts/slots.ts";

/** An account that a video can go out on, with its next free slot; `at` is null when the schedule has none in a year. */
export type Outlet = { connectionId: string; name: string; channel: string; at: Date | null };

/** Where an approved video of the brand would go next, the brand's first account first. `zone` is the brand's. */
export async function listOutlets(db: Db, brandId: string, zone: string, now = new Date()): Promise<Outlet[]> {
  const [connections, slots] = await Promise.all([listConnections(db, brandId), listSlots(db, brandId)]);
  return Promise.all(
    connections.map(async ({ id, name, channel }) => ({
      connectionId: id,
      name,
      channel,
      at: findNextSlot(slots, zone, now, await listTakenTimes(db, brandId, id, now)) ?? null,
    })),
  );
}
