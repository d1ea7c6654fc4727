import { z } from "zod";
import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { type ClaimRow, insertClaim, listStandingClaims, setClaimWithdrawn } from "#db/queries/claims.ts";
import { getPersona } from "#db/queries/personas.ts";
import { getProduct } from "#db/queries/products.ts";
import { inTransaction } from "#db/transaction.ts";
import { type Actor, personOf } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { territories } from "#studio/disclosure/label-table.ts";
import type { LiveClaim } from "./evidence.ts";
import { kindsOf } from "./evidence.ts";

const optionalId = z
  .string()
  .nullish()
  .transform((id) => id || null);

/** A claim as its form or a program sends it. `territories` empty holds anywhere; `expiresOn` is its last day, or none. */
export const claimInput = z.object({
  statement: z.string().trim().min(3, "Write the claim as it may be said").max(280, "Keep the claim to 280 characters"),
  source: z.string().trim().min(3, "Say who or what shows it, like a laboratory and a report number").max(280),
  evidenceUrl: z.url({ protocol: /^https?$/, error: "Write the link in full, like https://example.com/report.pdf" }),
  productId: optionalId,
  personaId: optionalId,
  territories: z.array(z.enum(territories, "Choose places from the list")).default([]),
  expiresOn: z
    .union([z.literal(""), z.iso.date("Write the day like 2027-06-30, or leave it empty")])
    .nullish()
    .transform((day) => day || null),
});
export type ClaimInput = z.input<typeof claimInput>;

/**
 * Adds a claim to the library: from then on scripts and captions may say it. Refused: `claims-nothing`,
 * `claim-prohibited`, `claim-expired`, `claim-needs-person`. `today` is a day in the brand's zone.
 */
export async function addClaim(
  db: Db,
  brandId: string,
  by: Actor,
  input: ClaimInput,
  today: string,
): Promise<ClaimRow> {
  const values = claimInput.parse(input);
  const kinds = kindsOf(values.statement);
  if (kinds.length === 0) {
    throw new Refused("claims-nothing", "That needs no evidence: it may be said as it is.", "statement");
  }
  if (kinds.includes("prohibited")) {
    throw new Refused("claim-prohibited", "No evidence makes that lawful in an advertisement. Say less.", "statement");
  }
  if (values.expiresOn !== null && values.expiresOn < today) {
    throw new Refused(
      "claim-expired",
      "That day has passed. Give the day until which the evidence holds.",
      "expiresOn",
    );
  }
  if (values.productId) await getProduct(db, brandId, values.productId);
  await refuseUnlessOwnExperience(db, brandId, kinds.includes("experience"), values.personaId);
  return inTransaction(db, async (trx) => {
    const claim = await insertClaim(trx, brandId, { ...values, addedBy: personOf(by) });
    await recordAct(trx, by, { act: "claim.added", subject: subjectOf(claim), after: values });
    return claim;
  });
}

/** Takes a claim out of the library: what leans on it no longer passes. `restoreClaim` undoes it. */
export async function withdrawClaim(db: Db, brandId: string, by: Actor, id: string): Promise<void> {
  await setStanding(db, brandId, by, id, true);
}

export async function restoreClaim(db: Db, brandId: string, by: Actor, id: string): Promise<void> {
  await setStanding(db, brandId, by, id, false);
}

/**
 * What the gate may lean on, for one product, one speaker and one day (like 2026-11-23). Without places it can be seen
 * anywhere, and only a claim that holds anywhere will do.
 */
export async function listLiveClaims(
  db: Db,
  brandId: string,
  about: { productId: string | null; personaId: string | null; day: string; territories?: readonly string[] },
): Promise<LiveClaim[]> {
  const rows = await listStandingClaims(db, brandId, about);
  return rows
    .filter(
      ({ territories: held }) =>
        held.length === 0 || (about.territories?.every((each) => held.includes(each)) ?? false),
    )
    .map(({ id, statement }) => ({ id, text: statement, kinds: kindsOf(statement) }));
}

async function setStanding(db: Db, brandId: string, by: Actor, id: string, withdrawn: boolean): Promise<void> {
  await inTransaction(db, async (trx) => {
    const claim = await setClaimWithdrawn(trx, brandId, id, withdrawn);
    await recordAct(trx, by, { act: withdrawn ? "claim.withdrawn" : "claim.restored", subject: subjectOf(claim) });
  });
}

/** An experience is somebody's own: of a real person, and of nobody else. */
async function refuseUnlessOwnExperience(db: Db, brandId: string, lived: boolean, personaId: string | null) {
  const persona = personaId ? await getPersona(db, brandId, personaId) : undefined;
  if (persona ? persona.kind === "cameo" && lived : !lived) return;
  const sentence = lived
    ? "That is somebody's experience. Choose the real person who had it and said so; a synthetic persona has none."
    : "A claim of a person is that person's own experience. Leave the person out.";
  throw new Refused("claim-needs-person", sentence, "personaId");
}

function subjectOf({ id, statement, brandId }: ClaimRow) {
  return { kind: "claim", id, name: statement, brandId } as const;
}
