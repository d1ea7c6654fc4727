import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NotFound } from "#config/errors.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import {
  changeProduct,
  findProduct,
  findProductByHandle,
  getProduct,
  insertProduct,
  listProducts,
  type ProductValues,
  upsertProduct,
} from "./products.ts";

let base: TestDatabase;
let ours: Cast;
let theirs: Cast;

beforeAll(async () => {
  base = await createTestDatabase();
  ours = await castOf(base.db, "ours");
  theirs = await castOf(base.db, "theirs");
});
afterAll(() => base.drop());

const mug = (more: Partial<ProductValues> = {}): ProductValues => ({
  handle: "mug",
  title: "Mug",
  description: "A mug for coffee.",
  benefits: ["Keeps warm"],
  facts: ["350 ml"],
  priceCents: 1200,
  currency: "EUR",
  url: null,
  picture: null,
  pictureUrl: null,
  pictureNote: null,
  source: "typed",
  ...more,
});

test("another brand's product is not found, and not changed", async () => {
  for (const id of [theirs.product.id, randomUUID(), "1; drop table products"]) {
    await expect(getProduct(base.db, ours.brand.id, id)).rejects.toThrow(NotFound);
    expect(await findProduct(base.db, ours.brand.id, id)).toBeUndefined();
    await expect(changeProduct(base.db, ours.brand.id, id, { title: "Taken" })).rejects.toThrow(NotFound);
  }
  expect((await getProduct(base.db, theirs.brand.id, theirs.product.id)).title).toBe("Morning roast");
});

test("a handle is one product's: inserting it again does nothing, upserting changes and revives it", async () => {
  const first = await insertProduct(base.db, ours.brand.id, mug());
  expect(first?.benefits).toEqual(["Keeps warm"]);
  expect(await insertProduct(base.db, ours.brand.id, mug({ title: "Other" }))).toBeUndefined();
  await changeProduct(base.db, ours.brand.id, first?.id ?? "", { archivedAt: new Date() });
  const revived = await upsertProduct(base.db, ours.brand.id, mug({ title: "Big mug", facts: ["500 ml"] }));
  expect(revived).toMatchObject({ id: first?.id, title: "Big mug", facts: ["500 ml"], archivedAt: null });
  await upsertProduct(base.db, theirs.brand.id, mug({ title: "Their mug" }));
  expect((await findProductByHandle(base.db, ours.brand.id, "mug"))?.title).toBe("Big mug");
});

test("products are listed page by page, searched literally, and archived ones apart", async () => {
  const brandId = theirs.brand.id;
  for (const handle of ["a-100", "b-1000", "c"]) await upsertProduct(base.db, brandId, mug({ handle, title: handle }));
  await upsertProduct(base.db, brandId, mug({ handle: "cotton", title: "100% cotton" }));
  const handles = async (page: Parameters<typeof listProducts>[2]) =>
    (await listProducts(base.db, brandId, page)).map((product) => product.handle);
  const all = await handles({ limit: 50 });
  const firstTwo = await listProducts(base.db, brandId, { limit: 2 });
  expect([...firstTwo.map((one) => one.handle), ...(await handles({ limit: 50, after: firstTwo[1]?.id }))]).toEqual(
    all,
  );
  expect(await handles({ limit: 50, search: "100" })).toEqual(["a-100", "b-1000", "cotton"]);
  expect(await handles({ limit: 50, search: "100%" })).toEqual(["cotton"]);
  const gone = await findProductByHandle(base.db, brandId, "c");
  await changeProduct(base.db, brandId, gone?.id ?? "", { archivedAt: new Date() });
  expect(await handles({ limit: 50, archived: true })).toEqual(["c"]);
  expect(await handles({ limit: 50 })).not.toContain("c");
});
