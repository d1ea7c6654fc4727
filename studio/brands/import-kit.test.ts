import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { KitRefused } from "#brand-kits/problems.ts";
import { NotFound } from "#config/errors.ts";
import { findBrandBySlug, listBrands } from "#db/queries/brands.ts";
import { listConnections } from "#db/queries/connections.ts";
import { listKits } from "#db/queries/kits.ts";
import { listPersonas } from "#db/queries/personas.ts";
import { changeProduct, findProductByHandle, listProducts } from "#db/queries/products.ts";
import { listSlots } from "#db/queries/slots.ts";
import { probePicture } from "#media/picture.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { getCurrentKit } from "./current-kit.ts";
import { importKitFolder } from "./import-kit.ts";
import { importKitFromFiles } from "./import-upload.ts";

const nordlys = fileURLToPath(new URL("../../brand-kits/nordlys-coffee", import.meta.url));
let base: TestDatabase;
let scratch: string;
let files: FileStore;
let workspaceId: string;
let copies = 0;

beforeAll(async () => {
  base = await createTestDatabase();
  scratch = await mkdtemp(path.join(tmpdir(), "troupe-import-"));
  files = createFileStore({ dataDir: scratch });
});
beforeEach(async () => {
  workspaceId = (await castOf(base.db)).workspace.id;
});
afterAll(async () => {
  await base.drop();
  await rm(scratch, { recursive: true, force: true });
});

const importing = (folder: string) => importKitFolder(base.db, files, { workspaceId }, actorOf(null), folder);

async function nordlysWith(edits: [from: string, to: string][]) {
  const folder = path.join(scratch, `kit-${++copies}`);
  await cp(nordlys, folder, { recursive: true });
  const file = path.join(folder, "kit.yaml");
  let text = await readFile(file, "utf8");
  for (const [from, to] of edits) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  await writeFile(file, text);
  return folder;
}

const pixels = (picture: Uint8Array) => sharp(picture).ensureAlpha().raw().toBuffer();

test("a kit becomes a brand with files, products, slots, a roster and a Showcase", async () => {
  const imported = await importing(nordlys);
  const { brand } = imported;
  expect(imported).toMatchObject({ version: 1, changed: true, products: 4, personas: 3 });
  expect(brand).toMatchObject({ slug: "nordlys-coffee", zone: "Europe/Oslo", workspaceId });

  const current = await getCurrentKit(base.db, brand.id);
  expect(current.kit.products).toHaveLength(4);
  expect(current.voice).toContain("How Nordlys talks");
  for (const name of [
    current.kit.logo,
    current.kit.fonts.display.file,
    "voice.md",
    "kit.yaml",
    "pictures/coffee.png",
  ]) {
    const stored = await files.bytes(`${current.folder}/${name}`);
    const given = await readFile(path.join(nordlys, name));
    // Pictures are drawn anew: the same to the eye, and without what may hide beside the pixels.
    const [kept, came] = name.endsWith(".png") ? await Promise.all([pixels(stored), pixels(given)]) : [stored, given];
    expect(Buffer.compare(Buffer.from(kept), came), name).toBe(0);
  }
  const roast = await findProductByHandle(base.db, brand.id, "first-light");
  expect(roast).toMatchObject({ priceCents: 1490, currency: "EUR", source: "kit", pictureNote: null });
  expect(await probePicture(await files.bytes(roast?.picture ?? ""))).toMatchObject({ width: 600, height: 400 });
  const mug = await findProductByHandle(base.db, brand.id, "cabin-mug");
  expect(mug).toMatchObject({ priceCents: null, currency: null });

  expect(await listSlots(base.db, brand.id)).toHaveLength(7);
  expect((await listSlots(base.db, brand.id))[0]).toEqual({ weekday: 1, minute: 450 });
  const roster = await listPersonas(base.db, brand.id, { limit: 10 });
  expect(roster.map((persona) => persona.voice)).toEqual(["slt", "rms", "awb"]);
  for (const persona of roster) await probePicture(await files.bytes(persona.portraitFile ?? ""));
  expect(await listConnections(base.db, brand.id)).toMatchObject([{ channel: "showcase" }]);
});

test("the same kit again changes nothing, not even what was edited since", async () => {
  const { brand } = await importing(nordlys);
  const roast = await findProductByHandle(base.db, brand.id, "first-light");
  await changeProduct(base.db, brand.id, roast?.id ?? "", { title: "Edited in the app" });
  expect(await importing(nordlys)).toMatchObject({ changed: false, version: 1 });
  expect((await findProductByHandle(base.db, brand.id, "first-light"))?.title).toBe("Edited in the app");
  expect(await listKits(base.db, brand.id)).toHaveLength(1);
  expect(await listConnections(base.db, brand.id)).toHaveLength(1);
});

