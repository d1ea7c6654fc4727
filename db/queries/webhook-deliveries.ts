import { type Selectable, sql, type Updateable } from "kysely";
import { NotFound } from "#config/errors.ts";
import type { Db, Trx } from "../database.ts";
import { asId, isId } from "../ids.ts";
import type { DeliveryState, WebhookAttemptTable, WebhookDeliveryTable } from "../tables/webhooks.ts";
import { inTransaction } from "../transaction.ts";

export type Delivery = Selectable<WebhookDeliveryTable>;
export type Attempt = Selectable<WebhookAttemptTable>;

/** Tells that there are deliveries that no engine has been given yet. */
export const webhookChannel = "troupe_webhooks";

/**
 * Writes a message down, with a delivery for each endpoint: due now, or failed at once where it is switched off, so that
 * it can be replayed. Whoever hands deliveries over hears of it when the transaction commits, and not before.
 */
export async function recordMessage(
  trx: Trx,
  { workspaceId, ...message }: { workspaceId: string; brandId: string | null; type: string; body: string },
  endpoints: { id: string; off: string | undefined }[],
  now = new Date(),
): Promise<{ id: string; endpointId: string }[]> {
  const { id: messageId } = await trx
    .insertInto("webhookMessages")
    .values({ ...message, workspaceId })
    .returning("id")
    .executeTakeFirstOrThrow();
  const made = await trx
    .insertInto("webhookDeliveries")
    .values(
      endpoints.map(({ id: endpointId, off }) => ({
        ...{ workspaceId, messageId, endpointId, failure: off ?? null },
        ...(off === undefined
          ? { state: "waiting" as const, nextTryAt: now }
          : { state: "failed" as const, endedAt: now }),
      })),
    )
    .returning(["id", "endpointId"])
    .execute();
  await tellHanding(trx);
  return made;
}

const tellHanding = (db: Db) => sql`select pg_notify(${webhookChannel}, '')`.execute(db);

/** Deliveries of every workspace that no engine was given, the oldest first, held until the transaction ends. */
export async function takeUnhanded(trx: Trx, limit: number) {
  return trx
    .selectFrom("webhookDeliveries")
    .where("state", "=", "waiting")
    .where("handedAt", "is", null)
    .select(["id", "workspaceId", "endpointId", "round", "tries"])
    .orderBy("id")
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
}

export async function markHanded(trx: Trx, ids: string[], now: Date): Promise<void> {
  await trx.updateTable("webhookDeliveries").set({ handedAt: now }).where("id", "in", ids).execute();
}

/** Lets deliveries be handed over once more that should have been tried before `before` and that nobody has had since. */
export async function handBackStuck(db: Db, before: Date): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable("webhookDeliveries")
    .set({ handedAt: null })
    .where("state", "=", "waiting")
    .where("nextTryAt", "<", before)
    .where("handedAt", "<", before)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) await tellHanding(db);
  return Number(numUpdatedRows);
}

/** Which try is meant: one that was made since, by whomever, is not made again. */
export type DeliveryRef = { workspaceId: string; deliveryId: string; round: number; tries: number };

/**
 * Begins a try: writes its attempt down and keeps everybody else off until `leaseUntil`. Undefined when this try is not
 * to be made now: it was made, its time has not come, or somebody is at it.
 */
export function beginAttempt(db: Db, ref: DeliveryRef, now: Date, leaseUntil: Date) {
  return inTransaction(db, async (trx) => {
    const { workspaceId } = ref;
    const taken = await trx
      .updateTable("webhookDeliveries")
      .set((eb) => ({ nextTryAt: leaseUntil, attempts: eb("attempts", "+", 1) }))
      .where("workspaceId", "=", workspaceId)
      .where("id", "=", asId("delivery", ref.deliveryId))
      .where("state", "=", "waiting")
      .where("round", "=", ref.round)
      .where("tries", "=", ref.tries)
      .where("nextTryAt", "<=", now)
      .returning(["messageId", "endpointId", "attempts"])
      .executeTakeFirst();
    if (!taken) return undefined;
    const { attemptId } = await trx
      .insertInto("webhookAttempts")
      .values({ workspaceId, deliveryId: ref.deliveryId, number: taken.attempts })
      .returning("id as attemptId")
      .executeTakeFirstOrThrow();
    const { body } = await trx
      .selectFrom("webhookMessages")
      .where("workspaceId", "=", workspaceId)
      .where("id", "=", taken.messageId)
      .select("body")
      .executeTakeFirstOrThrow();
    return { ...taken, attemptId, body };
  });
}

export type AttemptEnd = { ms: number; status: number | null; failure: string | null; response: string | null };

export async function endAttempt(trx: Trx, workspaceId: string, attemptId: string, end: AttemptEnd): Promise<void> {
  await trx
    .updateTable("webhookAttempts")
    .set(end)
    .where("workspaceId", "=", workspaceId)
    .where("id", "=", attemptId)
    .execute();
}

