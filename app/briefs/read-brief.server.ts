import type { Db } from "#db/database.ts";
import { listPersonas } from "#db/queries/personas.ts";
import { listProducts } from "#db/queries/products.ts";
import { longestVideo, shortestVideo } from "#providers/text/contract.ts";
import { findMissingSettings } from "#providers/video/missing-settings.ts";
import { animatic } from "#studio/briefs/footage.ts";
import { offeredRatios } from "#studio/briefs/input.ts";
import { usualLengths } from "#studio/briefs/limits.ts";
import { listOffers } from "#studio/briefs/offers.ts";
import { listDossiers } from "#studio/dossiers/shelf.ts";
import { bibleSchema } from "#studio/personas/bible.ts";
import { traitsOf } from "#studio/personas/pick-cast.ts";
import { sayLengths, sayRate } from "./say-model.ts";

/**
 * What a brief can be made of: the brand's products and personas that are in use, and the video models that there are, with
 * what each still lacks in `settings`, the environment's, and what it asks for videos of the usual lengths and `lengths`.
 */
export async function listIngredients(
  db: Db,
  brand: { id: string; workspaceId: string },
  settings: Record<string, string | undefined>,
  lengths: readonly (number | string)[] = [],
) {
  const [products, personas, shelf] = await Promise.all([
    listProducts(db, brand.id, { limit: 200 }),
    listPersonas(db, brand.id, { limit: 100 }),
    listDossiers(db, brand.workspaceId),
  ]);
  const priced = [...new Set([...usualLengths, ...lengths.map(Number)])].filter(isLength);
  return {
    products: products.map(({ id, title, description, picture }) => ({
      ...{ id, title, hasPicture: picture !== null },
      about: `${title}. ${description.slice(0, 400)}`,
    })),
    ratios: [...offeredRatios] as string[],
    models: shelf
      .filter(({ id }) => id !== animatic)
      .map(({ id, dossier }) => ({
        ...{ id, name: dossier.name, makes: dossier.makes, rate: sayRate(dossier), lengths: sayLengths(dossier) },
        lacks: findMissingSettings(dossier, settings),
        offers: listOffers(dossier, priced, offeredRatios).offers,
      })),
    personas: personas.map(({ id, name, bible, voice }) => {
      const read = bibleSchema.safeParse(bible);
      const { audience = "", taboos = [] } = read.data ?? {};
      return { id, name, audience, taboos, traits: read.success ? traitsOf(read.data, voice) : [] };
    }),
  };
}
const isLength = (seconds: number) => seconds >= shortestVideo && seconds <= longestVideo;

export type Ingredients = Awaited<ReturnType<typeof listIngredients>>;
