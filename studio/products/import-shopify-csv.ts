import type { Db } from "#db/database.ts";
import { findProductByHandle, upsertProduct } from "#db/queries/products.ts";
import { nameBrand } from "#db/queries/subjects.ts";
import { inTransaction } from "#db/transaction.ts";
import { MediaRefused } from "#media/picture.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { keepPicture } from "./picture.ts";
import { parseShopifyCsv, type ShopifyProduct } from "./shopify-csv.ts";

/** Gets a picture's bytes from the internet; whoever passes it guards which addresses may be asked. Throws when it cannot. */
export type FetchPicture = (url: string) => Promise<Uint8Array>;

/** What came of an import: how many products, and a sentence for each that needs a look. */
export type ImportReport = { imported: number; notices: { handle: string; message: string }[] };

/**
 * Imports a Shopify product export into a brand: all of it or, when any row is bad, nothing (`CsvRefused`). A picture that
 * cannot be had is no reason to stop: its address is kept and the product says so. `currency` is the shop's, because the
 * export does not carry it. Safe to repeat: products are matched by handle, and a picture that is there already stays.
 */
export async function importShopifyCsv(
  db: Db,
  files: FileStore,
  brandId: string,
  by: Actor,
  csv: string,
  options: { currency: string; fetchPicture: FetchPicture },
): Promise<ImportReport> {
  const parsed = parseShopifyCsv(csv);
  const notices: ImportReport["notices"] = [];
  const pictures = await gatherPictures(parsed, files, brandId, options.fetchPicture);
  await inTransaction(db, async (trx) => {
    for (const product of parsed) {
      const { handle, title, description, facts, priceCents, pictureUrl } = product;
      const known = await findProductByHandle(trx, brandId, handle);
      const { picture, note } = pictures.get(handle) ?? { picture: null, note: null };
      await upsertProduct(trx, brandId, {
        handle,
        title,
        description,
        facts,
        benefits: known?.benefits ?? [],
        priceCents,
        currency: priceCents === null ? null : options.currency,
        url: known?.url ?? null,
        picture: picture ?? known?.picture ?? null,
        pictureUrl,
        pictureNote: picture || known?.picture ? null : note,
        source: "shopify-csv",
      });
      if (note && !known?.picture) notices.push({ handle, message: note });
      if (priceCents === null)
        notices.push({ handle, message: `${title} has no price, so its videos will not mention one.` });
    }
    const name = await nameBrand(trx, brandId);
    const subject = { kind: "brand", id: brandId, name, brandId };
    const handles = parsed.map(({ handle }) => handle);
    await recordAct(trx, by, { act: "products.imported", subject, after: { source: "shopify-csv", handles } });
  });
  return { imported: parsed.length, notices };
}

type Gathered = { picture: string | null; note: string | null };

/** How many pictures are asked for at a time, and how long the whole round may take, before the rest are noted instead. */
const atATime = 6;
const roundMs = 60_000;

async function gatherPictures(
  products: ShopifyProduct[],
  files: FileStore,
  brandId: string,
  fetchPicture: FetchPicture,
) {
  const gathered = new Map<string, Gathered>();
  const deadline = Date.now() + roundMs;
  const waiting = products.filter((product) => product.pictureUrl);
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      for (let product = waiting.shift(); product; product = waiting.shift()) {
        const late = Date.now() > deadline;
        gathered.set(
          product.handle,
          await (late ? noted("fetching took too long") : gatherPicture(product, files, brandId, fetchPicture)),
        );
      }
    }),
  );
  return gathered;
}

async function gatherPicture(
  product: ShopifyProduct,
  files: FileStore,
  brandId: string,
  fetchPicture: FetchPicture,
): Promise<Gathered> {
  let bytes: Uint8Array;
  try {
    bytes = await fetchPicture(product.pictureUrl ?? "");
  } catch {
    return noted("its address did not answer");
  }
  try {
    return { picture: await keepPicture(files, brandId, bytes), note: null };
  } catch (error) {
    if (error instanceof MediaRefused) return noted(error.message);
    throw error;
  }
}

function noted(reason: string): Gathered {
  return {
    picture: null,
    note: `The picture could not be fetched: ${reason.replace(/\.$/, "")}. Upload one when you have it.`,
  };
}
