import type { BrandLine } from "#db/queries/accounts.ts";
import type { Role } from "#db/tables/accounts.ts";
import { roles } from "#studio/members/permissions.ts";

/** A form of `AccessFields` as the verbs take it: a role, and another one, or none, brand by brand. */
export function readAccessForm(form: FormData): {
  role: string;
  narrowed: boolean;
  brands: { brandId: string; role: string }[];
} {
  const brands = [...form.entries()].flatMap(([name, value]) =>
    name.startsWith("brand:") && typeof value === "string" && value !== ""
      ? [{ brandId: name.slice("brand:".length), role: value }]
      : [],
  );
  return { role: String(form.get("role") ?? ""), narrowed: form.get("reach") === "some", brands };
}

/** The roles that somebody may give: only owners make owners. */
export function rolesToGive(giver: Role): Role[] {
  return roles.filter((role) => role !== "owner" || giver === "owner");
}

/** Where a member works, in a few words. */
export function sayReach(
  { role, narrowed, brandRoles }: { role: Role; narrowed: boolean; brandRoles: Record<string, Role> },
  brands: BrandLine[],
): string {
  const own = brands.filter(({ id }) => brandRoles[id]);
  const said = own.map(({ id, name }) => (brandRoles[id] === role ? name : `${name} as ${brandRoles[id]}`));
  if (narrowed) return said.length > 0 ? `Only ${said.join(", ")}` : "No brand that is still in use";
  return said.length > 0 ? `Every brand; ${said.join(", ")}` : "Every brand";
}
