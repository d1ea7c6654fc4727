import type { InngestFunction } from "inngest";
import { forgetOld } from "./apply-retention.ts";
import type { Client } from "./client.ts";
import { collectReadings } from "./collect-readings.ts";
import { deliverWebhook } from "./deliver-webhook.ts";
import { drawReferenceSheet } from "./draw-reference-sheet.ts";
import { expandBrief } from "./expand-brief.ts";
import { filmPlaygroundClip } from "./film-clip.ts";
import { produceVariant } from "./produce-variant.ts";
import { prune } from "./prune-files.ts";
import { publishPost } from "./publish-post.ts";
import { sweepStuckWork } from "./sweep-stuck-work.ts";
import { sweepWebhooks } from "./sweep-webhooks.ts";

/** What the workflows that only ask and wait need of the house. */
export type Desk = Parameters<typeof expandBrief>[1] &
  Parameters<typeof publishPost>[1] &
  Parameters<typeof collectReadings>[1] &
  Parameters<typeof sweepStuckWork>[1] &
  Parameters<typeof deliverWebhook>[1] &
  Parameters<typeof sweepWebhooks>[1] &
  Parameters<typeof forgetOld>[1] &
  Parameters<typeof prune>[1];

/** What the workflows that keep a processor busy need of the house. */
export type Stage = Parameters<typeof produceVariant>[1] &
  Parameters<typeof filmPlaygroundClip>[1] &
  Parameters<typeof drawReferenceSheet>[1];

/** Every workflow there is. */
export function workflows(inngest: Client, crew: Desk & Stage): InngestFunction.Any[] {
  return [...deskWorkflows(inngest, crew), ...stageWorkflows(inngest, crew)];
}

/** The light ones, which any process can answer beside its other work. */
export function deskWorkflows(inngest: Client, crew: Desk): InngestFunction.Any[] {
  return [
    expandBrief(inngest, crew),
    publishPost(inngest, crew),
    collectReadings(inngest, crew),
    sweepStuckWork(inngest, crew),
    deliverWebhook(inngest, crew),
    sweepWebhooks(inngest, crew),
    prune(inngest, crew),
    forgetOld(inngest, crew),
  ];
}

/** Those that render, which want processors of their own. */
export function stageWorkflows(inngest: Client, crew: Stage): InngestFunction.Any[] {
  return [produceVariant(inngest, crew), filmPlaygroundClip(inngest, crew), drawReferenceSheet(inngest, crew)];
}
