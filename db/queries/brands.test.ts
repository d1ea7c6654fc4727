import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NotFound } from "#config/errors.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { changeBrand, findBrandBySlug, getBrand, insertBrand, listBrands } from "./brands.ts";
import { findCurrentKitRow, getKitRow, insertKit, listKits } from "./kits.ts";
import { listSlots, replaceSlots } from "./slots.ts";

let base: TestDatabase;
let ours: Cast;
let theirs: Cast;

beforeAll(async () => {
  base = await createTestDatabase();
  ours = await castOf(base.db, "ours");
  theirs = await castOf(base.db, "theirs");
});
afterAll(() => base.drop());

test("a brand is found in its own workspace only", async () => {
  expect((await getBrand(base.db, ours.workspace.id, ours.brand.id)).slug).toBe(ours.brand.slug);
  expect((await findBrandBySlug(base.db, ours.workspace.id, ours.brand.slug))?.id).toBe(ours.brand.id);
  expect(await findBrandBySlug(base.db, ours.workspace.id, theirs.brand.slug)).toBeUndefined();
  for (const id of [theirs.brand.id, randomUUID(), "not-an-id"]) {
    await expect(getBrand(base.db, ours.workspace.id, id)).rejects.toThrow(NotFound);
    await expect(changeBrand(base.db, ours.workspace.id, id, { name: "Taken over" })).rejects.toThrow(NotFound);
  }
  expect((await getBrand(base.db, theirs.workspace.id, theirs.brand.id)).name).toBe("Nordlys Coffee");
});

test("brands are listed page by page, without archived ones", async () => {
  const second = await insertBrand(base.db, ours.workspace.id, { slug: "second", name: "Second", zone: "Etc/UTC" });
  const first = await listBrands(base.db, ours.workspace.id, { limit: 1 });
  expect(first.map((brand) => brand.id)).toEqual([ours.brand.id]);
  const next = await listBrands(base.db, ours.workspace.id, { after: first[0]?.id, limit: 5 });
  expect(next.map((brand) => brand.id)).toEqual([second.id]);
  await changeBrand(base.db, ours.workspace.id, second.id, { archivedAt: new Date() });
  expect(await listBrands(base.db, ours.workspace.id, { after: first[0]?.id, limit: 5 })).toEqual([]);
});

test("the current kit is the one of the highest version", async () => {
  const version = { kit: {}, voice: "Plain.", folder: "f", sha256: "a" };
  expect(await findCurrentKitRow(base.db, ours.brand.id)).toBeUndefined();
  for (const number of [1, 3, 2]) await insertKit(base.db, ours.brand.id, { ...version, version: number });
  expect((await findCurrentKitRow(base.db, ours.brand.id))?.version).toBe(3);
  expect((await getKitRow(base.db, ours.brand.id, 2)).version).toBe(2);
  await expect(getKitRow(base.db, theirs.brand.id, 2)).rejects.toThrow(NotFound);
  expect((await listKits(base.db, ours.brand.id)).map((kit) => kit.version)).toEqual([3, 2, 1]);
  expect((await listKits(base.db, ours.brand.id, { before: 3, limit: 1 })).map((kit) => kit.version)).toEqual([2]);
});

test("slots are replaced as a whole and read in the order of the week", async () => {
  const friday = { weekday: 5, minute: 600 };
  const monday = { weekday: 1, minute: 480 };
  await replaceSlots(base.db, ours.brand.id, [friday, monday, friday]);
  expect(await listSlots(base.db, ours.brand.id)).toEqual([monday, friday]);
  expect(await listSlots(base.db, theirs.brand.id)).toHaveLength(2);
  await replaceSlots(base.db, ours.brand.id, []);
  expect(await listSlots(base.db, ours.brand.id)).toEqual([]);
});
