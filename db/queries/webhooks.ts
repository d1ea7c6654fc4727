import { type Selectable, sql } from "kysely";
import { NotFound } from "#config/errors.ts";
import type { Db, Trx } from "../database.ts";
import { asId } from "../ids.ts";
import type { DisabledWhy, WebhookEndpointTable } from "../tables/webhooks.ts";

/** `brandIds` counts where the endpoint is narrowed. */
export type Endpoint = Selectable<WebhookEndpointTable> & { brandIds: string[] };
export type EndpointInput = Pick<Endpoint, "url" | "description" | "events" | "narrowed" | "brandIds">;

/** An endpoint with what became of its messages of the last 24 hours. `waiting` counts all that are not through. */
export type EndpointHealth = Endpoint & {
  delivered: number;
  failed: number;
  waiting: number;
  lastDeliveredAt: Date | null;
};

const brandIds = sql<string[]>`array(select b.brand_id::text from webhook_endpoint_brands b
  where b.endpoint_id = e.id order by 1)`.as("brandIds");

/** The workspace's endpoints, the first made in front. There are a few; no pages. */
export async function listEndpoints(db: Db, workspaceId: string, now = new Date()): Promise<EndpointHealth[]> {
  const dayAgo = new Date(now.getTime() - 86_400_000);
  const ended = (state: string) =>
    sql<number>`(select count(*)::int from webhook_deliveries d where d.workspace_id = e.workspace_id
      and d.endpoint_id = e.id and d.ended_at >= ${dayAgo} and d.state = ${state})`;
  return db
    .selectFrom("webhookEndpoints as e")
    .where("e.workspaceId", "=", workspaceId)
    .selectAll("e")
    .select(brandIds)
    .select([
      ended("delivered").as("delivered"),
      ended("failed").as("failed"),
      sql<number>`(select count(*)::int from webhook_deliveries d where d.workspace_id = e.workspace_id
        and d.endpoint_id = e.id and d.state = 'waiting')`.as("waiting"),
      sql<Date | null>`(select max(d.ended_at) from webhook_deliveries d where d.workspace_id = e.workspace_id
        and d.endpoint_id = e.id and d.state = 'delivered')`.as("lastDeliveredAt"),
    ])
    .orderBy("e.createdAt")
    .orderBy("e.id")
    .execute();
}

export async function getEndpoint(db: Db, workspaceId: string, id: string): Promise<Endpoint> {
  return oneEndpoint(db, workspaceId, id).executeTakeFirstOrThrow(() => new NotFound("webhook", id));
}

/**
 * The endpoint, kept as it is until the transaction ends; undefined once it is deleted. Messages are recorded for it
 * meanwhile, so that nobody who publishes a post waits for somebody who changes a webhook.
 */
export async function lockEndpoint(trx: Trx, workspaceId: string, id: string): Promise<Endpoint | undefined> {
  return oneEndpoint(trx, workspaceId, id).forNoKeyUpdate("e").executeTakeFirst();
}

function oneEndpoint(db: Db, workspaceId: string, id: string) {
  return db
    .selectFrom("webhookEndpoints as e")
    .where("e.workspaceId", "=", workspaceId)
    .where("e.id", "=", asId("webhook", id))
    .selectAll("e")
    .select(brandIds);
}

