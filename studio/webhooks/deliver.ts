import type { Keyring } from "#config/keyring.ts";
import type { Db, Trx } from "#db/database.ts";
import {
  beginAttempt,
  type DeliveryRef,
  endAttempt,
  findDelivery,
  moveDelivery,
} from "#db/queries/webhook-deliveries.ts";
import { type Endpoint, getEndpoint, lockEndpoint, setFailingSince } from "#db/queries/webhooks.ts";
import { inTransaction } from "#db/transaction.ts";
import type { WebhookAnswer, WebhookSender } from "#providers/webhooks/contract.ts";
import { switchOffFor } from "./off.ts";
import { nextTry } from "./retry.ts";
import { openSecrets } from "./secrets.ts";

/** What getting messages out takes. */
export type Postman = { db: Db; keyring: Pick<Keyring, "all">; webhooks: WebhookSender; publicUrl: string };

/**
 * Where a delivery is after a try. `waiting`: try again at `nextTryAt`, as `tries` says then. `moved`: somebody else has
 * it in hand, or it is gone.
 */
export type Delivered =
  | { state: "delivered" | "failed" | "moved" }
  | { state: "waiting"; tries: number; nextTryAt: Date };

/** Longer than any request takes: a try that was begun and not ended by then was cut off, and is made again. */
const leaseMs = 60_000;

/** An endpoint that has taken nothing for so long is switched off. */
export const failingForMs = 5 * 86_400_000;

/**
 * Makes one try of a delivery, and writes down what came of it. Safe to repeat: a try that was made is not made again. One
 * that was cut off is made again under the same id, for receivers to know it by. `now` and `random` are for tests.
 */
export async function deliver(
  postman: Postman,
  ref: DeliveryRef,
  now = new Date(),
  random?: number,
): Promise<Delivered> {
  const { db, keyring, webhooks } = postman;
  const { workspaceId } = ref;
  const begun = await beginAttempt(db, ref, now, new Date(now.getTime() + leaseMs));
  if (!begun) return whereIs(db, ref);
  const { url } = await getEndpoint(db, workspaceId, begun.endpointId);
  const secrets = await openSecrets(db, keyring, workspaceId, begun.endpointId, now);
  const message = { id: messageIdOf(begun.messageId), body: begun.body };
  const { retryAfterMs, ...answer } = await webhooks.send(
    url,
    message,
    secrets.map(({ secret }) => secret),
  );
  return inTransaction(db, async (trx) => {
    const endpoint = await lockEndpoint(trx, workspaceId, begun.endpointId);
    if (!endpoint) return { state: "moved" };
    await endAttempt(trx, workspaceId, begun.attemptId, answer);
    const pause = { retryAfterMs, ...(random === undefined ? {} : { random }) };
    const settled = await settle(trx, ref, answer, now, pause);
    const on = await judgeEndpoint(trx, postman, endpoint, answer, now);
    return on || settled.state !== "waiting" ? settled : { state: "failed" };
  });
}

/** What receivers know a message by, the same for every try and every endpoint. */
export function messageIdOf(id: string): string {
  return `msg_${id.replaceAll("-", "")}`;
}

/** What this try made of the delivery. */
async function settle(
  trx: Trx,
  ref: DeliveryRef,
  { failure, status }: Pick<WebhookAnswer, "failure" | "status">,
  now: Date,
  pause: Parameters<typeof nextTry>[2],
): Promise<Delivered> {
  const tries = ref.tries + 1;
  const nextTryAt = failure === null || status === 410 ? undefined : nextTry(tries, now, pause);
  const state = failure === null ? "delivered" : nextTryAt ? "waiting" : "failed";
  const endedAt = nextTryAt ? null : now;
  const mine = await moveDelivery(trx, ref, { state, tries, failure, nextTryAt: nextTryAt ?? null, endedAt });
  if (!mine) return { state: "moved" };
  return nextTryAt ? { state: "waiting", tries, nextTryAt } : { state: failure === null ? "delivered" : "failed" };
}

/** What this try says of the endpoint. Answers whether it is on: one that wants no more, or failed for days, is switched off. */
async function judgeEndpoint(
  trx: Trx,
  { publicUrl }: Postman,
  endpoint: Endpoint,
  { failure, status }: Pick<WebhookAnswer, "failure" | "status">,
  now: Date,
): Promise<boolean> {
  const { workspaceId, id, failingSince, disabledAt } = endpoint;
  if (disabledAt) return false;
  if (failure === null) {
    if (failingSince) await setFailingSince(trx, workspaceId, id, null);
    return true;
  }
  if (!failingSince) await setFailingSince(trx, workspaceId, id, now);
  const forDays = failingSince !== null && now.getTime() - failingSince.getTime() >= failingForMs;
  if (status !== 410 && !forDays) return true;
  await switchOffFor(trx, endpoint, status === 410 ? "gone" : "failing", publicUrl, now);
  return false;
}

async function whereIs(db: Db, { workspaceId, deliveryId, round, tries }: DeliveryRef): Promise<Delivered> {
  const found = await findDelivery(db, workspaceId, deliveryId);
  if (!found || found.round !== round || found.tries !== tries) return { state: "moved" };
  return found.nextTryAt
    ? { state: "waiting", tries, nextTryAt: found.nextTryAt }
    : { state: found.state === "delivered" ? "delivered" : "failed" };
}
