import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { findProductByUrl, type ProductRow } from "#db/queries/products.ts";
import { MediaRefused } from "#media/picture.ts";
import { ProviderError } from "#providers/errors.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { readProductPage } from "#providers/web/product-page.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { readAmount } from "./price.ts";
import { createProduct, setProductPicture } from "./product.ts";

/** Asks an address on the web under the one guard; `maxBytes` is the most that is read. */
export type FetchPage = (url: string, bounds: { maxBytes: number }) => Promise<Uint8Array>;

/** More than this is no page about a product. */
const largestPage = 4 * 1024 * 1024;
const largestPicture = 20 * 1024 * 1024;

/**
 * Adds the product that a page sells, from what the page says of it: title, description, price and picture, each as data,
 * whatever its words ask for. A product of that address that the brand has already is answered as it is. Refused, with the
 * field, for an address that cannot be asked and for a page that names nothing.
 */
export async function importFromLink(
  db: Db,
  files: FileStore,
  brandId: string,
  by: Actor,
  link: string,
  fetchPage: FetchPage,
): Promise<ProductRow> {
  const url = readLink(link);
  const known = await findProductByUrl(db, brandId, url);
  if (known) return known;
  const page = readProductPage(await ask(url, fetchPage));
  if (!page.title || page.title.length < 2 || !/[\p{L}\p{N}]/u.test(page.title)) {
    throw new Refused("no-product", "That page does not say what it sells. Add the product by hand.", "url");
  }
  const price = page.price && readAmount(page.price) !== undefined ? page.price : "";
  const product = await createProduct(db, brandId, by, {
    title: page.title.slice(0, 255).trim(),
    description: page.description ?? "",
    ...{ price, url, ...(page.currency ? { currency: page.currency } : {}) },
  });
  if (page.image) await tryPicture(db, files, brandId, by, product.id, new URL(page.image, url), fetchPage);
  return product;
}

function readLink(link: string): string {
  const text = /^[a-z][a-z0-9+.-]*:/i.test(link.trim()) ? link.trim() : `https://${link.trim()}`;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol) || text.length > 2000) {
    throw new Refused("link-invalid", "Write the link in full, like https://example.com/product", "url");
  }
  return new URL(text).href;
}

async function ask(url: string, fetchPage: FetchPage): Promise<string> {
  try {
    return new TextDecoder().decode(await fetchPage(url, { maxBytes: largestPage }));
  } catch (cause) {
    if (!(cause instanceof ProviderError)) throw cause;
    throw Object.assign(new Refused("link-silent", cause.message, "url"), { cause });
  }
}

/** A product without a picture is better than none: what cannot be had is left out, and can be uploaded. */
async function tryPicture(
  db: Db,
  files: FileStore,
  brandId: string,
  by: Actor,
  id: string,
  address: URL,
  fetchPage: FetchPage,
): Promise<void> {
  try {
    const bytes = await fetchPage(address.href, { maxBytes: largestPicture });
    await setProductPicture(db, files, brandId, by, id, bytes);
  } catch (error) {
    const expected = error instanceof ProviderError || error instanceof Refused || error instanceof MediaRefused;
    if (!expected) throw error;
  }
}
