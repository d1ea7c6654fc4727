import { type Board, boardOf, cellAt, type Grid, indexOf, pairAt, type Tags } from "./board.ts";

export { axes, defaultAngle, type Grid, type Tags } from "./board.ts";

/** One cell of a brief's matrix. `position` counts from 0 in the order of making. */
export type Cell = Tags & { position: number };

/** What a brief offers on each axis, and how many of the combinations to make. */
export type MatrixOf = Grid & { maxVariants: number; seed: string };

/** More combinations than this are no brief but a flood; the form says so. */
export const largestGrid = 20_000;

/** How many combinations the brief's grid has. */
export function countGrid(brief: Grid): number {
  const angles = Math.max(1, brief.angles.length);
  const ideas = brief.productIds.length * brief.personaIds.length * brief.hooks.length * angles;
  return ideas * brief.locales.length * brief.ratios.length * brief.lengths.length;
}

/** Every combination there is, in the order of the brief's own lists. */
export function listGrid(brief: Grid): Tags[] {
  const board = boardOf(brief);
  return Array.from({ length: board.size }, (_, index) => cellAt(board, index));
}

/** A cell's tags as one text: equal for equal cells. */
export function keyOf(tags: Tags): string {
  const { productId, personaId, hook, angle, locale, ratio, lengthSeconds } = tags;
  return JSON.stringify([productId, personaId, hook, angle, locale, ratio, lengthSeconds]);
}

/**
 * Chooses which cells of the grid to make, at most `maxVariants` together with those that `kept` holds already, each
 * time the cell that is best by the first of these that tells two apart (docs/decisions/0023-matrix.md):
 *
 *   1. its idea (product, persona, hook, angle) was told least often: no idea is told twice, in another length or
 *      language, while one was not told at all;
 *   2. it covers most pairs of values that were met together least often so far;
 *   3. its values were used least, so that personas, hooks and the rest share the videos evenly;
 *   4. fewest of the chosen cells differ from it in one tag alone;
 *   5. the lot, drawn by the brief's seed.
 *
 * The choice depends on the set of cells chosen so far and on nothing else: asking for more keeps the beginning, and
 * cells that exist already are complemented, never replaced.
 */
export function expandMatrix(brief: MatrixOf, kept: readonly Tags[] = []): Cell[] {
  const board = boardOf(brief);
  const wanted = Math.min(brief.maxVariants - kept.length, board.size);
  if (board.size === 0 || wanted <= 0) return [];
  const picker = new Picker(board, brief.seed);
  for (const tags of kept) {
    const index = indexOf(board, tags);
    if (index !== undefined) picker.take(index);
  }
  const cells: Cell[] = [];
  while (cells.length < wanted) {
    const index = picker.best();
    if (index === undefined) break;
    picker.take(index);
    cells.push({ ...cellAt(board, index), position: cells.length });
  }
  return cells;
}

/** Keeps, for every cell of the board, what the rule asks of it, and mends that after each choice. */
class Picker {
  readonly #board: Board;
  readonly #taken: Uint8Array;
  readonly #ideaUse: Uint16Array;
  readonly #met: Uint16Array;
  readonly #gain: Uint8Array;
  readonly #use: Uint16Array;
  readonly #near: Uint16Array;
  readonly #lot: Uint32Array;
  /** Pairs met at most so often still count as a gain. Rises when no free cell has any. */
  #level = 0;

  constructor(board: Board, seed: string) {
    this.#board = board;
    this.#taken = new Uint8Array(board.size);
    this.#ideaUse = new Uint16Array(board.ideas);
    this.#met = new Uint16Array(board.pairs);
    this.#gain = new Uint8Array(board.size).fill(board.pairsOfCell);
    this.#use = new Uint16Array(board.size);
    this.#near = new Uint16Array(board.size);
    this.#lot = lots(board.size, seed);
  }

  best(): number | undefined {
    for (;;) {
      const [best, anyGain] = this.#scan();
      if (best < 0) return undefined;
      if (anyGain || this.#board.pairsOfCell === 0) return best;
      this.#level++;
      this.#countGains();
    }
  }

  #scan(): [best: number, anyGain: boolean] {
    let best = -1;
    let anyGain = false;
    for (let index = 0; index < this.#board.size; index++) {
      if (this.#taken[index]) continue;
      if (this.#gain[index]! > 0) anyGain = true;
      if (best < 0 || this.#isBetter(index, best)) best = index;
    }
    return [best, anyGain];
  }

  #isBetter(one: number, other: number): boolean {
    const { ideaOf } = this.#board;
    const idea = this.#ideaUse[ideaOf(one)]! - this.#ideaUse[ideaOf(other)]!;
    if (idea !== 0) return idea < 0;
    const gain = this.#gain[one]! - this.#gain[other]!;
    if (gain !== 0) return gain > 0;
    const use = this.#use[one]! - this.#use[other]!;
    if (use !== 0) return use < 0;
    const near = this.#near[one]! - this.#near[other]!;
    if (near !== 0) return near < 0;
    return this.#lot[one]! < this.#lot[other]!;
  }

  take(index: number): void {
    const board = this.#board;
    this.#taken[index] = 1;
    this.#ideaUse[board.ideaOf(index)]!++;
    for (const [pair, first, second] of board.pairsOf) {
      const place = pairAt(board, pair, index);
      if (this.#met[place]!++ === this.#level) {
        board.eachWith(index, [first, second], (cell) => void this.#gain[cell]!--);
      }
    }
    for (const axis of board.open) {
      board.eachWith(index, [axis], (cell) => void this.#use[cell]!++);
      board.eachAlong(index, axis, (cell) => void this.#near[cell]!++);
    }
  }

  #countGains(): void {
    const board = this.#board;
    for (let index = 0; index < board.size; index++) {
      let gain = 0;
      for (const [pair] of board.pairsOf) if (this.#met[pairAt(board, pair, index)]! <= this.#level) gain++;
      this.#gain[index] = gain;
    }
  }
}

/** A number for each cell, by the seed: the same for the same place, whatever else is on the board. */
function lots(size: number, seed: string): Uint32Array {
  let state = 2166136261;
  for (const sign of seed) state = Math.imul(state ^ (sign.codePointAt(0) ?? 0), 16777619) >>> 0;
  return Uint32Array.from({ length: size }, (_, index) => {
    let mixed = Math.imul(state ^ (index + 0x9e3779b9), 0x85ebca6b) >>> 0;
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 0;
    return (mixed ^ (mixed >>> 16)) >>> 0;
  });
}
