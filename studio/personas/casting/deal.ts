import { seededNumbers } from "#media/canvas/motion.ts";

/** Which group somebody is in, by each thing that a trait must not follow from. */
export type Groups = { presentation: string; origin: string };

/**
 * Deals values one by one, evenly overall and evenly within every presentation and every origin: each time one of those
 * that this presentation and this origin have had least often, then those dealt least often at all, then by lot.
 */
export class Deck<T extends string | number> {
  readonly #values: readonly T[];
  readonly #next: () => number;
  readonly #dealt = new Map<string, number>();

  constructor(values: readonly T[], seed: string) {
    this.#values = values;
    this.#next = seededNumbers(seed);
  }

  deal({ presentation, origin }: Groups, except: readonly T[] = []): T {
    const free = this.#values.filter((value) => !except.includes(value));
    const weighed = (free.length > 0 ? free : this.#values).map((value) => ({
      value,
      weight:
        this.#count(`p ${presentation} ${value}`) + this.#count(`o ${origin} ${value}`) + this.#count(`all ${value}`),
      lot: this.#next(),
    }));
    const least = Math.min(...weighed.map(({ weight }) => weight));
    const chosen = weighed
      .filter(({ weight }) => weight === least)
      .reduce((best, each) => (each.lot < best.lot ? each : best));
    this.#add({ presentation, origin }, chosen.value);
    return chosen.value;
  }

  /** Several at once, none twice. */
  dealSome(groups: Groups, count: number, except: readonly T[] = []): T[] {
    const some: T[] = [];
    while (some.length < count) some.push(this.deal(groups, [...except, ...some]));
    return some;
  }

  /** Counts values as dealt that somebody has from elsewhere. Values that are not in the deck change nothing. */
  count(groups: Groups, values: readonly T[]): void {
    for (const value of values) this.#add(groups, value);
  }

  #add({ presentation, origin }: Groups, value: T): void {
    for (const key of [`p ${presentation} ${value}`, `o ${origin} ${value}`, `all ${value}`]) {
      this.#dealt.set(key, this.#count(key) + 1);
    }
  }

  #count(key: string): number {
    return this.#dealt.get(key) ?? 0;
  }
}
