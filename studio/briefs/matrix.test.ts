import fc from "fast-check";
import { expect, test } from "vitest";
import {
  axes,
  type Cell,
  countGrid,
  defaultAngle,
  expandMatrix,
  keyOf,
  listGrid,
  type MatrixOf,
  type Tags,
} from "./matrix.ts";

const names = (prefix: string, most: number, least = 1) =>
  fc.integer({ min: least, max: most }).map((size) => Array.from({ length: size }, (_, index) => `${prefix}${index}`));

const briefOf = (most: { personas: number; hooks: number; angles: number }): fc.Arbitrary<MatrixOf> =>
  fc.record({
    productIds: names("x", 2),
    personaIds: names("p", most.personas),
    hooks: names("h", most.hooks),
    angles: names("a", most.angles, 0),
    locales: fc.constant(["en"]),
    ratios: fc.constant(["9:16"]),
    lengths: fc.subarray([6, 15, 20, 30], { minLength: 1 }),
    maxVariants: fc.integer({ min: 1, max: 120 }),
    seed: fc.string(),
  });
const briefs = briefOf({ personas: 7, hooks: 6, angles: 3 });
const small = briefOf({ personas: 3, hooks: 3, angles: 2 });

const valuesOf = (brief: MatrixOf) => ({
  productId: brief.productIds,
  personaId: brief.personaIds,
  hook: brief.hooks,
  angle: brief.angles.length > 0 ? brief.angles : [defaultAngle],
  locale: brief.locales,
  ratio: brief.ratios,
  lengthSeconds: brief.lengths,
});

function spread(cells: Tags[], of: readonly unknown[], axis: keyof Tags): number {
  const counts = of.map((value) => cells.filter((cell) => cell[axis] === value).length);
  return Math.max(...counts) - Math.min(...counts);
}

/** How many pairs of values of two axes meet in these cells. */
function pairsIn(cells: Tags[]): number {
  const pairs = new Set<string>();
  for (const cell of cells) {
    for (const [place, one] of axes.entries()) {
      for (const other of axes.slice(place + 1)) pairs.add(`${one} ${cell[one]} ${other} ${cell[other]}`);
    }
  }
  return pairs.size;
}

const ideaOf = ({ productId, personaId, hook, angle }: Tags) => JSON.stringify([productId, personaId, hook, angle]);

test("no cell is made twice, and all are made when there is room", () => {
  fc.assert(
    fc.property(briefs, (brief) => {
      const cells = expandMatrix(brief);
      expect(new Set(cells.map(keyOf)).size).toBe(cells.length);
      expect(cells.length).toBe(Math.min(countGrid(brief), brief.maxVariants));
      expect(cells.map((cell) => cell.position)).toEqual(cells.map((_, index) => index));
    }),
  );
});

test("the same brief gives the same cells, and another seed other ones", () => {
  const brief = {
    ...{
      productIds: ["x"],
      personaIds: ["a", "b", "c", "d"],
      hooks: ["h", "i", "j", "k"],
      angles: ["s", "t", "u", "v"],
    },
    ...{ locales: ["en"], ratios: ["9:16"], lengths: [15, 30], maxVariants: 10 },
  };
  expect(expandMatrix({ ...brief, seed: "one" })).toEqual(expandMatrix({ ...brief, seed: "one" }));
  expect(expandMatrix({ ...brief, seed: "one" })).not.toEqual(expandMatrix({ ...brief, seed: "two" }));
});

test("asking for more keeps the beginning", () => {
  fc.assert(
    fc.property(briefs, fc.integer({ min: 1, max: 50 }), (brief, fewer) => {
      const whole = expandMatrix(brief);
      const least = Math.min(fewer, brief.maxVariants);
      expect(expandMatrix({ ...brief, maxVariants: least })).toEqual(whole.slice(0, least));
    }),
  );
});

test("cells that exist are kept and complemented, as if they had been chosen in the same breath", () => {
  fc.assert(
    fc.property(briefs, fc.integer({ min: 0, max: 40 }), (brief, made) => {
      const whole = expandMatrix(brief);
      const kept = whole.slice(0, made);
      expect(expandMatrix(brief, kept).map(keyOf)).toEqual(whole.slice(made).map(keyOf));
    }),
  );
});

test("what was made of values that the brief has no more still counts, and is not made again", () => {
  const brief: MatrixOf = {
    ...{ productIds: ["x"], personaIds: ["a", "b"], hooks: ["h"], angles: [], locales: ["en"], ratios: ["9:16"] },
    ...{ lengths: [20], maxVariants: 2, seed: "" },
  };
  const [cell] = listGrid(brief) as [Tags];
  const gone = { ...cell, personaId: "left" };
  expect(expandMatrix(brief, [gone, cell])).toEqual([]);
  expect(expandMatrix({ ...brief, maxVariants: 3 }, [gone, cell]).map(({ personaId }) => personaId)).toEqual(["b"]);
});

