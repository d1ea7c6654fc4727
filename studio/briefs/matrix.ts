/** One cell of a brief's matrix, with its exact tags. `position` counts from 0 in the order of making. */
export type Cell = {
  personaId: string;
  hook: string;
  angle: string;
  locale: string;
  ratio: string;
  position: number;
};

export type MatrixOf = {
  personaIds: readonly string[];
  hooks: readonly string[];
  angles: readonly string[];
  locales: readonly string[];
  ratios: readonly string[];
  maxVariants: number;
};

/** What a brief without angles leads with: the product's own first benefit. */
export const defaultAngle = "main benefit";

/**
 * Expands a brief to its cells, persona × hook × angle × locale × ratio, cut to `maxVariants`. The order is always the
 * same, and every beginning of it is spread: the numbers of cells of any two personas differ by at most one, and so do
 * those of any two hooks. Personas and hooks walk a diagonal that shifts by one each time it closes; what is left
 * (angle, locale, ratio) goes to the combination that this persona and this hook have seen least.
 */
export function expandMatrix(brief: MatrixOf): Cell[] {
  const settings = settingsOf(brief);
  const personas = brief.personaIds.length;
  const hooks = brief.hooks.length;
  if (personas === 0 || hooks === 0 || settings.length === 0) return [];
  const round = personas * hooks;
  const closes = round / greatestCommonDivisor(personas, hooks);
  const seen = new Tally();
  const cells: Cell[] = [];
  const wanted = Math.min(brief.maxVariants, round * settings.length);
  for (let position = 0; position < wanted; position++) {
    const step = position % round;
    const persona = step % personas;
    const hook = (step + Math.floor(step / closes)) % hooks;
    const setting = leastSeen(settings.length, (index) => [
      seen.count(`cell ${persona} ${hook} ${index}`),
      seen.count(`${index}`),
      seen.count(`persona ${persona} ${index}`) + seen.count(`hook ${hook} ${index}`),
    ]);
    for (const key of [`cell ${persona} ${hook}`, "", `persona ${persona}`, `hook ${hook}`]) {
      seen.add(`${key} ${setting}`.trim());
    }
    cells.push({
      personaId: brief.personaIds[persona]!,
      hook: brief.hooks[hook]!,
      ...settings[setting]!,
      position,
    });
  }
  return cells;
}

function settingsOf(brief: MatrixOf) {
  const angles = brief.angles.length > 0 ? brief.angles : [defaultAngle];
  return angles.flatMap((angle) =>
    brief.locales.flatMap((locale) => brief.ratios.map((ratio) => ({ angle, locale, ratio }))),
  );
}

/** The index with the smallest list of counts, compared from the first on; the earlier one when they are equal. */
function leastSeen(size: number, countsOf: (index: number) => number[]): number {
  let best = 0;
  let bestCounts = countsOf(0);
  for (let index = 1; index < size; index++) {
    const counts = countsOf(index);
    const differing = counts.findIndex((count, place) => count !== bestCounts[place]);
    if (differing >= 0 && counts[differing]! < bestCounts[differing]!) [best, bestCounts] = [index, counts];
  }
  return best;
}

class Tally {
  readonly #counts = new Map<string, number>();
  add(key: string) {
    this.#counts.set(key, this.count(key) + 1);
  }
  count(key: string) {
    return this.#counts.get(key) ?? 0;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
