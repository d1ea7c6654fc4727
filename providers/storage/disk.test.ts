import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createFileStore } from "./index.ts";

let folder: string;
const store = () => createFileStore({ dataDir: folder });
const bytesOf = (words: string) => new TextEncoder().encode(words);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "troupe-store-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

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

test("what a killed process had begun to write goes once it is old, and nothing else does", async () => {
  await store().save("begun/a.txt", { bytes: bytesOf("whole") });
  const part = path.join(folder, "files/begun/b.mp4.0b7c3f4e-9a0a-4d6b-8d0e-3f0c6c0f2a11.part");
  await writeFile(part, "half");
  expect(await store().removeAbandoned?.(new Date(Date.now() - 60_000))).toEqual({ files: 0, bytes: 0 });
  expect(await store().removeAbandoned?.(new Date(Date.now() + 60_000))).toEqual({ files: 1, bytes: 4 });
  expect(await readdir(path.join(folder, "files/begun"))).toEqual(["a.txt"]);
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
