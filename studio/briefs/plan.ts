import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { type CellChoice, listCellChoices } from "#db/queries/brief-cells.ts";
import type { BriefWithCast } from "#db/queries/briefs.ts";
import { findMatrixSoFar } from "#db/queries/variants.ts";
import { boardOf, cellAt, indexOf } from "./board.ts";
import { animaticPricing, type Priced, type Pricing, priceCells } from "./estimate.ts";
import { expandMatrix, keyOf, type MatrixOf, type Tags } from "./matrix.ts";
import { readPricing } from "./offers.ts";

/** What a launch would make now: the cells to come, priced, in the order of making, after those that are there. */
export type Plan = {
  made: Tags[];
  planned: Priced<Tags>[];
  /** The rule's own choice, before anybody's hand. */
  proposed: Tags[];
  lastPosition: number;
};

/** A brief as its matrix takes it. */
export function matrixOf(brief: BriefWithCast): MatrixOf {
  const { hooks, angles, locales, ratios, lengths, maxVariants, seed } = brief;
  return {
    ...{ hooks, angles, locales, ratios, lengths, maxVariants, seed },
    productIds: brief.products.map(({ id }) => id),
    personaIds: brief.personas.map(({ id }) => id),
  };
}

/** Plans a brief as it stands in the database, at the prices of what films it unless a test knows better. */
export async function planBrief(db: Db, brandId: string, brief: BriefWithCast, pricing?: Pricing): Promise<Plan> {
  const [{ cells: made, lastPosition }, choices, prices] = await Promise.all([
    findMatrixSoFar(db, brandId, brief.id),
    listCellChoices(db, brandId, brief.id),
    pricing ?? readPricing(db, brandId, brief.footage),
  ]);
  return { ...planCells(matrixOf(brief), made, choices, prices), made, lastPosition };
}

/**
 * The rule's choice without what was taken out by hand and with what was put in. What is made already is never planned
 * again, and a choice about a value that the brief has no more says nothing.
 */
export function planCells(
  brief: MatrixOf,
  made: readonly Tags[],
  choices: readonly CellChoice[],
  pricing: Pricing = animaticPricing,
): Pick<Plan, "planned" | "proposed"> {
  const proposed = expandMatrix(brief, made).map(({ position: _, ...tags }) => tags);
  const board = boardOf(brief);
  const done = new Set([...made, ...choices.filter(({ chosen }) => !chosen)].map(keyOf));
  const byRule = new Set(proposed.map(keyOf));
  const byHand = choices.filter(
    (choice) =>
      choice.chosen && !done.has(keyOf(choice)) && !byRule.has(keyOf(choice)) && indexOf(board, choice) !== undefined,
  );
  const cells = [...proposed.filter((cell) => !done.has(keyOf(cell))), ...byHand.map(({ chosen: _, ...tags }) => tags)];
  return { proposed, planned: priceCells(cells, pricing) };
}

/**
 * Cells by their places on the brief's grid, as a page that was drawn at `stamp` names them. Refused when the brief has
 * changed since: a place means another cell then.
 */
export function cellsAt(brief: BriefWithCast, places: readonly number[], stamp: string): Tags[] {
  const board = boardOf(matrixOf(brief));
  const known =
    stamp === stampOf(brief) && places.every((place) => Number.isInteger(place) && place >= 0 && place < board.size);
  if (!known)
    throw new Refused("brief-changed", "The brief was changed meanwhile. Load the page anew, then choose again.");
  return places.map((place) => cellAt(board, place));
}

/** What tells two states of a brief's grid apart. */
export function stampOf(brief: BriefWithCast): string {
  return brief.updatedAt.toISOString();
}