export async function countEndpoints(db: Db, workspaceId: string): Promise<number> {
  const { count } = await db
    .selectFrom("webhookEndpoints")
    .where("workspaceId", "=", workspaceId)
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

export async function insertEndpoint(
  trx: Trx,
  workspaceId: string,
  { brandIds: brands, ...endpoint }: EndpointInput & { createdBy: string | null },
): Promise<string> {
  const { id } = await trx
    .insertInto("webhookEndpoints")
    .values({ ...endpoint, workspaceId, disabledWhy: null })
    .returning("id")
    .executeTakeFirstOrThrow();
  await writeBrands(trx, workspaceId, id, brands);
  return id;
}

export async function updateEndpoint(
  trx: Trx,
  workspaceId: string,
  id: string,
  { brandIds: brands, ...changes }: EndpointInput,
): Promise<void> {
  await trx
    .updateTable("webhookEndpoints")
    .set(changes)
    .where("workspaceId", "=", workspaceId)
    .where("id", "=", id)
    .execute();
  await trx
    .deleteFrom("webhookEndpointBrands")
    .where("workspaceId", "=", workspaceId)
    .where("endpointId", "=", id)
    .execute();
  await writeBrands(trx, workspaceId, id, brands);
}

async function writeBrands(trx: Trx, workspaceId: string, endpointId: string, brands: string[]): Promise<void> {
  if (brands.length === 0) return;
  await trx
    .insertInto("webhookEndpointBrands")
    .values(brands.map((brandId) => ({ workspaceId, endpointId, brandId })))
    .execute();
}

/** Takes its secrets, deliveries and their attempts along. */
export async function deleteEndpoint(trx: Trx, workspaceId: string, id: string): Promise<void> {
  await trx.deleteFrom("webhookEndpoints").where("workspaceId", "=", workspaceId).where("id", "=", id).execute();
}

/** `off` null switches it on again. Either way it starts anew with its failures. */
export async function switchEndpoint(
  trx: Trx,
  workspaceId: string,
  id: string,
  off: { at: Date; why: DisabledWhy } | null,
): Promise<void> {
  await trx
    .updateTable("webhookEndpoints")
    .set({ disabledAt: off?.at ?? null, disabledWhy: off?.why ?? null, failingSince: null })
    .where("workspaceId", "=", workspaceId)
    .where("id", "=", id)
    .execute();
}

export async function setFailingSince(trx: Trx, workspaceId: string, id: string, since: Date | null): Promise<void> {
  await trx
    .updateTable("webhookEndpoints")
    .set({ failingSince: since })
    .where("workspaceId", "=", workspaceId)
    .where("id", "=", id)
    .execute();
}

/** Who in the brand's workspace wants to hear of this: also those that are switched off, which hear of it later or never. */
export async function listEndpointsFor(
  db: Db,
  brandId: string,
  type: string,
): Promise<{ id: string; workspaceId: string; disabledAt: Date | null }[]> {
  const wanted = [type, "*"];
  return db
    .selectFrom("webhookEndpoints as e")
    .innerJoin("brands as b", "b.workspaceId", "e.workspaceId")
    .where("b.id", "=", brandId)
    .where(sql<boolean>`e.events && ${wanted}::text[]`)
    .where(({ or, not, exists, selectFrom, ref }) =>
      or([
        not(ref("e.narrowed")),
        exists(
          selectFrom("webhookEndpointBrands as n")
            .whereRef("n.endpointId", "=", "e.id")
            .where("n.brandId", "=", brandId),
        ),
      ]),
    )
    .select(["e.id", "e.workspaceId", "e.disabledAt"])
    .execute();
}

export type SealedSecret = { id: string; sealed: string; createdAt: Date; expiresAt: Date | null };

/** The secrets that sign now, the current one first. */
export async function listSecrets(
  db: Db,
  workspaceId: string,
  endpointId: string,
  now = new Date(),
): Promise<SealedSecret[]> {
  return db
    .selectFrom("webhookSecrets")
    .where("workspaceId", "=", workspaceId)
    .where("endpointId", "=", asId("webhook", endpointId))
    .where((eb) => eb.or([eb("expiresAt", "is", null), eb("expiresAt", ">", now)]))
    .select(["id", "sealed", "createdAt", "expiresAt"])
    .orderBy(sql`expires_at desc nulls first`)
    .execute();
}

export async function insertSecret(
  trx: Trx,
  workspaceId: string,
  secret: { id: string; endpointId: string; sealed: string },
): Promise<void> {
  await trx
    .insertInto("webhookSecrets")
    .values({ ...secret, workspaceId })
    .execute();
}

/** Gives the current secret an end, and takes away those before it: at most two sign at a time. */
export async function retireSecrets(trx: Trx, workspaceId: string, endpointId: string, end: Date): Promise<void> {
  await dropRetiredSecrets(trx, workspaceId, endpointId);
  await trx
    .updateTable("webhookSecrets")
    .set({ expiresAt: end })
    .where("workspaceId", "=", workspaceId)
    .where("endpointId", "=", endpointId)
    .where("expiresAt", "is", null)
    .execute();
}

/** Takes every secret away that has an end. False when there was none. */
export async function dropRetiredSecrets(trx: Trx, workspaceId: string, endpointId: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom("webhookSecrets")
    .where("workspaceId", "=", workspaceId)
    .where("endpointId", "=", endpointId)
    .where("expiresAt", "is not", null)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Whom to tell when an endpoint is switched off: those who may switch it on again. */
export async function listKeepers(db: Db, workspaceId: string): Promise<{ email: string }[]> {
  return db
    .selectFrom("members as m")
    .innerJoin("users as u", "u.id", "m.userId")
    .where("m.workspaceId", "=", workspaceId)
    .where("m.role", "in", ["owner", "admin"])
    .where("m.narrowed", "=", false)
    .select("u.email")
    .orderBy("m.createdAt")
    .execute();
}
