import type { Db } from "#db/database.ts";
import { listPersonaPictures } from "#db/queries/persona-pictures.ts";
import { listProducts } from "#db/queries/products.ts";
import type { ImageProvider } from "#providers/image/contract.ts";
import { missingForImages } from "#providers/image/index.ts";
import { priceSheet } from "#studio/personas/reference-sheet.ts";
import { productView, referenceViews } from "#studio/personas/reference-views.ts";
import type { SheetOffer, SheetPicture } from "./picture-sheet.tsx";

const names = new Map([...referenceViews, productView].map(({ id, name }) => [id, name]));

/** What the persona's page shows of its pictures, and what drawing them would cost or still needs. */
export async function readPictures(
  db: Db,
  { images, source }: { images: ImageProvider; source: Record<string, string | undefined> },
  brandId: string,
  personaId: string,
): Promise<{ pictures: SheetPicture[]; offer: SheetOffer; products: { id: string; title: string }[] }> {
  const [rows, products] = await Promise.all([
    listPersonaPictures(db, brandId, personaId),
    listProducts(db, brandId, { limit: 100 }),
  ]);
  return {
    pictures: rows.map(({ id, view, state, failure, sha256 }) => ({
      ...{ id, view, name: names.get(view) ?? view, state, failure, sha256 },
    })),
    offer:
      priceSheet(images) === null
        ? { missing: missingForImages({ source }) }
        : { priceMicros: images.priceMicros, views: referenceViews.length },
    products: products.filter(({ picture }) => picture !== null).map(({ id, title }) => ({ id, title })),
  };
}
