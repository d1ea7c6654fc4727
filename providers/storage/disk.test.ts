import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer, text } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NotFound } from "#config/errors.ts";
import { createFileStore } from "./index.ts";

let folder: string;
const store = () => createFileStore({ dataDir: folder });
const bytesOf = (words: string) => new TextEncoder().encode(words);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "troupe-store-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("what was saved is read back, whole or in a range", async () => {
  await store().save("brands/b1/videos/v1.mp4", { bytes: bytesOf("0123456789") });
  expect(await store().size("brands/b1/videos/v1.mp4")).toBe(10);
  expect(await text(await store().read("brands/b1/videos/v1.mp4"))).toBe("0123456789");
  expect(await text(await store().read("brands/b1/videos/v1.mp4", { start: 2, end: 4 }))).toBe("234");
  expect(await text(await store().read("brands/b1/videos/v1.mp4", { start: 7 }))).toBe("789");
  expect(Buffer.from(await store().bytes("brands/b1/videos/v1.mp4")).toString()).toBe("0123456789");
  expect(await readFile(await store().localPath("brands/b1/videos/v1.mp4"), "utf8")).toBe("0123456789");
});

test("a file of no bytes is read as no bytes", async () => {
  await store().save("empty.vtt", { bytes: new Uint8Array() });
  expect(await buffer(await store().read("empty.vtt"))).toHaveLength(0);
});

test("saving again replaces, from a path as well, and leaves no part behind", async () => {
  const source = path.join(folder, "source.txt");
  await writeFile(source, "second");
  await store().save("notes/a.txt", { bytes: bytesOf("first and longer") });
  await store().save("notes/a.txt", { path: source });
  expect(Buffer.from(await store().bytes("notes/a.txt")).toString()).toBe("second");
  expect(await readdir(path.join(folder, "files/notes"))).toEqual(["a.txt"]);
});

test("a save that fails leaves what was there, and no part", async () => {
  await store().save("keep/a.txt", { bytes: bytesOf("kept") });
  await expect(store().save("keep/a.txt", { path: path.join(folder, "nowhere") })).rejects.toThrow();
  expect(Buffer.from(await store().bytes("keep/a.txt")).toString()).toBe("kept");
  expect(await readdir(path.join(folder, "files/keep"))).toEqual(["a.txt"]);
});

test("a key without a file is not found, and removing it again is no error", async () => {
  await store().save("gone.txt", { bytes: bytesOf("x") });
  await store().remove("gone.txt");
  await store().remove("gone.txt");
  for (const call of [store().size("gone.txt"), store().read("gone.txt"), store().localPath("gone.txt")]) {
    await expect(call).rejects.toThrow(NotFound);
  }
  await store().save("folder/file.txt", { bytes: bytesOf("x") });
  await expect(store().bytes("folder")).rejects.toThrow(NotFound);
  await expect(store().bytes("folder/file.txt/more")).rejects.toThrow(NotFound);
});

test("a key that climbs out of the store is refused, whatever surrounds the climb", async () => {
  const outside = path.join(folder, "outside.txt");
  await writeFile(outside, "secret");
  for (const key of ["../outside.txt", "a/../../outside.txt", "/etc/passwd", "a//b", "", ".", "a/./b", "a\\..\\b"]) {
    await expect(store().bytes(key), key).rejects.toThrow("is not a key");
    await expect(store().save(key, { bytes: bytesOf("x") }), key).rejects.toThrow("is not a key");
    await expect(store().remove(key), key).rejects.toThrow("is not a key");
  }
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.string(), async (before, after) => {
      await expect(store().localPath(`${before}/../${after}`)).rejects.toThrow("is not a key");
    }),
  );
  expect(existsSync(outside)).toBe(true);
});
