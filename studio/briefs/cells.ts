import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { announce } from "#db/queries/announcements.ts";
import { type CellChoice, dropCellChoices, keepCellChoices, listCellChoices } from "#db/queries/brief-cells.ts";
import { getBrief, lockBrief } from "#db/queries/briefs.ts";
import { findMatrixSoFar } from "#db/queries/variants.ts";
import { inTransaction } from "#db/transaction.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { boardOf, indexOf } from "./board.ts";
import { keyOf } from "./matrix.ts";
import { matrixOf } from "./plan.ts";

/**
 * Puts cells of the brief's grid into the plan or takes them out, against the rule. Refused for a cell that the grid does
 * not have, and for taking out one whose video is there: what was launched stays. Answers what was chosen before, to undo.
 */
export async function chooseCells(
  db: Db,
  brandId: string,
  by: Actor,
  briefId: string,
  choices: readonly CellChoice[],
): Promise<CellChoice[]> {
  return inTransaction(db, async (trx) => {
    await lockBrief(trx, brandId, briefId);
    const brief = await getBrief(trx, brandId, briefId);
    const board = boardOf(matrixOf(brief));
    if (choices.some((choice) => indexOf(board, choice) === undefined)) {
      throw new Refused("cell-unknown", "That cell is not on this brief's matrix any more. Load the page anew.");
    }
    const before = await listCellChoices(trx, brandId, briefId);
    const made = new Set((await findMatrixSoFar(trx, brandId, briefId)).cells.map(keyOf));
    if (choices.some((choice) => !choice.chosen && made.has(keyOf(choice)))) {
      throw new Refused("cell-made", "That video was launched already, so it stays in.");
    }
    const unique = new Map(choices.map((choice) => [keyOf(choice), choice]));
    await keepCellChoices(trx, brandId, briefId, [...unique.values()]);
    await announce(trx, { brandId, topic: "brief", id: briefId });
    const subject = { kind: "brief", id: briefId, name: brief.name, brandId };
    const count = (chosen: boolean) => choices.filter((choice) => choice.chosen === chosen).length;
    await recordAct(trx, by, {
      act: "brief.replanned",
      subject,
      after: { putIn: count(true), takenOut: count(false) },
    });
    return before;
  });
}

/** Goes back to what the rule chooses, or to what was chosen at some time before. Answers what was chosen until now. */
export async function resetCells(
  db: Db,
  brandId: string,
  by: Actor,
  briefId: string,
  to: readonly CellChoice[] = [],
): Promise<CellChoice[]> {
  return inTransaction(db, async (trx) => {
    await lockBrief(trx, brandId, briefId);
    const before = await listCellChoices(trx, brandId, briefId);
    await dropCellChoices(trx, brandId, briefId);
    if (to.length > 0) await chooseCells(trx, brandId, by, briefId, to);
    else {
      const { name } = await getBrief(trx, brandId, briefId);
      const subject = { kind: "brief", id: briefId, name, brandId };
      await recordAct(trx, by, { act: "brief.replanned", subject, after: { putIn: 0, takenOut: 0 } });
      await announce(trx, { brandId, topic: "brief", id: briefId });
    }
    return before;
  });
}
