import type { listClaims } from "#db/queries/claims.ts";
import { kindsOf } from "#studio/claims/evidence.ts";
import type { ClaimInput } from "#studio/claims/library.ts";
import { type Territory, territories } from "#studio/disclosure/label-table.ts";
import type { Claim } from "./claim-list.tsx";

const names: Record<Territory, string> = {
  EU: "European Union",
  GB: "United Kingdom",
  US: "United States",
  "US-NY": "New York",
  elsewhere: "Elsewhere",
};

/** The places a claim can hold in, for the form. */
export const places = territories.map((value) => ({ value, label: names[value] }));

/** A claim's row as its list shows it. `today` is a day in the brand's zone. */
export function describeClaim(row: Awaited<ReturnType<typeof listClaims>>[number], today: string): Claim {
  const expired = row.expiresOn !== null && row.expiresOn < today;
  const held = territories.filter((place) => row.territories.includes(place)).map((place) => names[place]);
  return {
    id: row.id,
    statement: row.statement,
    kinds: kindsOf(row.statement),
    source: row.source,
    evidenceUrl: row.evidenceUrl,
    about: row.persona ? `Lived by ${row.persona}` : (row.product ?? "Every product"),
    places: held.length > 0 ? held.join(", ") : "Anywhere",
    expiresOn: row.expiresOn,
    createdAt: row.createdAt,
    state: row.withdrawnAt ? "withdrawn" : expired ? "expired" : "live",
  };
}

/** The form as its verb takes it; what is missing is empty, and the verb says so. */
export function readClaim(form: FormData): ClaimInput {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  return {
    statement: text("statement"),
    source: text("source"),
    evidenceUrl: text("evidenceUrl"),
    productId: text("productId"),
    personaId: text("personaId"),
    territories: form
      .getAll("territories")
      .filter((value): value is Territory => territories.some((known) => known === value)),
    expiresOn: text("expiresOn"),
  };
}