test("a changed kit is the next version; what was made with the one before keeps its files", async () => {
  const { brand } = await importing(nordlys);
  const first = await getCurrentKit(base.db, brand.id);
  const roast = await findProductByHandle(base.db, brand.id, "first-light");
  const next = await importing(
    await nordlysWith([
      ["title: First Light roast", "title: First Light, spring lot"],
      ["  - mon 07:30\n", ""],
    ]),
  );
  expect(next).toMatchObject({ version: 2, changed: true, personas: 0, brand: { id: brand.id } });
  const second = await getCurrentKit(base.db, brand.id);
  expect(second.folder).not.toBe(first.folder);
  expect((await files.bytes(`${first.folder}/logo.png`)).byteLength).toBeGreaterThan(0);
  expect(await findProductByHandle(base.db, brand.id, "first-light")).toMatchObject({
    id: roast?.id,
    title: "First Light, spring lot",
  });
  expect(await listProducts(base.db, brand.id, { limit: 50 })).toHaveLength(4);
  expect(await listSlots(base.db, brand.id)).toHaveLength(6);
  expect(await listPersonas(base.db, brand.id, { limit: 50 })).toHaveLength(3);
});

test("a kit imported twice at once makes one brand and one version", async () => {
  const both = await Promise.all([importing(nordlys), importing(nordlys)]);
  expect(both.map((one) => one.changed).sort()).toEqual([false, true]);
  expect(await listKits(base.db, both[0].brand.id)).toHaveLength(1);
});

test("two workspaces may each have the brand; neither sees the other's", async () => {
  const ours = await importing(nordlys);
  const other = (await castOf(base.db, "other")).workspace.id;
  const theirs = await importKitFolder(base.db, files, { workspaceId: other }, actorOf(null), nordlys);
  expect(theirs).toMatchObject({ version: 1, changed: true });
  expect(theirs.brand.id).not.toBe(ours.brand.id);
  const [handle] = await listConnections(base.db, theirs.brand.id);
  expect(handle?.handle).not.toBe((await listConnections(base.db, ours.brand.id))[0]?.handle);
});

test("a broken kit imports nothing, into a new brand or into one that exists", async () => {
  const broken = await nordlysWith([["pictures/polar-night.png", "pictures/nowhere.png"]]);
  await expect(importing(broken)).rejects.toThrow(KitRefused);
  expect(await findBrandBySlug(base.db, workspaceId, "nordlys-coffee")).toBeUndefined();
  const { brand } = await importing(nordlys);
  await expect(importing(broken)).rejects.toThrow(KitRefused);
  expect((await getCurrentKit(base.db, brand.id)).version).toBe(1);
});

test("when the files cannot be kept, no row is", async () => {
  const full: FileStore = {
    ...files,
    save: async (key, source) => {
      if (key.includes("/personas/")) throw new Error("No space left on the disk");
      await files.save(key, source);
    },
  };
  await expect(importKitFolder(base.db, full, { workspaceId }, actorOf(null), nordlys)).rejects.toThrow(
    "No space left",
  );
  expect(await findBrandBySlug(base.db, workspaceId, "nordlys-coffee")).toBeUndefined();
  expect(await listBrands(base.db, workspaceId)).toHaveLength(1);
  expect(await importing(nordlys)).toMatchObject({ version: 1, changed: true });
});

test("a brand without a kit has none", async () => {
  const { brand } = await castOf(base.db, "bare");
  await expect(getCurrentKit(base.db, brand.id)).rejects.toThrow(NotFound);
});

async function upload(folder: string, under = "nordlys-coffee/") {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    names
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const file = path.join(entry.parentPath, entry.name);
        return { name: under + path.relative(folder, file), bytes: new Uint8Array(await readFile(file)) };
      }),
  );
}

test("an uploaded folder is imported as the folder is, whatever the uploader's system left in it", async () => {
  const uploaded = [...(await upload(nordlys)), { name: "nordlys-coffee/.DS_Store", bytes: new Uint8Array(8) }];
  const { brand } = await importKitFromFiles(base.db, files, { workspaceId }, actorOf(null), uploaded);
  expect(await importing(nordlys)).toMatchObject({ changed: false, brand: { id: brand.id } });
  const flat = await importKitFromFiles(base.db, files, { workspaceId }, actorOf(null), await upload(nordlys, ""));
  expect(flat.changed).toBe(false);
});

test("an upload of nothing, of too much, or with a name that climbs is refused in a sentence", async () => {
  const scope = { workspaceId };
  const [one] = await upload(nordlys);
  const bytes = one?.bytes ?? new Uint8Array();
  await expect(importKitFromFiles(base.db, files, scope, actorOf(null), [])).rejects.toMatchObject({
    code: "no-files",
  });
  const many = Array.from({ length: 501 }, (_, n) => ({ name: `kit/${n}.txt`, bytes }));
  await expect(importKitFromFiles(base.db, files, scope, actorOf(null), many)).rejects.toMatchObject({
    code: "too-large",
  });
  for (const name of ["kit/../../../tmp/evil", "/etc/evil", "kit\\..\\evil", "kit/a\0b"]) {
    const climbing = importKitFromFiles(base.db, files, scope, actorOf(null), [{ name, bytes }]);
    await expect(climbing, name).rejects.toMatchObject({ code: "bad-name" });
  }
  const noKit = importKitFromFiles(base.db, files, scope, actorOf(null), [{ name: "holiday/photo.png", bytes }]);
  await expect(noKit).rejects.toMatchObject({ problems: [{ file: "holiday" }] });
});

test("a brand's page takes no other brand's kit", async () => {
  const scope = { workspaceId, brandSlug: "lykke-bath" };
  await expect(importKitFolder(base.db, files, scope, actorOf(null), nordlys)).rejects.toMatchObject({
    code: "other-brand",
  });
  expect(await findBrandBySlug(base.db, workspaceId, "nordlys-coffee")).toBeUndefined();
});
