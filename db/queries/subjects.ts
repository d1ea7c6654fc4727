import type { Db } from "../database.ts";
import { asId } from "../ids.ts";

/** What people call a variant where they cannot see it: "Spring launch: Maja, question". */
export async function nameVariant(db: Db, brandId: string, variantId: string): Promise<string> {
  const row = await db
    .selectFrom("variants as r")
    .innerJoin("briefs as b", "b.id", "r.briefId")
    .innerJoin("personas as p", "p.id", "r.personaId")
    .where("r.brandId", "=", brandId)
    .where("r.id", "=", asId("variant", variantId))
    .select(["b.name as brief", "p.name as persona", "r.hook"])
    .executeTakeFirst();
  return row ? `${row.brief}: ${row.persona}, ${row.hook}` : variantId;
}

export async function nameBrand(db: Db, brandId: string): Promise<string> {
  const row = await db.selectFrom("brands").select("name").where("id", "=", brandId).executeTakeFirst();
  return row?.name ?? brandId;
}
