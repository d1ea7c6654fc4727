import type { EngineContext } from "../context.ts";
import { queueEach, queueRest, type Receipt } from "../store/events.ts";
import { attemptEvent } from "./attempts.ts";
import { routeEvent } from "./routing.ts";

export type SharedJob = { events: Receipt[] };

/** How many events of a large send are routed before the rest goes to the back of the queue. */
const SHARE = 5;

/**
 * Routes the next few events of a large send. A thousand events sent at once are not a thousand places in the queue in
 * front of the one event that comes after them: they take turns with everything else. After a crash each event that is
 * left gets a job of its own; routing one again does nothing twice.
 */
export async function routeShare(context: EngineContext, { events }: SharedJob, crashed: boolean): Promise<void> {
  if (crashed) return queueEach(context.pool, events);
  for (const receipt of events.slice(0, SHARE)) await attemptEvent(context, receipt, routeEvent);
  await queueRest(context.pool, events.slice(SHARE));
}
