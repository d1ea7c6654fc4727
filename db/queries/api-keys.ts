import { type Selectable, sql } from "kysely";
import { NotFound } from "#config/errors.ts";
import type { Db, Trx } from "../database.ts";
import { asId } from "../ids.ts";
import type { Role } from "../tables/accounts.ts";
import type { ApiKeyTable } from "../tables/api-keys.ts";
import type { BrandRole } from "../tables/members.ts";

/** A key as everybody who may see keys sees it. `holder` is whom it acts for; `gone` when they are no member any more. */
export type ApiKey = Omit<Selectable<ApiKeyTable>, "secretHash"> & {
  holder: string | null;
  gone: boolean;
  brandIds: string[];
};

/** The workspace's keys, those in use first, then the newest; revoked ones stay for the record. */
export async function listApiKeys(db: Db, workspaceId: string): Promise<ApiKey[]> {
  return keys(db, workspaceId).orderBy(sql`k.revoked_at is not null`).orderBy("k.id", "desc").limit(200).execute();
}

export async function getApiKey(db: Db, workspaceId: string, id: string): Promise<ApiKey> {
  return keys(db, workspaceId)
    .where("k.id", "=", asId("API key", id))
    .executeTakeFirstOrThrow(() => new NotFound("API key", id));
}

/** The key of that hash with its workspace and the member it acts for, as long as it may be used. */
export async function findLiveApiKey(db: Db, secretHash: string) {
  const row = await db
    .selectFrom("apiKeys as k")
    .innerJoin("workspaces as w", "w.id", "k.workspaceId")
    .innerJoin("members as m", (join) =>
      join.onRef("m.workspaceId", "=", "k.workspaceId").onRef("m.userId", "=", "k.actsFor"),
    )
    .select(["k.id", "k.name", "k.scopes", "k.narrowed", "k.expiresAt", brandIds])
    .select(["w.id as workspaceId", "w.name as workspace"])
    .select(["m.userId", "m.role", "m.narrowed as memberNarrowed"])
    .select(
      sql<Record<string, BrandRole>>`coalesce((select jsonb_object_agg(b.brand_id, b.role) from member_brands b
        where b.workspace_id = m.workspace_id and b.user_id = m.user_id), '{}')`.as("brandRoles"),
    )
    .where("k.secretHash", "=", secretHash)
    .where("k.revokedAt", "is", null)
    .where((eb) => eb.or([eb("k.expiresAt", "is", null), eb("k.expiresAt", ">", sql<Date>`now()`)]))
    .executeTakeFirst();
  if (!row) return undefined;
  const { workspaceId, workspace, userId, role, memberNarrowed, brandRoles, ...key } = row;
  return {
    key,
    workspace: { id: workspaceId, name: workspace },
    membership: { userId, role: role as Role, narrowed: memberNarrowed, brandRoles },
  };
}

/** Notes when and from where a key was used, once a minute at most: a busy key must not write with every question. */
export async function markApiKeyUsed(db: Db, id: string, from: string | null): Promise<void> {
  await sql`update api_keys set last_used_at = now(), last_used_from = ${from}
    where id = ${id} and (last_used_at is null or last_used_at < now() - interval '1 minute')`.execute(db);
}

/** Who makes keys of a workspace waits here for whoever is at it. */
export async function lockApiKeys(trx: Trx, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`api-keys:${workspaceId}`}, 0))`.execute(trx);
}

export async function countLiveApiKeys(db: Db, workspaceId: string, now: Date): Promise<number> {
  const { n } = await db
    .selectFrom("apiKeys")
    .select(({ fn }) => fn.countAll<number>().as("n"))
    .where("workspaceId", "=", workspaceId)
    .where("revokedAt", "is", null)
    .where((eb) => eb.or([eb("expiresAt", "is", null), eb("expiresAt", ">", now)]))
    .executeTakeFirstOrThrow();
  return n;
}

/** `brandIds` narrows the key to them; a brand of another workspace fails on its foreign key. */
export async function insertApiKey(
  trx: Trx,
  key: { workspaceId: string; name: string; scopes: string[]; expiresAt: Date | null; actsFor: string },
  secret: { start: string; secretHash: string },
  brandIds: string[] | null,
): Promise<ApiKey> {
  const { workspaceId } = key;
  const { id } = await trx
    .insertInto("apiKeys")
    .values({ ...key, ...secret, narrowed: brandIds !== null, lastUsedFrom: null, revokedBy: null })
    .returning("id")
    .executeTakeFirstOrThrow();
  const brands = [...new Set(brandIds ?? [])].map((brandId) => ({ workspaceId, keyId: id, brandId }));
  if (brands.length > 0) await trx.insertInto("apiKeyBrands").values(brands).execute();
  return getApiKey(trx, workspaceId, id);
}

/** False when it was revoked before. */
export async function markApiKeyRevoked(
  trx: Trx,
  workspaceId: string,
  id: string,
  revokedBy: string | null,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable("apiKeys")
    .set({ revokedAt: new Date(), revokedBy })
    .where("workspaceId", "=", workspaceId)
    .where("id", "=", id)
    .where("revokedAt", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

function keys(db: Db, workspaceId: string) {
  return db
    .selectFrom("apiKeys as k")
    .leftJoin("users as u", "u.id", "k.actsFor")
    .select(["k.id", "k.workspaceId", "k.name", "k.start", "k.scopes", "k.narrowed", "k.actsFor", "k.createdAt"])
    .select(["k.expiresAt", "k.lastUsedAt", "k.lastUsedFrom", "k.revokedAt", "k.revokedBy"])
    .select(["u.name as holder", brandIds])
    .select(
      sql<boolean>`not exists (select from members m where m.workspace_id = k.workspace_id and m.user_id = k.acts_for)`.as(
        "gone",
      ),
    )
    .where("k.workspaceId", "=", workspaceId);
}

const brandIds = sql<
  string[]
>`array(select b.brand_id::text from api_key_brands b where b.key_id = k.id order by 1)`.as("brandIds");
