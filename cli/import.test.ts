import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { findBrandBySlug } from "#db/queries/brands.ts";
import { listProducts } from "#db/queries/products.ts";
import { castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { deskOf } from "./desk.fixture.ts";
import { dispatch } from "./dispatch.ts";
import { kit } from "./kit.ts";
import { products } from "./products.ts";

const lykke = path.resolve(import.meta.dirname, "../brand-kits/lykke-bath");
let base: TestDatabase;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "troupe-cli-"));
});
beforeEach(async () => {
  base = await createTestDatabase();
  return () => base.drop();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(...args: string[]) {
  const { desk, said, complained } = deskOf(folder, base);
  return {
    code: await dispatch(args, { kit, products }, desk),
    said: said.join("\n"),
    complained: complained.join("\n"),
  };
}

async function csvOf(...rows: string[]) {
  const file = path.join(folder, "export.csv");
  await writeFile(file, ["Handle,Title,Body (HTML),Vendor,Type,Variant Price,Image Src", ...rows].join("\n"));
  return file;
}

test("a kit is imported into the only workspace, and again without change", async () => {
  const { workspace } = await castOf(base.db);
  expect(await run("kit", "import", lykke)).toMatchObject({
    code: 0,
    said: "Lykke Bath is imported as kit version 1: 3 products, 3 new personas.",
  });
  expect((await findBrandBySlug(base.db, workspace.id, "lykke-bath"))?.name).toBe("Lykke Bath");
  expect((await run("kit", "import", lykke)).said).toContain("Nothing was changed");
});

test("without a workspace, or with several, it says what is missing", async () => {
  expect((await run("kit", "import", lykke)).complained).toContain("no workspace yet");
  const one = await castOf(base.db, "one");
  const two = await castOf(base.db, "two");
  const which = await run("kit", "import", lykke);
  expect(which).toMatchObject({ code: 1, complained: expect.stringContaining(one.workspace.slug) });
  expect((await run("kit", "import", lykke, "--workspace", "three")).complained).toContain(
    "There is no workspace three",
  );
  expect((await run("kit", "import", lykke, "--workspace", two.workspace.slug)).code).toBe(0);
  expect(await findBrandBySlug(base.db, one.workspace.id, "lykke-bath")).toBeUndefined();
});

test("a broken kit is answered with its problems and exit code 1", async () => {
  await castOf(base.db);
  const { code, complained } = await run("kit", "import", folder);
  expect(code).toBe(1);
  expect(complained).toContain("no kit.yaml");
  expect(complained).toContain("Nothing was imported.");
});

test("products are imported into the brand that is named", async () => {
  const { brand } = await castOf(base.db);
  const file = await csvOf("lamp,Lamp,<p>Warm light</p>,V,T,59.5,", "vase,Vase,,V,T,,");
  const { code, said } = await run("products", "import", file, "--brand", brand.slug, "--currency", "eur");
  expect(code).toBe(0);
  expect(said).toContain("vase: Vase has no price");
  expect(said).toContain("2 products are imported into Nordlys Coffee, with prices in EUR.");
  const stored = await listProducts(base.db, brand.id, { limit: 10 });
  expect(stored.find((product) => product.handle === "lamp")).toMatchObject({ priceCents: 5950, currency: "EUR" });
});

test("bad rows are named by line and column, and nothing is imported", async () => {
  const { brand } = await castOf(base.db);
  const file = await csvOf("lamp,Lamp,,,,59.5,", "vase,Vase,,,,cheap,");
  const { code, complained } = await run("products", "import", file, "--brand", brand.slug);
  expect(code).toBe(1);
  expect(complained).toContain("line 3, Variant Price");
  expect(await listProducts(base.db, brand.id, { limit: 10 })).toHaveLength(1);
});

test("a call with something missing or unknown is answered in a sentence", async () => {
  const { brand } = await castOf(base.db);
  const file = await csvOf("lamp,Lamp,,,,59.5,");
  expect(await run("products", "import", file)).toMatchObject({
    code: 2,
    complained: expect.stringContaining("--brand"),
  });
  expect(await run("products", "import", "--brand", brand.slug)).toMatchObject({ code: 2 });
  expect(await run("products", "import", file, "--brand", brand.slug, "--currency", "euros")).toMatchObject({
    code: 2,
  });
  expect(await run("products", "import", file, "--brand", "nobody")).toMatchObject({
    code: 1,
    complained: "There is no brand nobody.",
  });
  expect(await run("products", "import", path.join(folder, "gone.csv"), "--brand", brand.slug)).toMatchObject({
    code: 1,
    complained: expect.stringContaining("There is no file"),
  });
  expect(await run("kit", "import")).toMatchObject({ code: 2 });
});
