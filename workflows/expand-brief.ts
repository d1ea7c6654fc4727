import { listQueuedVariants } from "#db/queries/variants.ts";
import type { Client } from "./client.ts";
import { briefLaunched, variantRequested } from "./events.ts";
import { type Archive, inside } from "./inside.ts";

/**
 * Fans a launched brief out into its variants. Safe to repeat: only variants still queued are asked for, and each
 * request carries an id made of variant and version, which the engine takes once.
 */
export const expandBrief = (inngest: Client, house: Archive) =>
  inngest.createFunction({ id: "expand-brief", triggers: [briefLaunched] }, async ({ event, step }) => {
    const { workspaceId, brandId, briefId } = event.data;
    const { db } = inside(house, event.data);
    const queued = await step.run("list-queued-variants", () => listQueuedVariants(db, brandId, briefId));
    if (queued.length === 0) return { requested: 0 };
    await step.sendEvent(
      "request-variants",
      queued.map(({ id, version }) =>
        variantRequested.create(
          { workspaceId, brandId, variantId: id, version, note: null },
          { id: `variant-${id}-${version}` },
        ),
      ),
    );
    return { requested: queued.length };
  });
