import type { Db } from "#db/database.ts";
import { type Dossier, listDurations, longestOf } from "#providers/video/dossier.ts";
import { priceRun } from "#providers/video/price.ts";
import { compileShot } from "../shots/compile-shot.ts";
import { type DirectedShot, videoRatios } from "../shots/directed-shot.ts";
import {
  type Asks,
  animaticPricing,
  footagePricing,
  type Offer,
  type Offering,
  type Pricing,
  shapeKey,
} from "./estimate.ts";
import { readFilming } from "./filming.ts";
import { animatic, type Footage, paidModels } from "./footage.ts";
import { type PlannedShots, planShots } from "./shot-plan.ts";

/** How a brief's videos are priced: by the dossiers of what films them, as the workspace has them. */
export async function readPricing(db: Db, brandId: string, footage: Footage): Promise<Pricing> {
  if (paidModels(footage).length === 0) return animaticPricing;
  const { dossiers, tier } = await readFilming(db, brandId, footage);
  return dossierPricing(dossiers, tier);
}

/** The same from dossiers in the order in which they are asked. The animatic films what is left, for nothing. */
export function dossierPricing(dossiers: readonly Dossier[], tier: Footage["tier"]): Pricing {
  const paid = dossiers.filter(({ id }) => id !== animatic);
  const known = new Map<string, Offering[]>();
  const offeringsFor = (lengthSeconds: number, ratio: string) => {
    const shape = shapeKey({ lengthSeconds, ratio });
    const found = known.get(shape) ?? paid.map((dossier) => listOffers(dossier, [lengthSeconds], [ratio]));
    known.set(shape, found);
    return found;
  };
  const { id, workers } = footagePricing(
    paid.map((dossier) => ({ id: dossier.id, offers: {}, drafts: {} })),
    tier,
  );
  return {
    ...{ id, workers },
    priceOf: (cell) => footagePricing(offeringsFor(cell.lengthSeconds, cell.ratio), tier).priceOf(cell),
  };
}

/** What one model asks for videos of these lengths and ratios. */
export function listOffers(dossier: Dossier, lengths: readonly number[], ratios: readonly string[]): Offering {
  const shapes = lengths.flatMap((lengthSeconds) => ratios.map((ratio) => ({ lengthSeconds, ratio })));
  const offersAt = (tier: DirectedShot["tier"]) =>
    Object.fromEntries(
      shapes.map((shape) => [shapeKey(shape), offerOf(dossier, tier, shape.lengthSeconds, shape.ratio)]),
    );
  return { id: dossier.id, offers: offersAt("final"), drafts: offersAt("draft") };
}

function offerOf(dossier: Dossier, tier: DirectedShot["tier"], lengthSeconds: number, ratio: string): Offer {
  const { talking, product } = planShots(lengthSeconds);
  return {
    talking: asksFor(dossier, tier, "talking-head", talking, ratio),
    product: asksFor(dossier, tier, "product", product, ratio),
    lips: dossier.makes === "lip-sync" ? asksForLips(dossier, talking) : null,
    silent: dossier.recording !== "drives",
  };
}

/** Lips are matched in clips of at most what the model takes, one after the other; a short one costs its shortest. */
function asksForLips(dossier: Dossier, { count, seconds }: PlannedShots): Asks {
  const longest = longestOf(dossier);
  const clips = Math.ceil(seconds / longest);
  const [shortest = 0] = listDurations(dossier);
  const each = Math.max(shortest, seconds / clips);
  const resolution = dossier.resolutions.at(-1)!.name;
  const micros = priceRun(dossier, { seconds: each, resolution, sound: false }) ?? 0;
  return { micros: count * clips * micros, waits: clips * dossier.deadlineMinutes * 60 };
}

/** Compiles such a shot as it would be filmed: the price is of what would be asked for. */
function asksFor(
  dossier: Dossier,
  tier: DirectedShot["tier"],
  kind: DirectedShot["kind"],
  { count, seconds }: PlannedShots,
  ratio: string,
): Asks {
  const compiled = compileShot({ ...typicalShot(kind, seconds, ratio), tier }, dossier);
  if (!compiled.fits) return null;
  // A shot's clips follow one another where each begins with the last frame of the one before.
  const waits = dossier.deadlineMinutes * 60 * compiled.clips.length;
  return { micros: count * compiled.costMicros, waits };
}

/** A shot of which only what its price depends on is told: the line is recorded here, and portrait and product are there. */
function typicalShot(kind: DirectedShot["kind"], seconds: number, ratio: string): DirectedShot {
  const length = Math.max(1, seconds);
  return {
    ...{ kind, seconds: length, tier: "final", voice: "studio", framing: "medium", move: "push-in", seed: 0 },
    ratio: videoRatios.find((each) => each === ratio) ?? "9:16",
    line: "A line.",
    recording: { file: "line.wav", seconds: length, words: [] },
    direction: "To camera",
    persona: { name: "Somebody", look: "A person", voice: "" },
    product: { title: "A product", look: "" },
    ...{ set: null, style: null, firstFrame: null, lastFrame: null },
    pictures: [
      { role: "persona", file: "persona.png" },
      { role: "product", file: "product.png" },
    ],
  };
}
