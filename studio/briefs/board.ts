/** The exact tags of one video: a place on the brief's grid. */
export type Tags = {
  productId: string;
  personaId: string;
  hook: string;
  angle: string;
  locale: string;
  ratio: string;
  lengthSeconds: number;
};

/** What a brief offers on each axis. Values that come twice count once. */
export type Grid = {
  productIds: readonly string[];
  personaIds: readonly string[];
  hooks: readonly string[];
  angles: readonly string[];
  locales: readonly string[];
  ratios: readonly string[];
  /** In seconds. */
  lengths: readonly number[];
};

/** What a brief without angles leads with: the product's own first benefit. */
export const defaultAngle = "main benefit";

/** The tags in the order of the grid, the idea's first: what is told, then how it is wrapped. */
export const axes = ["productId", "personaId", "hook", "angle", "locale", "ratio", "lengthSeconds"] as const;

/** How many of the axes make the idea: product, persona, hook and angle. */
const ideaAxes = 4;

/**
 * A brief's grid as numbers: a cell is an index in mixed radix over the axes. `open` are the axes with a choice; pairs
 * are counted between those alone, because the others never differ.
 */
export type Board = {
  values: (readonly (string | number)[])[];
  strides: number[];
  size: number;
  ideas: number;
  ideaOf(index: number): number;
  open: number[];
  /** Every pair of open axes: its number, and the two axes. */
  pairsOf: [pair: number, first: number, second: number][];
  pairsOfCell: number;
  /** Where each pair's counts begin, and how many there are in all. */
  offsets: number[];
  pairs: number;
  /** Visits all cells that have the index' values on `fixed`. */
  eachWith(index: number, fixed: number[], visit: (cell: number) => void): void;
  /** Visits the cells that differ from the index on `axis` alone. */
  eachAlong(index: number, axis: number, visit: (cell: number) => void): void;
};

export function boardOf(brief: Grid): Board {
  const angles = brief.angles.length > 0 ? brief.angles : [defaultAngle];
  const values = [
    brief.productIds,
    brief.personaIds,
    brief.hooks,
    angles,
    brief.locales,
    brief.ratios,
    brief.lengths,
  ].map((list) => [...new Set<string | number>(list)]);
  const strides = values.map((_, axis) => product(values.slice(axis + 1)));
  const size = product(values);
  const open = values.flatMap((list, axis) => (list.length > 1 ? [axis] : []));
  const offsets: number[] = [];
  const pairsOf: Board["pairsOf"] = [];
  let pairs = 0;
  for (const [place, first] of open.entries()) {
    for (const second of open.slice(place + 1)) {
      pairsOf.push([offsets.length, first, second]);
      offsets.push(pairs);
      pairs += values[first]!.length * values[second]!.length;
    }
  }
  const wrappings = strides[ideaAxes - 1]!;
  const digit = (index: number, axis: number) => Math.floor(index / strides[axis]!) % values[axis]!.length;
  return {
    ...{ values, strides, size, open, pairsOf, offsets, pairs, pairsOfCell: pairsOf.length },
    ideas: size / Math.max(1, wrappings),
    ideaOf: (index) => Math.floor(index / wrappings),
    eachWith(index, fixed, visit) {
      const free = open.filter((axis) => !fixed.includes(axis));
      const walk = (from: number, depth: number) => {
        const axis = free[depth];
        if (axis === undefined) return visit(from);
        for (let value = 0; value < values[axis]!.length; value++) walk(from + value * strides[axis]!, depth + 1);
      };
      walk(
        fixed.reduce((sum, axis) => sum + digit(index, axis) * strides[axis]!, 0),
        0,
      );
    },
    eachAlong(index, axis, visit) {
      const own = digit(index, axis);
      const base = index - own * strides[axis]!;
      for (let value = 0; value < values[axis]!.length; value++) {
        if (value !== own) visit(base + value * strides[axis]!);
      }
    },
  };
}

export function cellAt({ values, strides }: Board, index: number): Tags {
  const at = axes.map((axis, place) => [
    axis,
    values[place]![Math.floor(index / strides[place]!) % values[place]!.length],
  ]);
  return Object.fromEntries(at) as Tags;
}

/** Where a cell stands on the board; undefined when the brief has no such value any more. */
export function indexOf({ values, strides }: Board, tags: Tags): number | undefined {
  let index = 0;
  for (const [place, axis] of axes.entries()) {
    const digit = values[place]!.indexOf(tags[axis]);
    if (digit < 0) return undefined;
    index += digit * strides[place]!;
  }
  return index;
}

/** The place of a cell's pair in the counts. */
export function pairAt({ pairsOf, offsets, strides, values }: Board, pair: number, index: number): number {
  const [, first, second] = pairsOf[pair]!;
  const one = Math.floor(index / strides[first]!) % values[first]!.length;
  const other = Math.floor(index / strides[second]!) % values[second]!.length;
  return offsets[pair]! + one * values[second]!.length + other;
}

function product(lists: (readonly unknown[])[]): number {
  return lists.reduce((size, list) => size * list.length, 1);
}
