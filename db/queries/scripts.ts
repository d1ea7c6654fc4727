import { type Selectable, sql } from "kysely";
import { NotFound } from "#config/errors.ts";
import { asJson, type Db } from "../database.ts";
import { asId } from "../ids.ts";
import type { ScriptTable } from "../tables/briefs.ts";

export type ScriptRow = Selectable<ScriptTable>;
export type NewScript = Pick<ScriptRow, "variantId" | "version" | "script" | "writer" | "model" | "seed" | "note"> &
  Partial<Pick<ScriptRow, "prompt" | "writtenBy">>;

/** Stores a version once. Undefined when the variant has that version already, which is then left as it is. */
export async function insertScript(db: Db, brandId: string, row: NewScript): Promise<ScriptRow | undefined> {
  return db
    .insertInto("scripts")
    .values({ ...row, brandId, script: asJson(row.script) })
    .onConflict((conflict) => conflict.columns(["variantId", "version"]).doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** Stores a version in place of whatever was stored as that version and never filmed. */
export async function putScript(db: Db, brandId: string, row: NewScript): Promise<ScriptRow> {
  const { variantId: _, version: __, ...values } = row;
  const script = asJson(row.script);
  return db
    .insertInto("scripts")
    .values({ ...row, brandId, script })
    .onConflict((conflict) =>
      conflict
        .columns(["variantId", "version"])
        .doUpdateSet({ ...values, script })
        .where("scripts.brandId", "=", brandId),
    )
    .returningAll()
    .executeTakeFirstOrThrow(() => new NotFound("variant", row.variantId));
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

/** The opening lines of the newest scripts of a brief's other variants, at most 200. */
export async function listOpeningLines(
  db: Db,
  brandId: string,
  briefId: string,
  exceptVariantId: string,
): Promise<string[]> {
  const rows = await db
    .selectFrom("scripts as s")
    .innerJoin("variants as v", "v.id", "s.variantId")
    .where("s.brandId", "=", brandId)
    .where("v.briefId", "=", asId("brief", briefId))
    .where("v.id", "<>", asId("variant", exceptVariantId))
    .distinctOn("v.id")
    .orderBy("v.id")
    .orderBy("s.version", "desc")
    .select(sql<string | null>`s.script -> 'scenes' -> 0 ->> 'line'`.as("line"))
    .limit(200)
    .execute();
  return rows.flatMap(({ line }) => line ?? []);
}
