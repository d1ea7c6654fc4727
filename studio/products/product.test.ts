import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db/database.ts";
import { findProductByHandle, getProduct, listProducts } from "#db/queries/products.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { createDiskStore } from "#providers/storage/disk.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { importShopifyCsv } from "./import-shopify-csv.ts";
import { archiveProduct, createProduct, setProductPicture, updateProduct } from "./product.ts";

let database: TestDatabase;
let everywhere: Db;
let cast: Cast;
let stranger: Cast;
let folder: string;
let files: FileStore;
beforeAll(async () => {
  database = await createTestDatabase();
  cast = await castOf(database.db);
  stranger = await castOf(database.db, "stranger");
  folder = await mkdtemp(path.join(tmpdir(), "troupe-products-"));
  files = createDiskStore(folder);
  // As in the studio: whoever works here sees the one workspace.
  everywhere = database.db;
  database = { ...database, db: database.within(cast.workspace.id) };
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

test("two products of one name get handles of their own", async () => {
  const first = await createProduct(database.db, cast.brand.id, actorOf(null, cast.workspace.id), {
    title: "Crème brûlée",
    price: "9.5",
    currency: "eur",
  });
  const second = await createProduct(database.db, cast.brand.id, actorOf(null, cast.workspace.id), {
    title: "Crème brûlée",
  });
  expect([first.handle, second.handle]).toEqual(["creme-brulee", "creme-brulee-2"]);
  expect([first.priceCents, first.currency, second.priceCents, second.currency]).toEqual([950, "EUR", null, null]);
});

test("a bad form says what is wrong field by field and stores nothing", async () => {
  const before = (await listProducts(database.db, cast.brand.id, { limit: 100 })).length;
  const bad = createProduct(database.db, cast.brand.id, actorOf(null, cast.workspace.id), {
    title: "",
    price: "cheap",
    url: "javascript:alert(1)",
  });
  await expect(bad).rejects.toMatchObject({ issues: [{ path: ["title"] }, { path: ["price"] }, { path: ["url"] }] });
  expect(await listProducts(database.db, cast.brand.id, { limit: 100 })).toHaveLength(before);
});

test("another brand's product is not found", async () => {
  const { id } = stranger.product;
  await expect(
    updateProduct(database.db, cast.brand.id, actorOf(null, cast.workspace.id), id, { title: "Mine now" }),
  ).rejects.toThrow("not found");
  await expect(archiveProduct(database.db, cast.brand.id, actorOf(null, cast.workspace.id), id)).rejects.toThrow(
    "not found",
  );
  expect((await getProduct(everywhere, stranger.brand.id, id)).archivedAt).toBeNull();
});

test("a picture that is not a picture leaves the one before", async () => {
  const { id } = cast.product;
  const png = await sharp({ create: { width: 90, height: 60, channels: 3, background: "#964" } })
    .png()
    .toBuffer();
  await setProductPicture(database.db, files, cast.brand.id, actorOf(null, cast.workspace.id), id, png);
  const kept = (await getProduct(database.db, cast.brand.id, id)).picture;
  const bad = setProductPicture(
    database.db,
    files,
    cast.brand.id,
    actorOf(null, cast.workspace.id),
    id,
    Buffer.from("not a picture"),
  );
  await expect(bad).rejects.toMatchObject({ name: "Refused", field: "picture" });
  expect((await getProduct(database.db, cast.brand.id, id)).picture).toBe(kept);
});

const csv = (...rows: string[]) => ["Handle,Title,Body (HTML),Vendor,Type,Variant Price,Image Src", ...rows].join("\n");
const offline = async () => {
  throw new Error("There is no network here");
};

test("an import keeps the address of a picture that cannot be fetched, says so, and carries on", async () => {
  const report = await importShopifyCsv(
    database.db,
    files,
    cast.brand.id,
    actorOf(null, cast.workspace.id),
    csv("lamp,Lamp,<p>Warm</p>,V,T,59,https://pictures.test/lamp.jpg", "vase,Vase,,V,T,,"),
    { currency: "USD", fetchPicture: offline },
  );
  expect(report.imported).toBe(2);
  expect(report.notices.map((notice) => notice.handle)).toEqual(["lamp", "vase"]);
  const lamp = await findProductByHandle(database.db, cast.brand.id, "lamp");
  expect(lamp).toMatchObject({ picture: null, pictureUrl: "https://pictures.test/lamp.jpg", priceCents: 5900 });
  expect(lamp?.pictureNote).toContain("could not be fetched");
});

test("one bad row and nothing is imported", async () => {
  const half = importShopifyCsv(
    database.db,
    files,
    cast.brand.id,
    actorOf(null, cast.workspace.id),
    csv("good,Good,,,,1,", "bad,,,,,x,"),
    {
      currency: "USD",
      fetchPicture: offline,
    },
  );
  await expect(half).rejects.toMatchObject({
    problems: [
      { line: 3, column: "Variant Price" },
      { line: 3, column: "Title" },
    ],
  });
  expect(await findProductByHandle(database.db, cast.brand.id, "good")).toBeUndefined();
});

test("the real export loads without a network: every picture keeps its address and a note, and again changes nothing", async () => {
  const csv = await readFile(new URL("fixtures/shopify-home-and-garden.csv", import.meta.url), "utf8");
  const as = database.within(stranger.workspace.id);
  const load = () =>
    importShopifyCsv(as, files, stranger.brand.id, actorOf(null, stranger.workspace.id), csv, {
      currency: "EUR",
      fetchPicture: offline,
    });
  expect(await load()).toMatchObject({ imported: 20, notices: expect.objectContaining({ length: 20 }) });
  expect((await load()).imported).toBe(20);
  const all = await listProducts(as, stranger.brand.id, { limit: 100 });
  const imported = all.filter((product) => product.source === "shopify-csv");
  expect(imported).toHaveLength(20);
  for (const product of imported) {
    expect(product.pictureUrl).toMatch(/^https:\/\/burst\.shopifycdn\.com/);
    expect(product).toMatchObject({ picture: null, pictureNote: expect.stringContaining("could not be fetched") });
  }
});

test("a picture that is fetched is stored, also for a handle in another script, and kept when it is gone later", async () => {
  const png = await sharp({ create: { width: 400, height: 300, channels: 3, background: "#246" } })
    .png()
    .toBuffer();
  const row = csv("кружка,Кружка,<p>Cup</p>,V,T,9,https://pictures.test/cup.png");
  const load = (fetchPicture: () => Promise<Uint8Array>) =>
    importShopifyCsv(database.db, files, cast.brand.id, actorOf(null, cast.workspace.id), row, {
      currency: "EUR",
      fetchPicture,
    });
  expect((await load(async () => png)).notices).toEqual([]);
  const stored = await findProductByHandle(database.db, cast.brand.id, "кружка");
  expect((await files.bytes(stored?.picture ?? "")).byteLength).toBeGreaterThan(100);
  expect((await load(offline)).notices).toEqual([]);
  const later = await findProductByHandle(database.db, cast.brand.id, "кружка");
  expect(later).toMatchObject({ id: stored?.id, picture: stored?.picture, pictureNote: null });
});
