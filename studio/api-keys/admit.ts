import type { Db } from "#db/database.ts";
import { findLiveApiKey, markApiKeyUsed } from "#db/queries/api-keys.ts";
import type { Role } from "#db/tables/accounts.ts";
import { type Doer, type Member, roleOn } from "../members/permissions.ts";
import { isScope, type Scope } from "./scopes.ts";
import { hashSecret, isSecret } from "./secret.ts";

/** Who a key lets in: `doer` is the member that it acts for, as far as the key's brands go, named as the key. */
export type KeyAdmission = {
  key: { id: string; name: string; expiresAt: Date | null };
  workspace: { id: string; name: string };
  scopes: ReadonlySet<Scope>;
  doer: Doer;
};

/**
 * Whoever shows this key; undefined when it was never made, is revoked or over, or acts for somebody who left. `db` sees every
 * workspace: only the key says which one it is of.
 */
export async function admitKey(
  db: Db,
  secret: string,
  from: { address: string | null; userAgent: string | null },
): Promise<KeyAdmission | undefined> {
  if (!isSecret(secret)) return undefined;
  const found = await findLiveApiKey(db, hashSecret(secret));
  if (!found) return undefined;
  await markApiKeyUsed(db, found.key.id, from.address);
  const { key, workspace, membership } = found;
  const person: Member = { ...membership, workspaceId: workspace.id };
  return {
    key,
    workspace,
    scopes: new Set(key.scopes.filter(isScope)),
    doer: {
      member: key.narrowed ? narrow(person, key.brandIds) : person,
      by: {
        workspaceId: workspace.id,
        kind: "api-key",
        id: key.id,
        name: key.name,
        actsFor: membership.userId,
        ...from,
      },
    },
  };
}

/** The member with nothing but these brands, and on them the role they have there. */
function narrow(member: Member, brandIds: string[]): Member {
  const brandRoles: Record<string, Role> = {};
  for (const id of brandIds) {
    const role = roleOn(member, id);
    if (role) brandRoles[id] = role;
  }
  // Nothing narrows an owner, so that the key of one stands as an admin, who is one on these brands.
  return { ...member, role: member.role === "owner" ? "admin" : member.role, narrowed: true, brandRoles };
}
