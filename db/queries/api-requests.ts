import { type Selectable, sql } from "kysely";
import type { Db, Trx } from "../database.ts";
import type { ApiRequestTable } from "../tables/api-keys.ts";

export type ApiRequest = Selectable<ApiRequestTable>;
export type ApiAnswer = { status: number; location: string | null; body: string };

/** Whose request it is: the key's, by the Idempotency-Key it came with. */
export type RequestName = { workspaceId: string; keyId: string; idempotencyKey: string };

/** Takes the request until the transaction ends; false when another transaction has it. */
export async function tryLockApiRequest(trx: Trx, { keyId, idempotencyKey }: RequestName): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`api-request:${keyId}:${idempotencyKey}`}, 0)) as locked`.execute(
    trx,
  );
  return rows[0]?.locked ?? false;
}

export async function findApiRequest(db: Db, name: RequestName): Promise<ApiRequest | undefined> {
  return db
    .selectFrom("apiRequests")
    .selectAll()
    .where("workspaceId", "=", name.workspaceId)
    .where("keyId", "=", name.keyId)
    .where("idempotencyKey", "=", name.idempotencyKey)
    .executeTakeFirst();
}

/** Marks a request as begun, or as done when there is an answer. False when it is there already. Times are in milliseconds. */
export async function insertApiRequest(
  db: Db,
  name: RequestName,
  fingerprint: string,
  answer?: ApiAnswer,
): Promise<boolean> {
  const row = { status: null, location: null, body: null, ...answer };
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("apiRequests")
    .values({ ...name, fingerprint, ...row, startedAt: new Date() })
    .onConflict((conflict) => conflict.columns(["keyId", "idempotencyKey"]).doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Writes down the answer to a request that was marked as begun. */
export async function finishApiRequest(db: Db, name: RequestName, answer: ApiAnswer): Promise<void> {
  await db
    .updateTable("apiRequests")
    .set(answer)
    .where("workspaceId", "=", name.workspaceId)
    .where("keyId", "=", name.keyId)
    .where("idempotencyKey", "=", name.idempotencyKey)
    .execute();
}

/** Forgets a request as it was read; false when it is another one by now. */
export async function removeApiRequest(db: Db, request: ApiRequest): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom("apiRequests")
    .where("workspaceId", "=", request.workspaceId)
    .where("keyId", "=", request.keyId)
    .where("idempotencyKey", "=", request.idempotencyKey)
    .where("startedAt", "=", request.startedAt)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Deletes what nobody can ask for again. */
export async function forgetOldApiRequests(db: Db, olderThan: Date): Promise<void> {
  await db.deleteFrom("apiRequests").where("startedAt", "<", olderThan).execute();
}
