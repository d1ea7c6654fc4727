import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { listAuditEntries } from "#db/queries/audit.ts";
import { changeProduct, findProductByHandle, getProduct } from "#db/queries/products.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { changeVideoLook } from "./change-video-look.ts";
import { getCurrentKit } from "./current-kit.ts";
import { importKitFolder } from "./import-kit.ts";

const nordlys = fileURLToPath(new URL("../../brand-kits/nordlys-coffee", import.meta.url));
let base: TestDatabase;
let scratch: string;
let files: FileStore;
let workspaceId: string;
let brand: Awaited<ReturnType<typeof importKitFolder>>["brand"];

beforeAll(async () => {
  base = await createTestDatabase();
  scratch = await mkdtemp(path.join(tmpdir(), "troupe-look-"));
  files = createFileStore({ dataDir: scratch });
  workspaceId = (await castOf(base.db)).workspace.id;
  ({ brand } = await importKitFolder(base.db, files, { workspaceId }, actorOf(null), nordlys));
});
afterAll(async () => {
  await base.drop();
  await rm(scratch, { recursive: true, force: true });
});

const by = () => actorOf(null, workspaceId);
const change = (wanted: Parameters<typeof changeVideoLook>[4]) => changeVideoLook(base.db, files, brand, by(), wanted);

test("another style is the kit's next version, in its row and in its own text, with the same files", async () => {
  const product = await findProductByHandle(base.db, brand.id, "first-light");
  await changeProduct(base.db, brand.id, product!.id, { title: "Typed in the app" });
  expect(await change({ captions: "pop", bed: "late", cuts: { instagram: "clean" } })).toEqual({
    ...{ version: 2, changed: true },
  });
  const current = await getCurrentKit(base.db, brand.id);
  expect(current).toMatchObject({
    version: 2,
    kit: { video: { captions: "pop", cuts: { instagram: "clean" } }, music: { bed: "late", level: 0 } },
  });
  const text = new TextDecoder().decode(await files.bytes(`${current.folder}/kit.yaml`));
  expect(parse(text)).toMatchObject({ video: { captions: "pop" }, music: { bed: "late" } });
  expect(text).toContain("# the lamp in the window");
  const { folder } = await getCurrentKit(base.db, brand.id);
  for (const name of [current.kit.logo, current.kit.fonts.text.file, "pictures/coffee.png", "personas.yaml"]) {
    expect(await files.bytes(`${folder}/${name}`), name).toEqual(
      await files.bytes(`brands/${brand.id}/kits/1/${name}`),
    );
  }
  // Only an import writes over what was typed.
  expect((await getProduct(base.db, brand.id, product!.id)).title).toBe("Typed in the app");
  const [entry] = await listAuditEntries(base.db, workspaceId, {}, { limit: 1 });
  expect(entry).toMatchObject({ act: "kit.changed", after: { version: 2, video: { captions: "pop" } } });
});

test("what is so already makes no version, and a style that nobody draws is refused", async () => {
  const { version } = await getCurrentKit(base.db, brand.id);
  expect(await change({ captions: "pop", bed: "late" })).toEqual({ version, changed: false });
  await expect(change({ captions: "comic" })).rejects.toMatchObject({ code: "look-unknown", field: "captions" });
  await expect(change({ cuts: { myspace: "clean" } })).rejects.toMatchObject({ code: "look-unknown", field: "cuts" });
  expect((await getCurrentKit(base.db, brand.id)).version).toBe(version);
});
