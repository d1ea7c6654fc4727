import type { Selectable } from "kysely";
import type { Db } from "../database.ts";
import { asId } from "../ids.ts";
import type { CanonFactTable } from "../tables/scripts.ts";

export type CanonFact = Selectable<CanonFactTable>;

/** Writes down what a script says. What is there already stays, and stands again when it had been taken back. */
export async function insertCanonFacts(
  db: Db,
  brandId: string,
  facts: Pick<CanonFact, "personaId" | "scriptId" | "variantId" | "kind" | "sentence">[],
): Promise<void> {
  if (facts.length === 0) return;
  await db
    .insertInto("canonFacts")
    .values(facts.map((fact) => ({ ...fact, brandId })))
    .onConflict((conflict) => conflict.columns(["scriptId", "sentence"]).doUpdateSet({ withdrawnAt: null }))
    .execute();
}

/** Takes back what a variant's scripts have said. */
export async function withdrawCanonFacts(db: Db, brandId: string, variantId: string): Promise<void> {
  await db
    .updateTable("canonFacts")
    .set({ withdrawnAt: new Date() })
    .where("brandId", "=", brandId)
    .where("variantId", "=", asId("variant", variantId))
    .where("withdrawnAt", "is", null)
    .execute();
}

/** What a persona has said, the latest first, but for one variant's own; at most 500. */
export async function listCanonFacts(
  db: Db,
  brandId: string,
  personaId: string,
  exceptVariantId?: string,
): Promise<CanonFact[]> {
  return db
    .selectFrom("canonFacts")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("personaId", "=", asId("persona", personaId))
    .where("withdrawnAt", "is", null)
    .$if(exceptVariantId !== undefined, (query) =>
      query.where("variantId", "<>", asId("variant", exceptVariantId as string)),
    )
    .orderBy("saidAt", "desc")
    .limit(500)
    .execute();
}
