import type { BrandLine } from "#db/queries/accounts.ts";
import type { ApiKey } from "#db/queries/api-keys.ts";
import type { KeyInput } from "#studio/api-keys/keys.ts";
import { isScope, listScopesByResource, type Scope, sayScope } from "#studio/api-keys/scopes.ts";

/** What a key can be allowed on one resource, as the choices of a form. */
export type Offer = { resource: string; read: string; write: string | undefined };

export function listOffers(): Offer[] {
  return listScopesByResource().map(({ resource, read, write }) => ({
    resource,
    read: sayScope(read),
    write: write && sayScope(write),
  }));
}

/** The form of `ApiKeyForm` as `createKey` takes it. */
export function readKeyForm(form: FormData): KeyInput {
  const chosen = listScopesByResource().flatMap(({ resource, read, write }): (Scope | undefined)[] => {
    const level = form.get(`may:${resource}`);
    return level === "write" ? [read, write] : level === "read" ? [read] : [];
  });
  const days = String(form.get("days") ?? "");
  return {
    name: String(form.get("name") ?? ""),
    scopes: chosen.filter((scope) => scope !== undefined),
    brandIds: form.get("reach") === "some" ? form.getAll("brandIds").map(String) : null,
    days: days === "" ? null : days,
  };
}

export type KeyState = "live" | "revoked" | "over" | "orphaned";

/** A key for the page: its state, and what it may do in a few words. */
export function describeKey(key: ApiKey, brands: BrandLine[], now: Date) {
  const { id, name, start, holder, createdAt, expiresAt, lastUsedAt, lastUsedFrom } = key;
  const where = brands.filter((brand) => key.brandIds.includes(brand.id)).map((brand) => brand.name);
  return {
    ...{ id, name, start, holder, createdAt, expiresAt, lastUsedAt, lastUsedFrom },
    state: stateOf(key, now),
    scopes: sayScopes(key.scopes.filter(isScope)),
    where: key.narrowed ? (where.length > 0 ? `Only ${where.join(", ")}` : "No brand that is still in use") : null,
  };
}

function stateOf({ revokedAt, expiresAt, gone }: ApiKey, now: Date): KeyState {
  if (revokedAt) return "revoked";
  if (expiresAt && expiresAt <= now) return "over";
  return gone ? "orphaned" : "live";
}

function sayScopes(scopes: Scope[]): string {
  const resources = [...new Set(scopes.map((scope) => scope.split(":")[0]))];
  return resources
    .map((resource) => {
      const levels = scopes.filter((scope) => scope.startsWith(`${resource}:`)).map((scope) => scope.split(":")[1]);
      return `${resource} ${levels.join(" and ")}`;
    })
    .join(", ");
}