test("every value is used as soon as there are as many videos as the longest list has values", () => {
  fc.assert(
    fc.property(briefs, (brief) => {
      const lists = Object.entries(valuesOf(brief)) as [keyof Tags, readonly unknown[]][];
      const longest = Math.max(...lists.map(([, list]) => list.length));
      const cells = expandMatrix({ ...brief, maxVariants: longest });
      for (const [axis, list] of lists) expect(new Set(cells.map((cell) => cell[axis])).size).toBe(list.length);
    }),
  );
});

test("no idea is told twice while one was not told at all", () => {
  fc.assert(
    fc.property(briefs, (brief) => {
      const cells = expandMatrix(brief);
      const ideas = countGrid({ ...brief, lengths: [20] });
      expect(new Set(cells.map(ideaOf)).size).toBe(Math.min(ideas, cells.length));
    }),
  );
});

test("of few cells, at least as many pairs meet as in the first ones of the list, and a lucky draw is hardly ahead", () => {
  fc.assert(
    fc.property(briefs, fc.integer(), (brief, lot) => {
      const cells = expandMatrix(brief);
      const grid = listGrid(brief);
      expect(pairsIn(cells)).toBeGreaterThanOrEqual(pairsIn(grid.slice(0, cells.length)));
      // One cell after the other is not always the best choice (see the next test): 51 pairs were once seen against 52.
      expect(pairsIn(cells)).toBeGreaterThanOrEqual(0.9 * pairsIn(shuffled(grid, lot).slice(0, cells.length)));
    }),
    { numRuns: 300 },
  );
});

test("never are fewer than 1 − 1/e of the pairs met that the best choice could have met", () => {
  fc.assert(
    fc.property(small, fc.integer({ min: 1, max: 3 }), (brief, most) => {
      const grid = listGrid(brief);
      fc.pre(grid.length <= 40);
      const trivial = pairsIn(grid.slice(0, 1)) === pairsIn(grid) ? 0 : constantPairs(brief);
      const own = pairsIn(expandMatrix({ ...brief, maxVariants: most })) - trivial;
      let best = 0;
      for (const chosen of subsets(grid, Math.min(most, grid.length))) best = Math.max(best, pairsIn(chosen) - trivial);
      expect(own).toBeGreaterThanOrEqual((1 - 1 / Math.E) * best);
    }),
    { numRuns: 60 },
  );
});

/** Pairs of two axes without a choice meet in every cell: they flatter any choice. */
function constantPairs(brief: MatrixOf): number {
  const fixed = Object.values(valuesOf(brief)).filter((list) => list.length === 1).length;
  return (fixed * (fixed - 1)) / 2;
}

test("however few are made, personas and hooks share them nearly evenly", () => {
  let even = 0;
  let all = 0;
  fc.assert(
    fc.property(briefs, (brief) => {
      const cells = expandMatrix(brief);
      const apart = [spread(cells, brief.personaIds, "personaId"), spread(cells, brief.hooks, "hook")];
      expect(Math.max(...apart)).toBeLessThanOrEqual(4);
      even += apart.filter((spread) => spread <= 1).length;
      all += apart.length;
    }),
    { numRuns: 400 },
  );
  expect(even / all).toBeGreaterThan(0.9);
});

test("a persona meets every angle before it meets one twice", () => {
  const cells: Cell[] = expandMatrix({
    productIds: ["x"],
    personaIds: ["maja", "ola", "siri"],
    hooks: ["question", "myth", "demo"],
    angles: ["taste", "ritual", "gift"],
    ...{ locales: ["en"], ratios: ["9:16"], lengths: [20], maxVariants: 9, seed: "spring" },
  });
  for (const persona of ["maja", "ola", "siri"]) {
    expect(new Set(cells.filter((cell) => cell.personaId === persona).map((cell) => cell.angle)).size).toBe(3);
  }
});

test("a brief without angles leads with the main benefit, and one without personas makes nothing", () => {
  const one: MatrixOf = {
    ...{ productIds: ["x"], personaIds: ["maja"], hooks: ["myth"], angles: [], locales: ["en"], ratios: ["9:16"] },
    ...{ lengths: [20], maxVariants: 5, seed: "" },
  };
  expect(expandMatrix(one).map((cell) => cell.angle)).toEqual([defaultAngle]);
  expect(expandMatrix({ ...one, personaIds: [] })).toEqual([]);
});

function shuffled<T>(list: T[], lot: number): T[] {
  let state = lot >>> 0 || 1;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
  return list
    .map((each) => [next(), each] as const)
    .sort(([a], [b]) => a - b)
    .map(([, each]) => each);
}

function* subsets<T>(list: T[], size: number): Generator<T[]> {
  if (size === 0) return yield [];
  for (const [place, first] of list.entries()) {
    for (const rest of subsets(list.slice(place + 1), size - 1)) yield [first, ...rest];
  }
}
