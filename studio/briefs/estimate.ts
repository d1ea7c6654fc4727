/** What one video costs and takes with the provider that will make it. Money in millionths of a US dollar. */
export type Prices = {
  microsPerVideo: number;
  /** Wall seconds of making for one second of video, on one worker. */
  secondsPerVideoSecond: number;
  workers: number;
};

/**
 * The animatic is made on this machine and costs nothing. 20 s of video at 1080×1920 take about 13 s on two cores with
 * two shots rendered side by side: the renderer's target, held by `npm run bench -- main-job`.
 */
export const animaticPrices: Prices = { microsPerVideo: 0, secondsPerVideoSecond: 0.65, workers: 1 };

/** `costMicros` in millionths of a US dollar; `seconds` until the last video stands, and until the first. */
export type Estimate = { variants: number; costMicros: number; seconds: number; firstAfterSeconds: number };

/** What a run of so many videos of a length will cost and take, before anything runs. */
export function estimateRun(variants: number, lengthSeconds: number, prices: Prices = animaticPrices): Estimate {
  const each = lengthSeconds * prices.secondsPerVideoSecond;
  return {
    variants,
    costMicros: variants * prices.microsPerVideo,
    seconds: Math.ceil(Math.ceil(variants / prices.workers) * each),
    firstAfterSeconds: variants === 0 ? 0 : Math.ceil(each),
  };
}

/** How many videos a budget (in cents) pays for; all of them when there is no budget or they cost nothing. */
export function affordable(budgetCents: number | null, prices: Prices): number {
  if (budgetCents === null || prices.microsPerVideo === 0) return Number.POSITIVE_INFINITY;
  return Math.floor((budgetCents * 10_000) / prices.microsPerVideo);
}
