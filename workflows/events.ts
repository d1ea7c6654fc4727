import { eventType } from "inngest";
import { z } from "zod";

/** Every event says whose it is, so that nothing downstream has to guess the tenant. */
const owned = { workspaceId: z.string(), brandId: z.string() };

/** A brief was launched (or got more cells): its variants exist as rows and want to be produced. */
export const briefLaunched = eventType("brief/launched", {
  schema: z.object({ ...owned, briefId: z.string(), launchId: z.string() }),
});

/** A variant wants a script and a video: the first (`note` null) or, after it was sent back, the next version. */
export const variantRequested = eventType("variant/requested", {
  schema: z.object({ ...owned, variantId: z.string(), version: z.number().int(), note: z.string().nullable() }),
});

/** A post got its time, first or anew. The workflow that wakes at a time that no longer holds does nothing. */
export const postScheduled = eventType("post/scheduled", {
  schema: z.object({ ...owned, postId: z.string(), scheduledAt: z.string() }),
});

/** Somebody wants fresh readings of a brand's posts now, not at the next turn. */
export const readingsRequested = eventType("readings/requested", { schema: z.object({ ...owned }) });

/** A message wants to be sent to an endpoint: `tries` were made of this `round`, and the run makes the ones after. */
export const webhookWaiting = eventType("webhook/waiting", {
  schema: z.object({
    workspaceId: z.string(),
    endpointId: z.string(),
    deliveryId: z.string(),
    round: z.number().int(),
    tries: z.number().int(),
  }),
});

/** A vendor told of a take, whatever it told: whoever waits for the take asks the vendor how it stands. */
export const takeChanged = eventType("take/changed", { schema: z.object({ ...owned, takeId: z.string() }) });

/** Somebody wants pictures of a persona from several sides; those that wait are rows. */
export const sheetRequested = eventType("persona/sheet-requested", {
  schema: z.object({ ...owned, personaId: z.string() }),
});

/** Somebody wants to see a shot of the playground filmed. */
export const clipRequested = eventType("playground/clip-requested", {
  schema: z.object({ ...owned, clipId: z.string() }),
});