/** Moves a delivery on after a try; false when it is in another round by now, or was ended by somebody else. */
export async function moveDelivery(
  trx: Trx,
  { workspaceId, deliveryId, round, tries }: DeliveryRef,
  changes: Pick<Updateable<WebhookDeliveryTable>, "state" | "tries" | "nextTryAt" | "failure" | "endedAt">,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable("webhookDeliveries")
    .set(changes)
    .where("workspaceId", "=", workspaceId)
    .where("id", "=", deliveryId)
    .where("state", "=", "waiting")
    .where("round", "=", round)
    .where("tries", "=", tries)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function findDelivery(db: Db, workspaceId: string, id: string): Promise<Delivery | undefined> {
  if (!isId(id)) return undefined;
  return db
    .selectFrom("webhookDeliveries")
    .where("workspaceId", "=", workspaceId)
    .where("id", "=", id)
    .selectAll()
    .executeTakeFirst();
}

/** Ends everything that still waits for an endpoint. */
export async function failWaiting(
  trx: Trx,
  workspaceId: string,
  endpointId: string,
  failure: string,
  now: Date,
): Promise<void> {
  await trx
    .updateTable("webhookDeliveries")
    .set({ state: "failed", failure, nextTryAt: null, endedAt: now })
    .where("workspaceId", "=", workspaceId)
    .where("endpointId", "=", endpointId)
    .where("state", "=", "waiting")
    .execute();
}

/** Ends everything that still waits, for whichever workspace's endpoint. For a restore. */
export async function failAllWaiting(trx: Trx, failure: string, now: Date): Promise<void> {
  await trx
    .updateTable("webhookDeliveries")
    .set({ state: "failed", failure, nextTryAt: null, endedAt: now })
    .where("state", "=", "waiting")
    .execute();
}

/** Sends anew, from the first try on: one delivery, whatever became of it, or all that failed since then. Answers how many. */
export async function replayDeliveries(
  trx: Trx,
  workspaceId: string,
  endpointId: string,
  which: { deliveryId: string } | { failedSince: Date },
  now: Date,
): Promise<number> {
  let query = trx
    .updateTable("webhookDeliveries")
    .set((eb) => ({
      ...{ state: "waiting" as const, tries: 0, nextTryAt: now, handedAt: null, failure: null, endedAt: null },
      round: eb("round", "+", 1),
    }))
    .where("workspaceId", "=", workspaceId)
    .where("endpointId", "=", asId("webhook", endpointId));
  query =
    "deliveryId" in which
      ? query.where("id", "=", asId("delivery", which.deliveryId))
      : query.where("state", "=", "failed").where("createdAt", ">=", which.failedSince);
  const { numUpdatedRows } = await query.executeTakeFirst();
  if (numUpdatedRows > 0n) await tellHanding(trx);
  return Number(numUpdatedRows);
}

export type DeliveryLine = Delivery & { type: string; brandId: string | null; status: number | null };

const lastStatus = sql<number | null>`(select a.status from webhook_attempts a where a.delivery_id = d.id
  order by a.number desc limit 1)`.as("status");

/** A page of an endpoint's deliveries, the newest first; `before` is the last id of the page before. */
export async function listDeliveries(
  db: Db,
  workspaceId: string,
  endpointId: string,
  { state, before, limit }: { state?: DeliveryState | undefined; before?: string | undefined; limit: number },
): Promise<DeliveryLine[]> {
  return db
    .selectFrom("webhookDeliveries as d")
    .innerJoin("webhookMessages as m", "m.id", "d.messageId")
    .where("d.workspaceId", "=", workspaceId)
    .where("d.endpointId", "=", asId("webhook", endpointId))
    .$if(state !== undefined, (query) => query.where("d.state", "=", state as DeliveryState))
    .$if(before !== undefined && isId(before), (query) => query.where("d.id", "<", before as string))
    .selectAll("d")
    .select(["m.type", "m.brandId", lastStatus])
    .orderBy("d.id", "desc")
    .limit(limit)
    .execute();
}

/** Throws NotFound unless the delivery is of this endpoint of this workspace. */
export async function getDelivery(
  db: Db,
  workspaceId: string,
  endpointId: string,
  id: string,
): Promise<DeliveryLine & { body: string }> {
  return db
    .selectFrom("webhookDeliveries as d")
    .innerJoin("webhookMessages as m", "m.id", "d.messageId")
    .where("d.workspaceId", "=", workspaceId)
    .where("d.endpointId", "=", asId("webhook", endpointId))
    .where("d.id", "=", asId("delivery", id))
    .selectAll("d")
    .select(["m.type", "m.brandId", "m.body", lastStatus])
    .executeTakeFirstOrThrow(() => new NotFound("delivery", id));
}

/** Every request that was made for a delivery, the latest first. */
export async function listAttempts(db: Db, workspaceId: string, deliveryId: string): Promise<Attempt[]> {
  return db
    .selectFrom("webhookAttempts")
    .where("workspaceId", "=", workspaceId)
    .where("deliveryId", "=", asId("delivery", deliveryId))
    .selectAll()
    .orderBy("number", "desc")
    .execute();
}

/** Deletes messages from before then, with their deliveries, `limit` at a time; and secrets that are over. Answers how many messages. */
export async function forgetMessages(db: Db, before: Date, limit: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom("webhookMessages")
    .where("id", "in", (old) =>
      old.selectFrom("webhookMessages").where("createdAt", "<", before).orderBy("createdAt").limit(limit).select("id"),
    )
    .executeTakeFirst();
  await db.deleteFrom("webhookSecrets").where("expiresAt", "<", new Date()).execute();
  return Number(numDeletedRows);
}
