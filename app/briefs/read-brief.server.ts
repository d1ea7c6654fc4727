import type { Db } from "#db/database.ts";
import { listPersonas } from "#db/queries/personas.ts";
import { listProducts } from "#db/queries/products.ts";
import { bibleSchema } from "#studio/personas/bible.ts";
import { traitsOf } from "#studio/personas/pick-cast.ts";

/** What a brief can be made of: the brand's products and personas that are in use. */
export async function listIngredients(db: Db, brandId: string) {
  const [products, personas] = await Promise.all([
    listProducts(db, brandId, { limit: 200 }),
    listPersonas(db, brandId, { limit: 100 }),
  ]);
  return {
    products: products.map(({ id, title, description, picture }) => ({
      ...{ id, title, hasPicture: picture !== null },
      about: `${title}. ${description.slice(0, 400)}`,
    })),
    personas: personas.map(({ id, name, bible, voice }) => {
      const read = bibleSchema.safeParse(bible);
      const { audience = "", taboos = [] } = read.data ?? {};
      return { id, name, audience, taboos, traits: read.success ? traitsOf(read.data, voice) : [] };
    }),
  };
}
export type Ingredients = Awaited<ReturnType<typeof listIngredients>>;
