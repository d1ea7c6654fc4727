import { type Dossier, listDurations } from "./dossier.ts";

/** What is asked of a model, as far as it changes the price. `seconds` are those asked for, not those kept. */
export type Priced = { seconds: number; resolution: string; sound: boolean };

/**
 * What one run costs by the dossier's formula, in millionths of a US dollar: the rate for its resolution and sound, times
 * the seconds asked for unless a clip has one price. Undefined when the dossier has no rate for it.
 */
export function priceRun(
  { price }: Pick<Dossier, "price">,
  { seconds, resolution, sound }: Priced,
): number | undefined {
  const rate = price.rates.find(
    (each) => (each.resolution ?? resolution) === resolution && (each.sound ?? sound) === sound,
  );
  if (!rate) return undefined;
  const counted = price.wholeSeconds ? Math.ceil(seconds - 1e-6) : seconds;
  return Math.round(rate.dollars * 1_000_000 * (price.per === "second" ? counted : 1));
}

/** Every run that a dossier offers: duration × ratio × resolution × sound, each with its price or the lack of one. */
export function listOffers(dossier: Dossier): (Priced & { ratio: string; costMicros: number | undefined })[] {
  const sounds = dossier.sound === "none" || !dossier.parameters.sound ? [dossier.sound !== "none"] : [false, true];
  return listDurations(dossier).flatMap((seconds) =>
    dossier.ratios.offered.flatMap((ratio) =>
      dossier.resolutions
        .filter(({ onlySeconds }) => !onlySeconds || onlySeconds.includes(seconds))
        .flatMap(({ name: resolution }) =>
          sounds.map((sound) => ({
            ...{ seconds, ratio, resolution, sound },
            costMicros: priceRun(dossier, { seconds, resolution, sound }),
          })),
        ),
    ),
  );
}
