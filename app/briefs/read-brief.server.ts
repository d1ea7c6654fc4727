import { kitNetworks } from "#brand-kits/schema.ts";
import type { Db } from "#db/database.ts";
import { listPersonas } from "#db/queries/personas.ts";
import { listProducts } from "#db/queries/products.ts";
import { networksOf } from "#media/quality/networks.ts";
import { longestVideo, shortestVideo } from "#providers/text/contract.ts";
import { findLocale, nameLanguage } from "#providers/text/languages.ts";
import { findCurrentKit } from "#studio/brands/current-kit.ts";
import { animatic } from "#studio/briefs/footage.ts";
import { offeredRatios } from "#studio/briefs/input.ts";
import { usualLengths } from "#studio/briefs/limits.ts";
import { type Means, missingFor, whyNotSpoken, whyNotWritten } from "#studio/briefs/means.ts";
import { listOffers } from "#studio/briefs/offers.ts";
import { cutFor } from "#studio/cuts/choose-cut.ts";
import { listDossiers } from "#studio/dossiers/shelf.ts";
import { bibleSchema } from "#studio/personas/bible.ts";
import { traitsOf } from "#studio/personas/pick-cast.ts";
import { watchTaboos } from "#studio/personas/taboo.ts";
import { sayLengths, sayRate } from "./say-model.ts";

/**
 * What a brief can be made of: the brand's products and personas that are in use, and the video models that there are, with
 * what each still lacks, and what it asks for videos of the usual lengths and those that are `chosen`. Languages are those
 * that somebody here writes; whom a persona `avoids` are products that it does not talk about.
 */
export async function listIngredients(
  db: Db,
  brand: { id: string; workspaceId: string },
  means: Means,
  chosen: { lengths: readonly (number | string)[]; locales: readonly string[] },
) {
  const [products, personas, shelf, kit] = await Promise.all([
    listProducts(db, brand.id, { limit: 200 }),
    listPersonas(db, brand.id, { limit: 100 }),
    listDossiers(db, brand.workspaceId),
    findCurrentKit(db, brand.id),
  ]);
  const topics = products.map(({ id, title, description }) => ({
    ...{ id, tabooIn: watchTaboos(`${title}. ${description.slice(0, 400)}`) },
  }));
  const priced = [...new Set([...usualLengths, ...chosen.lengths.map(Number)])].filter(isLength);
  return {
    products: products.map(({ id, title, picture }) => ({
      ...{ id, title, hasPicture: picture !== null },
    })),
    ratios: [...offeredRatios] as string[],
    kit: kit
      ? {
          version: kit.version,
          ...{ captions: kit.kit.video?.captions ?? "highlight", bed: kit.kit.music?.bed ?? "warm" },
        }
      : null,
    networks: networksOf(kitNetworks).map(({ id, name }) => ({ id, name, cut: cutFor(kit?.kit ?? {}, id) })),
    languages: [...new Set([...usualLocales, ...chosen.locales.flatMap((each) => findLocale(each) ?? [])])]
      .filter((locale) => !whyNotWritten(locale, means))
      .map((locale) => ({ locale, name: nameLanguage(locale), voiceless: whyNotSpoken(locale, means) })),
    models: shelf
      .filter(({ id }) => id !== animatic)
      .map(({ id, dossier }) => ({
        ...{ id, name: dossier.name, makes: dossier.makes, rate: sayRate(dossier), lengths: sayLengths(dossier) },
        lacks: missingFor(dossier, means),
        ...offersOf(listOffers(dossier, priced, offeredRatios)),
      })),
    personas: personas.map(({ id, name, bible, voice }) => {
      const read = bibleSchema.safeParse(bible);
      const { audience = "", taboos = [] } = read.data ?? {};
      const avoids = taboos.length > 0 ? topics.filter(({ tabooIn }) => tabooIn(taboos)).map(({ id }) => id) : [];
      return { id, name, audience, avoids, traits: read.success ? traitsOf(read.data, voice) : [] };
    }),
  };
}
const offersOf = ({ offers, drafts }: ReturnType<typeof listOffers>) => ({ offers, drafts });

/** Languages that are offered at once; a file may name any other. */
const usualLocales = "en de fr es it nl pt-BR pl sv da nb tr ar he hi ja ko zh-Hans".split(" ");

const isLength = (seconds: number) => seconds >= shortestVideo && seconds <= longestVideo;

export type Ingredients = Awaited<ReturnType<typeof listIngredients>>;
