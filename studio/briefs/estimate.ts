import type { Footage } from "./footage.ts";
import type { Tags } from "./matrix.ts";

/** What one video is expected to cost and take. */
export type Price = {
  /** What making it now costs, in millionths of a US dollar. */
  micros: number;
  /** How long one worker of this machine is busy with it, in wall seconds. */
  seconds: number;
  /** How long those who film it may take beside that, at most, in seconds. They film side by side. */
  waits?: number;
  /** What filming it will cost once its draft was approved, and take at most; absent where the draft is the video. */
  later?: { micros: number; waits: number };
};

type Shape = Pick<Tags, "lengthSeconds" | "ratio">;

/** How what will make the videos is priced. `workers` videos are made side by side on this machine. */
export type Pricing = { id: string; workers: number; priceOf(cell: Shape): Price };

/**
 * The animatic is made on this machine and costs nothing. 20 s of video at 1080×1920 take about 13 s on two cores with
 * two shots rendered side by side: the renderer's target, held by `npm run bench -- main-job`.
 */
export const animaticPricing: Pricing = {
  id: "animatic",
  workers: 1,
  priceOf: ({ lengthSeconds }) => ({ micros: 0, seconds: lengthSeconds * 0.65 }),
};

/** What one model asks for all shots of one kind in a video, and how long it may take at most; null when it films none. */
export type Asks = { micros: number; waits: number } | null;

/**
 * What a model asks for the shots that a video of this shape usually has. `lips`: for matching the lips of those that were
 * filmed by one that cannot follow a recording (`silent`).
 */
export type Offer = { talking: Asks; product: Asks; lips: Asks; silent: boolean };

/** A model that may be chosen, with its offers by `shapeKey`: for final takes, and for those of a draft. */
export type Offering = {
  id: string;
  offers: Readonly<Record<string, Offer>>;
  drafts: Readonly<Record<string, Offer>>;
};

export const shapeKey = ({ lengthSeconds, ratio }: Shape) => `${lengthSeconds} ${ratio}`;

/**
 * The price of generated footage: of each kind of shot, what the first model asks that films it, as whoever films asks
 * them, and what the first asks that matches lips where they have to be. What none of them films is drawn, for nothing. Everything is drawn, voiced and put together on this machine, too.
 */
export function footagePricing(models: readonly Offering[], tier: Footage["tier"]): Pricing {
  if (models.length === 0) return animaticPricing;
  return {
    id: models.map(({ id }) => id).join(" "),
    workers: animaticPricing.workers,
    priceOf: (cell) => {
      const drawn = animaticPricing.priceOf(cell);
      const shape = shapeKey(cell);
      const filmed = filmingOf(models.flatMap(({ offers }) => offers[shape] ?? []));
      if (tier === "draft-first") return { ...drawn, later: filmed };
      if (tier === "filmed-draft") {
        const draft = filmingOf(cheapestFirst(models.flatMap(({ drafts }) => drafts[shape] ?? [])));
        return { micros: draft.micros, seconds: drawn.seconds, waits: draft.waits, later: filmed };
      }
      return { micros: filmed.micros, seconds: drawn.seconds, waits: filmed.waits };
    },
  };
}

/** As whoever films a draft asks them: each kind of shot of the cheapest that films it, lips included. */
function cheapestFirst(offers: readonly Offer[]): Offer[] {
  const lips = offers.find((offer) => offer.lips)?.lips ?? null;
  const costOf = ({ talking, silent }: Offer) => sumOf([talking, silent ? lips : null], "micros");
  const best = <T>(found: T[], cost: (each: T) => number) => [...found].sort((a, b) => cost(a) - cost(b))[0];
  const speaks = best(
    offers.filter(({ talking }) => talking),
    costOf,
  );
  const shows = best(
    offers.flatMap(({ product }) => product ?? []),
    ({ micros }) => micros,
  );
  return [{ talking: speaks?.talking ?? null, silent: speaks?.silent ?? false, product: shows ?? null, lips }];
}

function filmingOf(offers: readonly Offer[]): { micros: number; waits: number } {
  const talking = offers.find((offer) => offer.talking);
  const lips = talking?.silent ? offers.find((offer) => offer.lips)?.lips : null;
  const spoken = { micros: sumOf([talking?.talking, lips], "micros"), waits: sumOf([talking?.talking, lips], "waits") };
  const product = offers.find((offer) => offer.product)?.product ?? { micros: 0, waits: 0 };
  return { micros: spoken.micros + product.micros, waits: Math.max(spoken.waits, product.waits) };
}

const sumOf = (asked: readonly (Asks | undefined)[], what: "micros" | "waits") =>
  asked.reduce((sum, asks) => sum + (asks?.[what] ?? 0), 0);

/** What a video costs in the end, when everything is done that it is priced for. */
export function wholePrice({ micros, later }: Price): number {
  return micros + (later?.micros ?? 0);
}

export type Priced<T> = T & { price: Price };

/** Each cell with what it will cost and take. */
export function priceCells<T extends Shape>(cells: readonly T[], pricing: Pricing = animaticPricing): Priced<T>[] {
  const known = new Map<string, Price>();
  return cells.map((cell) => {
    const shape = shapeKey(cell);
    const price = known.get(shape) ?? pricing.priceOf(cell);
    known.set(shape, price);
    return { ...cell, price };
  });
}

/**
 * `costMicros` in millionths of a US dollar; `seconds` until the last video stands, and until the first. `laterMicros` is
 * what filming all of them would cost once their drafts are approved.
 */
export type Estimate = {
  variants: number;
  costMicros: number;
  laterMicros: number;
  seconds: number;
  firstAfterSeconds: number;
};

/** What a run of these videos will cost and take: each worker takes the next as soon as it is free, in the order given. */
export function estimateRun(prices: readonly Price[], workers = animaticPricing.workers): Estimate {
  const busy = Array.from({ length: Math.max(1, workers) }, () => 0);
  let [first, last] = [0, 0];
  for (const { seconds, waits = 0 } of prices) {
    const free = busy.indexOf(Math.min(...busy));
    busy[free]! += seconds;
    const done = busy[free]! + waits;
    first = first === 0 ? done : Math.min(first, done);
    last = Math.max(last, done);
  }
  const sum = (amount: (price: Price) => number) => prices.reduce((total, price) => total + amount(price), 0);
  return {
    variants: prices.length,
    costMicros: sum(({ micros }) => micros),
    laterMicros: sum(({ later }) => later?.micros ?? 0),
    seconds: Math.ceil(last),
    firstAfterSeconds: Math.ceil(first),
  };
}
