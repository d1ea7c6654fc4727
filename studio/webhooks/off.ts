import type { Trx } from "#db/database.ts";
import { failAllWaiting, failWaiting } from "#db/queries/webhook-deliveries.ts";
import { type Endpoint, listKeepers, switchEndpoint } from "#db/queries/webhooks.ts";
import { type Actor, workflowActor } from "../audit/actor.ts";
import { recordAct } from "../audit/record.ts";
import { postLetter, webhookOffLetter } from "../members/letters.ts";
import { offSentence } from "./tell.ts";

const reasons = {
  gone: "It answered 410, which says that it wants no more messages.",
  failing: "It has taken no message for five days.",
} as const;

/** Switches an endpoint off because of what it answered, and writes to everybody who may switch it on again. */
export async function switchOffFor(
  trx: Trx,
  endpoint: Endpoint,
  why: keyof typeof reasons,
  publicUrl: string,
  now: Date,
): Promise<void> {
  const { workspaceId, id, url } = endpoint;
  await switchOff(trx, endpoint, workflowActor(workspaceId, "deliver-webhook"), why, now);
  const letter = webhookOffLetter({
    ...{ host: new URL(url).host, why: reasons[why] },
    link: `${publicUrl}/settings/webhooks/${id}`,
  });
  for (const { email } of await listKeepers(trx, workspaceId)) await postLetter(trx, workspaceId, email, letter);
}

/** What waited for it has failed, and can be replayed once it is on again. */
export async function switchOff(
  trx: Trx,
  endpoint: Endpoint,
  by: Actor,
  why: "by-hand" | keyof typeof reasons,
  now: Date,
): Promise<void> {
  const { workspaceId, id } = endpoint;
  await switchEndpoint(trx, workspaceId, id, { at: now, why });
  await failWaiting(trx, workspaceId, id, offSentence, now);
  await recordAct(trx, by, { act: "webhook.switched-off", subject: subjectOf(endpoint), after: { why } });
}

/** Holds back every message that waited when a backup was taken, because it may have arrived since: a replay sends it. */
export async function holdRestoredMessages(trx: Trx, now = new Date()): Promise<void> {
  await failAllWaiting(trx, "Restored from a backup. It may have arrived since, so it was not sent.", now);
}

/** An endpoint as the audit names it: without the query of its address, where some receivers have their passwords. */
export function subjectOf({ id, url }: Pick<Endpoint, "id" | "url">) {
  const { origin, pathname } = new URL(url);
  return { kind: "webhook", id, name: `${origin}${pathname}` };
}
