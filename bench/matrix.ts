import { animaticPricing, estimateRun, priceCells } from "#studio/briefs/estimate.ts";
import { expandMatrix, type MatrixOf } from "#studio/briefs/matrix.ts";
import { median } from "./median.ts";

const names = (prefix: string, size: number) => Array.from({ length: size }, (_, index) => `${prefix} ${index + 1}`);

/** A brief of 4,800 combinations, as wide on every axis as campaigns are, of which a thousand are to be made. */
const wide: MatrixOf = {
  productIds: names("product", 2),
  personaIds: names("persona", 10),
  hooks: names("hook", 10),
  angles: names("angle", 6),
  locales: ["en"],
  ratios: ["9:16"],
  lengths: [6, 15, 30, 60],
  maxVariants: 1000,
  seed: "bench",
};

/** Seconds to choose 1,000 cells of that brief and to price and time each; the median of five. */
export async function run(): Promise<{ matrixSeconds1k: number }> {
  const runs = Array.from({ length: 5 }, () => {
    const started = performance.now();
    const prices = priceCells(expandMatrix(wide)).map(({ price }) => price);
    const { variants } = estimateRun(prices, animaticPricing.workers);
    if (variants !== 1000) throw new Error(`The matrix has ${variants} cells, not 1,000`);
    return (performance.now() - started) / 1000;
  });
  return { matrixSeconds1k: median(runs) };
}
