import { z } from "zod";
import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { findBrandLines } from "#db/queries/accounts.ts";
import {
  type ApiKey,
  countLiveApiKeys,
  getApiKey,
  insertApiKey,
  lockApiKeys,
  markApiKeyRevoked,
} from "#db/queries/api-keys.ts";
import { inTransaction } from "#db/transaction.ts";
import { personOf } from "../audit/actor.ts";
import { recordAct } from "../audit/record.ts";
import { can, type Doer, type Member, requirePermission } from "../members/permissions.ts";
import { scopes } from "./scopes.ts";
import { hashSecret, makeSecret, startOf } from "./secret.ts";

/** More are not told apart by anybody; the oldest are then due for revoking. */
const mostLiveKeys = 50;

/** A key as its form, or the command line, asks for it. */
export const keyInput = z.object({
  name: z
    .string()
    .trim()
    .min(1, "Give the key a name: what it is for, or where it will be kept")
    .max(60, "Keep the name to 60 characters"),
  scopes: z
    .array(z.enum(scopes, "That is no scope"))
    .min(1, "Allow the key at least one thing")
    .transform((chosen) => scopes.filter((scope) => chosen.includes(scope))),
  /** Only these brands; null for every brand that whoever it acts for may open. */
  brandIds: z.array(z.uuid("That is no brand")).min(1, "Choose at least one brand").nullable(),
  /** How many days it lives; null for until it is revoked. */
  days: z.coerce
    .number("Give the number of days")
    .int("Give whole days")
    .min(1, "A key lives at least a day")
    .max(3650, "A key lives ten years at most")
    .nullable(),
});
export type KeyInput = z.input<typeof keyInput>;

/**
 * Makes a key that acts for `actsFor`: it may what its scopes say, as far as that member may at the time. The secret is in the
 * answer and nowhere else: what is kept of it is a hash. Refused: `too-many-keys`, `brand-unknown`.
 */
export async function createKey(
  db: Db,
  { member, by }: Doer,
  actsFor: Member & { userId: string },
  input: KeyInput,
  now = new Date(),
): Promise<{ key: ApiKey; secret: string }> {
  requirePermission(member, "api-key.create");
  const { name, days, brandIds, ...wanted } = keyInput.parse(input);
  const brands = brandIds ? await findBrandLines(db, member.workspaceId) : [];
  const closed = brandIds?.some((id) => !brands.some((brand) => brand.id === id) || !can(actsFor, "brand.read", id));
  if (closed) throw new Refused("brand-unknown", "One of the brands is not there any more. Choose again.", "brandIds");
  const secret = makeSecret();
  const expiresAt = days === null ? null : new Date(now.getTime() + days * 86_400_000);
  return inTransaction(db, async (trx) => {
    const { workspaceId } = member;
    await lockApiKeys(trx, workspaceId);
    if ((await countLiveApiKeys(trx, workspaceId, now)) >= mostLiveKeys) {
      const message = `The workspace has ${mostLiveKeys} keys. Revoke one that is not used any more, then make another.`;
      throw new Refused("too-many-keys", message, "name");
    }
    const key = await insertApiKey(
      trx,
      { workspaceId, name, scopes: wanted.scopes, expiresAt, actsFor: actsFor.userId },
      { start: startOf(secret), secretHash: hashSecret(secret) },
      brandIds,
    );
    const after = { scopes: key.scopes, expiresAt, actsFor: actsFor.userId, brandIds };
    await recordAct(trx, by, { act: "key.created", subject: { kind: "api-key", id: key.id, name }, after });
    return { key, secret };
  });
}

/** Ends a key at once. Revoking again changes nothing. */
export async function revokeKey(db: Db, { member, by }: Doer, id: string): Promise<ApiKey> {
  requirePermission(member, "api-key.revoke");
  return inTransaction(db, async (trx) => {
    const key = await getApiKey(trx, member.workspaceId, id);
    if (!(await markApiKeyRevoked(trx, member.workspaceId, key.id, personOf(by)))) return key;
    const before = { scopes: key.scopes, lastUsedAt: key.lastUsedAt };
    await recordAct(trx, by, { act: "key.revoked", subject: { kind: "api-key", id, name: key.name }, before });
    return getApiKey(trx, member.workspaceId, id);
  });
}
