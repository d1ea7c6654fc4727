import type { Tags } from "./matrix.ts";

/** What one video is expected to cost, in millionths of a US dollar, and to take, in wall seconds of one worker. */
export type Price = { micros: number; seconds: number };

/** How the provider that will make the videos is priced: its dossier's formula. `workers` videos are made side by side. */
export type Pricing = { id: string; workers: number; priceOf(cell: Pick<Tags, "lengthSeconds" | "ratio">): Price };

/**
 * The animatic is made on this machine and costs nothing. 20 s of video at 1080×1920 take about 13 s on two cores with
 * two shots rendered side by side: the renderer's target, held by `npm run bench -- main-job`.
 */
export const animaticPricing: Pricing = {
  id: "animatic",
  workers: 1,
  priceOf: ({ lengthSeconds }) => ({ micros: 0, seconds: lengthSeconds * 0.65 }),
};

export type Priced<T> = T & { price: Price };

/** Each cell with what it will cost and take. */
export function priceCells<T extends Pick<Tags, "lengthSeconds" | "ratio">>(
  cells: readonly T[],
  pricing: Pricing = animaticPricing,
): Priced<T>[] {
  return cells.map((cell) => ({ ...cell, price: pricing.priceOf(cell) }));
}

/** `costMicros` in millionths of a US dollar; `seconds` until the last video stands, and until the first. */
export type Estimate = { variants: number; costMicros: number; seconds: number; firstAfterSeconds: number };

/** What a run of these videos will cost and take: each worker takes the next as soon as it is free, in the order given. */
export function estimateRun(prices: readonly Price[], workers = animaticPricing.workers): Estimate {
  const busy = Array.from({ length: Math.max(1, workers) }, () => 0);
  let first = 0;
  for (const { seconds } of prices) {
    const free = busy.indexOf(Math.min(...busy));
    busy[free]! += seconds;
    first = first === 0 ? busy[free]! : Math.min(first, busy[free]!);
  }
  return {
    variants: prices.length,
    costMicros: prices.reduce((sum, { micros }) => sum + micros, 0),
    seconds: Math.ceil(Math.max(...busy)),
    firstAfterSeconds: Math.ceil(first),
  };
}
