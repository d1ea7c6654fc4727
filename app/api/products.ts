import { z } from "zod";
import { getProduct, listProducts, type ProductRow } from "#db/queries/products.ts";
import { createProduct, productFields, updateProduct } from "#studio/products/product.ts";
import { about, id, iso, isoOrNull, model, moment } from "./models.ts";
import { operation } from "./operation.ts";
import { pageOf, pageQuery, readPage } from "./pages.ts";

const product = model(
  "Product",
  z.object({
    id: id(),
    handle: about("Made from the first title; it stays.", z.string(), "morning-roast"),
    title: z.string(),
    description: z.string(),
    benefits: z.array(z.string()),
    facts: z.array(z.string()),
    price: about("As a decimal number; null when nothing is to be said about it.", z.string().nullable(), "14.90"),
    currency: about("ISO 4217; null without a price.", z.string().nullable(), "EUR"),
    url: z.string().nullable(),
    source: about("Where it came from: typed, shopify or kit.", z.string()),
    createdAt: moment(),
    updatedAt: moment(),
    archivedAt: moment().nullable(),
  }),
);

const body = productFields.strict();
const example: z.input<typeof body> = {
  title: "Morning roast",
  description: "A light roast for filter coffee.",
  benefits: ["Sweet without sugar"],
  facts: ["Roasted in Tromsø"],
  price: "14.90",
  currency: "EUR",
  url: "https://nordlys.example/morning-roast",
};
const notes = {
  benefits: "Up to 8, of up to 280 characters each.",
  facts: "Up to 12, of up to 280 characters each. Scripts say nothing of the product that is not here.",
  price: "A decimal number as text, like 14.90; without one nothing is said about the price.",
};

export const productOperations = [
  operation({
    id: "listProducts",
    method: "GET",
    path: "/brands/{brandId}/products",
    summary: "The brand's products, oldest first",
    scope: "products:read",
    verb: "brand.read",
    query: z.object({
      ...pageQuery,
      archived: about("true lists the archived ones instead.", z.enum(["true", "false"]).default("false")),
      search: about("Part of a title or handle.", z.string().trim().min(1).max(100).optional()),
    }),
    response: pageOf(product),
    run: ({ db, brand, query: { archived, search, ...page } }) => {
      const filter = { archived: archived === "true", ...(search ? { search } : {}) };
      return readPage("products", page, (at) => listProducts(db, brand.id, { ...at, ...filter }), toProduct, idOf);
    },
  }),
  operation({
    id: "createProduct",
    method: "POST",
    path: "/brands/{brandId}/products",
    summary: "Add a product",
    scope: "products:write",
    verb: "product.edit",
    body,
    example,
    notes,
    status: 201,
    location: "/brands/{brandId}/products/{id}",
    response: product,
    run: async ({ db, brand, by, body }) => toProduct(await createProduct(db, brand.id, by, body)),
  }),
  operation({
    id: "getProduct",
    method: "GET",
    path: "/brands/{brandId}/products/{productId}",
    summary: "One product",
    scope: "products:read",
    verb: "brand.read",
    response: product,
    run: async ({ db, brand, params }) => toProduct(await getProduct(db, brand.id, params.productId)),
  }),
  operation({
    id: "updateProduct",
    method: "PUT",
    path: "/brands/{brandId}/products/{productId}",
    summary: "Change a product",
    about: "What is left out is emptied. Picture, handle and what was made of it stay.",
    scope: "products:write",
    verb: "product.edit",
    body,
    example,
    notes,
    response: product,
    run: async ({ db, brand, by, params, body }) =>
      toProduct(await updateProduct(db, brand.id, by, params.productId, body)),
  }),
];

const idOf = ({ id }: ProductRow) => id;

function toProduct(row: ProductRow): z.input<typeof product> {
  const { id, handle, title, description, benefits, facts, priceCents, currency, url, source } = row;
  return {
    ...{ id, handle, title, description, benefits, facts },
    price: priceCents === null ? null : (priceCents / 100).toFixed(2),
    ...{ currency, url, source },
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
    archivedAt: isoOrNull(row.archivedAt),
  };
}
