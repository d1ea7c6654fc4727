import { readShippedDossiers } from "#providers/video/dossiers.ts";
import { estimateRun, priceCells } from "#studio/briefs/estimate.ts";
import { expandMatrix, type MatrixOf } from "#studio/briefs/matrix.ts";
import { dossierPricing } from "#studio/briefs/offers.ts";
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

/** What films it: three models that cost money, in an order of failover, before the animatic. */
const models = ["kling-avatar-v2", "veo-3.1-fast", "kling-v3"];

/** Seconds to choose 1,000 cells of that brief and to price and time each by its dossiers; the median of five. */
export async function run(): Promise<{ matrixSeconds1k: number }> {
  const dossiers = readShippedDossiers().flatMap(({ id, dossier }) => (models.includes(id) ? dossier : []));
  const runs = Array.from({ length: 5 }, () => {
    const started = performance.now();
    const prices = priceCells(expandMatrix(wide), dossierPricing(dossiers, "final")).map(({ price }) => price);
    const { variants, costMicros } = estimateRun(prices);
    if (variants !== 1000 || costMicros === 0) throw new Error(`The matrix has ${variants} priced cells, not 1,000`);
    return (performance.now() - started) / 1000;
  });
  return { matrixSeconds1k: median(runs) };
}
