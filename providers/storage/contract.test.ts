import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer, text } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EnvironmentRefused } from "#config/env.ts";
import { NotFound } from "#config/errors.ts";
import type { FileStore } from "./contract.ts";
import { copiesFolder, createFileStore } from "./index.ts";
import { type S3Server, s3Keys, startS3Server } from "./s3-server.fixture.ts";

let folder: string;
let s3: S3Server;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "troupe-stores-"));
  s3 = await startS3Server();
});
afterAll(async () => {
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

const bytesOf = (words: string) => new TextEncoder().encode(words);
const bucket = () => ({ ...s3Keys, S3_BUCKET: "troupe", S3_ENDPOINT: s3.endpoint });
const openS3 = () => createFileStore({ dataDir: folder, source: bucket() });

describe.each<[string, () => FileStore]>([
  ["disk", () => createFileStore({ dataDir: folder, source: {} })],
  ["s3", openS3],
])("the store on %s", (id, open) => {
  test("is the one that the environment chose", () => expect(open().id).toBe(id));

  test("gives back what was saved, whole or in a range", async () => {
    const store = open();
    await store.save("brands/b1/videos/v 1.mp4", { bytes: bytesOf("0123456789") });
    expect(await store.size("brands/b1/videos/v 1.mp4")).toBe(10);
    expect(await text(await store.read("brands/b1/videos/v 1.mp4"))).toBe("0123456789");
    expect(await text(await store.read("brands/b1/videos/v 1.mp4", { start: 2, end: 4 }))).toBe("234");
    expect(await text(await store.read("brands/b1/videos/v 1.mp4", { start: 7 }))).toBe("789");
    expect(Buffer.from(await store.bytes("brands/b1/videos/v 1.mp4")).toString()).toBe("0123456789");
    expect(await readFile(await store.localPath("brands/b1/videos/v 1.mp4"), "utf8")).toBe("0123456789");
  });

  test("keeps bytes as they are, none of them included", async () => {
    const store = open();
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, n) => n));
    await store.save("all.bin", { bytes });
    expect(Buffer.from(await store.bytes("all.bin")).equals(bytes)).toBe(true);
    await store.save("empty.vtt", { bytes: new Uint8Array() });
    expect(await buffer(await store.read("empty.vtt"))).toHaveLength(0);
    expect(await store.size("empty.vtt")).toBe(0);
  });

  test("replaces, from a path as well, and a path that was given before keeps what it held", async () => {
    const store = open();
    const source = path.join(folder, `${id}-source.txt`);
    await writeFile(source, "second");
    await store.save("notes/a.txt", { bytes: bytesOf("first and longer") });
    await store.localPath("notes/a.txt");
    await store.save("notes/a.txt", { path: source });
    expect(Buffer.from(await store.bytes("notes/a.txt")).toString()).toBe("second");
    expect(await readFile(await store.localPath("notes/a.txt"), "utf8")).toBe("second");
  });

  test("says that there is no file, and takes removing it again for done", async () => {
    const store = open();
    await store.save("gone.txt", { bytes: bytesOf("x") });
    await store.remove("gone.txt");
    await store.remove("gone.txt");
    for (const call of [store.size, store.read, store.localPath, store.bytes]) {
      await expect(call("gone.txt")).rejects.toThrow(NotFound);
    }
    await store.save("folder/file.txt", { bytes: bytesOf("x") });
    await expect(store.bytes("folder")).rejects.toThrow(NotFound);
    await expect(store.bytes("folder/file.txt/more")).rejects.toThrow(NotFound);
  });

  test("lists every file whose key begins so, however many there are", async () => {
    const store = open();
    const keys = ["1", "2", "3", "4", "5"].map((name) => `list/${name}.txt`);
    for (const key of [...keys, "other/1.txt"]) await store.save(key, { bytes: bytesOf("x") });
    const found: string[] = [];
    for await (const { key, savedAt } of store.list("list/")) {
      found.push(key);
      expect(Math.abs(Date.now() - savedAt.getTime())).toBeLessThan(60_000);
    }
    expect(found.sort()).toEqual(keys);
  });

  test("refuses a key that climbs out of it, whatever surrounds the climb", async () => {
    const store = open();
    for (const key of ["../outside.txt", "a/../../outside.txt", "/etc/passwd", "a//b", "", ".", "a/./b", "a\\..\\b"]) {
      await expect(store.bytes(key), key).rejects.toThrow("is not a key");
      await expect(store.save(key, { bytes: bytesOf("x") }), key).rejects.toThrow("is not a key");
      await expect(store.remove(key), key).rejects.toThrow("is not a key");
    }
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (before, after) => {
        await expect(store.localPath(`${before}/../${after}`)).rejects.toThrow("is not a key");
      }),
    );
  });
});

test("what was copied from a bucket is not copied again until it changes", async () => {
  const store = openS3();
  await store.save("copy.txt", { bytes: bytesOf("once") });
  const first = await store.localPath("copy.txt");
  expect(path.dirname(first)).toBe(copiesFolder(folder));
  const before = s3.asked.length;
  expect(await store.localPath("copy.txt")).toBe(first);
  expect(s3.asked.slice(before)).toEqual(["HEAD /troupe/copy.txt"]);
  await store.save("copy.txt", { bytes: bytesOf("twice") });
  expect(await readFile(await store.localPath("copy.txt"), "utf8")).toBe("twice");
  await rm(copiesFolder(folder), { recursive: true });
  expect((await stat(await store.localPath("copy.txt"))).size).toBe(5);
});

test("a bucket that is not there is made, once", async () => {
  const empty = await startS3Server();
  const store = createFileStore({ dataDir: folder, source: { ...bucket(), S3_ENDPOINT: empty.endpoint } });
  await Promise.all(["a", "b", "c"].map((key) => store.save(key, { bytes: bytesOf(key) })));
  expect(empty.asked.filter((line) => line === "PUT /troupe")).toHaveLength(1);
  expect([...empty.objects.keys()].sort()).toEqual(["a", "b", "c"]);
  await empty.close();
});

test("a store that fails for a moment is asked again; one that refuses the key says so, and not that the file is missing", async () => {
  const store = openS3();
  await store.save("steady.txt", { bytes: bytesOf("x") });
  s3.failNext(503);
  expect(await store.size("steady.txt")).toBe(1);
  const stranger = createFileStore({ dataDir: folder, source: { ...bucket(), S3_ACCESS_KEY_ID: "AKIAOTHER" } });
  await expect(stranger.size("steady.txt")).rejects.not.toThrow(NotFound);
});

test("every setting that is missing or odd is named at once, and no secret is in the sentence", () => {
  const open = (source: Record<string, string>) => () => createFileStore({ dataDir: folder, source });
  try {
    open({ S3_BUCKET: "Troupe!", S3_ENDPOINT: "minio:9000", S3_SECRET_ACCESS_KEY: "" })();
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(EnvironmentRefused);
    const names = (error as EnvironmentRefused).problems.map((line) => line.split(":")[0]);
    expect(names.sort()).toEqual(["S3_ACCESS_KEY_ID", "S3_BUCKET", "S3_ENDPOINT", "S3_SECRET_ACCESS_KEY"]);
  }
});
