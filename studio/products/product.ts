import { z } from "zod";
import { NotFound, Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import {
  changeProduct,
  findProductByHandle,
  getProduct,
  insertProduct,
  type ProductRow,
} from "#db/queries/products.ts";
import { inTransaction } from "#db/transaction.ts";
import { MediaRefused } from "#media/picture.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { changesBetween, recordAct } from "#studio/audit/record.ts";
import { keepPicture } from "./picture.ts";
import { readAmount } from "./price.ts";

const lines = (most: number, what: string) =>
  z
    .union(
      [z.array(z.string()), z.string().transform((text) => text.split("\n"))],
      `Write the ${what} as a list, or one per line`,
    )
    .default([])
    .transform((list) => list.map((line) => line.replace(/\s+/g, " ").trim()).filter(Boolean))
    .refine((list) => list.length <= most, `Keep to ${most} ${what}`)
    .refine((list) => list.every((line) => line.length <= 280), "Keep each line to 280 characters");

/** The fields of `productInput`, before what they say together. */
export const productFields = z.object({
  title: z
    .string()
    .trim()
    .min(2, "Give the product a name of at least 2 characters")
    .max(255, "Keep the name to 255 characters"),
  description: z.string().trim().max(5000, "Keep the description to 5,000 characters").default(""),
  benefits: lines(8, "benefits"),
  facts: lines(12, "facts"),
  price: z
    .string()
    .trim()
    .nullish()
    .transform((text) => text ?? "")
    .refine((text) => text === "" || readAmount(text) !== undefined, "Write the price like 14.90, or leave it empty"),
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{3}$/, "A currency has three letters, like EUR")
    .default("USD"),
  url: z
    .union([
      z.literal(""),
      z.url({ protocol: /^https?$/, error: "Write the link in full, like https://example.com/product" }),
    ])
    .nullish(),
});

/** A product as its form or a program sends it: benefits and facts as a list or one per line, the price as text, or none. */
export const productInput = productFields.transform(({ price, currency, url, ...rest }) => {
  const priceCents = readAmount(price) ?? null;
  return { ...rest, priceCents, currency: priceCents === null ? null : currency, url: url || null };
});
export type ProductInput = z.input<typeof productInput>;

/** Adds a product; its handle is made from its name and stays. Throws a zod error with a sentence for each field. */
export async function createProduct(db: Db, brandId: string, by: Actor, input: ProductInput): Promise<ProductRow> {
  const values = productInput.parse(input);
  const stem = handleOf(values.title);
  for (let n = 1; ; n += 1) {
    const handle = n === 1 ? stem : `${stem}-${n}`;
    if (await findProductByHandle(db, brandId, handle)) continue;
    const made = await inTransaction(db, async (trx) => {
      const row = { ...values, handle, picture: null, pictureUrl: null, pictureNote: null, source: "typed" };
      const product = await insertProduct(trx, brandId, row);
      if (product) await recordAct(trx, by, { act: "product.created", subject: subjectOf(product), after: values });
      return product;
    });
    if (made) return made;
  }
}

export async function updateProduct(
  db: Db,
  brandId: string,
  by: Actor,
  id: string,
  input: ProductInput,
): Promise<ProductRow> {
  return change(db, brandId, by, id, productInput.parse(input), "product.changed");
}

/** Takes a product off the list; videos made of it stay. `restoreProduct` undoes it. */
export async function archiveProduct(db: Db, brandId: string, by: Actor, id: string): Promise<void> {
  await change(db, brandId, by, id, { archivedAt: new Date() }, "product.archived");
}

export async function restoreProduct(db: Db, brandId: string, by: Actor, id: string): Promise<void> {
  await change(db, brandId, by, id, { archivedAt: null }, "product.restored");
}

/** Gives a product its picture. What is not a usable picture is refused in a sentence, and the one before stays. */
export async function setProductPicture(
  db: Db,
  files: FileStore,
  brandId: string,
  by: Actor,
  id: string,
  bytes: Uint8Array,
): Promise<void> {
  await getProduct(db, brandId, id);
  const key = await keepPicture(files, brandId, bytes).catch((error: unknown) => {
    if (error instanceof MediaRefused) throw new Refused(`picture-${error.code}`, error.message, "picture");
    throw error;
  });
  await change(db, brandId, by, id, { picture: key, pictureNote: null }, "product.changed");
}

/** The product's picture as a key of the file store. Throws NotFound when it has none. */
export async function getPictureKey(db: Db, brandId: string, id: string): Promise<string> {
  const { picture } = await getProduct(db, brandId, id);
  if (!picture) throw new NotFound("picture", id);
  return picture;
}

/** Changes a product and writes down what is different by it; what changes nothing is not written. */
function change(
  db: Db,
  brandId: string,
  by: Actor,
  id: string,
  values: Parameters<typeof changeProduct>[3],
  act: "product.changed" | "product.archived" | "product.restored",
): Promise<ProductRow> {
  return inTransaction(db, async (trx) => {
    const before = await getProduct(trx, brandId, id);
    const product = await changeProduct(trx, brandId, id, values);
    const changes = changesBetween(before, values);
    if (changes) await recordAct(trx, by, { act, subject: subjectOf(product), ...changes });
    return product;
  });
}

function subjectOf({ id, title, brandId }: ProductRow) {
  return { kind: "product", id, name: title, brandId };
}

function handleOf(title: string): string {
  const plain = title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return (
    plain
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 60) || "product"
  );
}
