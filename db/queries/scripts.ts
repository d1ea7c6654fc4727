import type { Selectable } from "kysely";
import { asJson, type Db } from "../database.ts";
import { asId } from "../ids.ts";
import type { ScriptTable } from "../tables/briefs.ts";

export type ScriptRow = Selectable<ScriptTable>;
export type NewScript = Pick<ScriptRow, "variantId" | "version" | "script" | "writer" | "model" | "seed" | "note">;

/** Stores a version once. Undefined when the variant has that version already, which is then left as it is. */
export async function insertScript(db: Db, brandId: string, row: NewScript): Promise<ScriptRow | undefined> {
  return db
    .insertInto("scripts")
    .values({ ...row, brandId, script: asJson(row.script) })
    .onConflict((conflict) => conflict.columns(["variantId", "version"]).doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function findScript(
  db: Db,
  brandId: string,
  variantId: string,
  version: number,
): Promise<ScriptRow | undefined> {
  return db
    .selectFrom("scripts")
    .where("brandId", "=", brandId)
    .where("variantId", "=", asId("variant", variantId))
    .where("version", "=", version)
    .selectAll()
    .executeTakeFirst();
}

/** The latest version below `below`, or of all. */
export async function findLatestScript(
  db: Db,
  brandId: string,
  variantId: string,
  below = Number.MAX_SAFE_INTEGER,
): Promise<ScriptRow | undefined> {
  return db
    .selectFrom("scripts")
    .where("brandId", "=", brandId)
    .where("variantId", "=", asId("variant", variantId))
    .where("version", "<", Math.min(below, 2_147_483_647))
    .selectAll()
    .orderBy("version", "desc")
    .executeTakeFirst();
}

/** Every version of a variant's script, the latest first. */
export async function listScripts(db: Db, brandId: string, variantId: string): Promise<ScriptRow[]> {
  return db
    .selectFrom("scripts")
    .where("brandId", "=", brandId)
    .where("variantId", "=", asId("variant", variantId))
    .selectAll()
    .orderBy("version", "desc")
    .execute();
}
