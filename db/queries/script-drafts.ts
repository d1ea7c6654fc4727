import type { Selectable } from "kysely";
import { asJson, type Db } from "../database.ts";
import { asId } from "../ids.ts";
import type { ScriptDraftTable } from "../tables/scripts.ts";

export type ScriptDraft = Selectable<ScriptDraftTable>;

/** Adds a step with the number it is given. Undefined when that number is taken: somebody else was quicker. */
export async function insertScriptDraft(
  db: Db,
  brandId: string,
  draft: Pick<ScriptDraft, "variantId" | "number" | "baseVersion" | "script" | "step" | "writtenBy">,
): Promise<ScriptDraft | undefined> {
  return db
    .insertInto("scriptDrafts")
    .values({ ...draft, brandId, script: asJson(draft.script) })
    .onConflict((conflict) => conflict.columns(["variantId", "number"]).doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** Every step on a variant's script, the latest first, with who took it; at most 200. */
export async function listScriptDrafts(db: Db, brandId: string, variantId: string) {
  return db
    .selectFrom("scriptDrafts as d")
    .leftJoin("users as u", "u.id", "d.writtenBy")
    .where("d.brandId", "=", brandId)
    .where("d.variantId", "=", asId("variant", variantId))
    .selectAll("d")
    .select("u.name as writerName")
    .orderBy("d.number", "desc")
    .limit(200)
    .execute();
}
