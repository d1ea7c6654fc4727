import fc from "fast-check";
import { expect, test } from "vitest";
import { type Cell, defaultAngle, expandMatrix, type MatrixOf } from "./matrix.ts";

const names = (prefix: string, most: number, least = 1) =>
  fc.integer({ min: least, max: most }).map((size) => Array.from({ length: size }, (_, index) => `${prefix}${index}`));

const briefs: fc.Arbitrary<MatrixOf> = fc.record({
  personaIds: names("p", 8),
  hooks: names("h", 6),
  angles: names("a", 4, 0),
  locales: names("l", 2),
  ratios: names("r", 2),
  maxVariants: fc.integer({ min: 1, max: 250 }),
});

const tags = ({ position: _, ...cell }: Cell) => JSON.stringify(cell);

function spread(cells: Cell[], of: readonly string[], tag: keyof Cell): number {
  const counts = of.map((value) => cells.filter((cell) => cell[tag] === value).length);
  return Math.max(...counts) - Math.min(...counts);
}

test("no cell is made twice, and all are made when there is room", () => {
  fc.assert(
    fc.property(briefs, (brief) => {
      const cells = expandMatrix(brief);
      const all =
        brief.personaIds.length *
        brief.hooks.length *
        Math.max(1, brief.angles.length) *
        brief.locales.length *
        brief.ratios.length;
      expect(new Set(cells.map(tags)).size).toBe(cells.length);
      expect(cells.length).toBe(Math.min(all, brief.maxVariants));
      expect(cells.map((cell) => cell.position)).toEqual(cells.map((_, index) => index));
    }),
  );
});

test("however few are made, personas and hooks share them evenly", () => {
  fc.assert(
    fc.property(briefs, (brief) => {
      const cells = expandMatrix(brief);
      expect(spread(cells, brief.personaIds, "personaId")).toBeLessThanOrEqual(1);
      expect(spread(cells, brief.hooks, "hook")).toBeLessThanOrEqual(1);
    }),
  );
});

test("asking for more keeps the beginning", () => {
  fc.assert(
    fc.property(briefs, fc.integer({ min: 1, max: 50 }), (brief, fewer) => {
      const whole = expandMatrix(brief);
      expect(expandMatrix({ ...brief, maxVariants: Math.min(fewer, brief.maxVariants) })).toEqual(
        whole.slice(0, Math.min(fewer, brief.maxVariants)),
      );
    }),
  );
});

test("a persona meets every angle before it meets one twice", () => {
  const cells = expandMatrix({
    personaIds: ["maja", "ola", "siri"],
    hooks: ["question", "myth", "demo"],
    angles: ["taste", "ritual", "gift"],
    locales: ["en"],
    ratios: ["9:16"],
    maxVariants: 9,
  });
  for (const persona of ["maja", "ola", "siri"]) {
    expect(new Set(cells.filter((cell) => cell.personaId === persona).map((cell) => cell.angle)).size).toBe(3);
  }
});

test("a brief without angles leads with the main benefit", () => {
  const one = { personaIds: ["maja"], hooks: ["myth"], angles: [], locales: ["en"], ratios: ["9:16"], maxVariants: 5 };
  expect(expandMatrix(one).map((cell) => cell.angle)).toEqual([defaultAngle]);
  expect(expandMatrix({ ...one, personaIds: [] })).toEqual([]);
});

test("a thousand cells take less than a second", () => {
  const started = performance.now();
  const many = { length: 10 };
  const cells = expandMatrix({
    personaIds: Array.from(many, (_, index) => `p${index}`),
    hooks: Array.from(many, (_, index) => `h${index}`),
    angles: Array.from(many, (_, index) => `a${index}`),
    locales: ["en"],
    ratios: ["9:16"],
    maxVariants: 1000,
  });
  expect(cells).toHaveLength(1000);
  expect(performance.now() - started).toBeLessThan(1000);
});
