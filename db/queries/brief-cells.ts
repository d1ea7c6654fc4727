import type { Selectable } from "kysely";
import type { Db } from "../database.ts";
import { asId } from "../ids.ts";
import type { BriefCellTable } from "../tables/briefs.ts";

/** A cell that was put in (`chosen`) or taken out by hand. */
export type CellChoice = Omit<Selectable<BriefCellTable>, "brandId" | "briefId">;

const cell = ["productId", "personaId", "hook", "angle", "locale", "ratio", "lengthSeconds"] as const;

/** What people chose on the brief's grid by hand; at most as many rows as the grid has cells. */
export async function listCellChoices(db: Db, brandId: string, briefId: string): Promise<CellChoice[]> {
  return db
    .selectFrom("briefCells")
    .where("brandId", "=", brandId)
    .where("briefId", "=", asId("brief", briefId))
    .select([...cell, "chosen"])
    .orderBy("personaId")
    .orderBy("hook")
    .execute();
}

/** Keeps these choices; a cell that was chosen on before gets the new one. Products and personas are the brand's own. */
export async function keepCellChoices(
  db: Db,
  brandId: string,
  briefId: string,
  choices: readonly CellChoice[],
): Promise<void> {
  if (choices.length === 0) return;
  await db
    .insertInto("briefCells")
    .values(choices.map((choice) => ({ ...choice, brandId, briefId })))
    .onConflict((conflict) =>
      conflict
        .columns(["briefId", ...cell])
        .doUpdateSet((eb) => ({ chosen: eb.ref("excluded.chosen") }))
        .where("briefCells.brandId", "=", brandId),
    )
    .execute();
}

/** Goes back to what the rule chooses. */
export async function dropCellChoices(db: Db, brandId: string, briefId: string): Promise<void> {
  await db
    .deleteFrom("briefCells")
    .where("brandId", "=", brandId)
    .where("briefId", "=", asId("brief", briefId))
    .execute();
}
