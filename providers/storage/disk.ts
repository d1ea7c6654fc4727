import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Disk } from "flydrive";
import { FSDriver } from "flydrive/drivers/fs";
import { NotFound } from "#config/errors.ts";
import type { FileStore, StoredFile } from "./contract.ts";
import { isKey, requireKey } from "./keys.ts";

/** How a file is called while it is being written. */
const partShape = /\.[0-9a-f-]{36}\.part$/;

/**
 * Files in a folder of this machine. A file appears under its key only when it is whole: it is written beside it and
 * renamed, because a process may be killed while it writes and flydrive's own `put` and `move` write in place.
 */
export function createDiskStore(folder: string): FileStore {
  const root = path.resolve(folder);
  const disk = new Disk(new FSDriver({ location: root, visibility: "private" }));
  const locate = async (key: string) => {
    const file = pathOf(root, key);
    const found = await stat(file).catch(absent);
    if (!found?.isFile()) throw new NotFound("file", key);
    return { file, size: found.size };
  };
  return {
    id: "disk",
    save: async (key, source) => {
      const target = pathOf(root, key);
      const part = `${key}.${randomUUID()}.part`;
      try {
        if ("path" in source) {
          // Not flydrive's copyFromFs: when the source is missing it answers before its own empty file has appeared.
          await mkdir(path.dirname(target), { recursive: true });
          await copyFile(source.path, pathOf(root, part));
        } else await disk.put(part, source.bytes);
        await rename(pathOf(root, part), target);
      } catch (cause) {
        await disk.delete(part);
        throw cause;
      }
    },
    size: async (key) => (await locate(key)).size,
    read: async (key, range = {}) => {
      const { file, size } = await locate(key);
      return createReadStream(file, { start: range.start ?? 0, end: range.end ?? Math.max(size - 1, 0) });
    },
    bytes: async (key) => {
      const { file } = await locate(key);
      return readFile(file); // Not flydrive's getBytes: it answers the whole pool that a small buffer was cut from.
    },
    localPath: async (key) => (await locate(key)).file,
    remove: async (key) => {
      pathOf(root, key);
      await disk.delete(key);
    },
    list: (prefix = "") => listKeys(root, "", prefix),
    removeAbandoned: (before) => removeParts(root, before),
  };
}

/** Walks only into folders that can hold the prefix. Files that are being written (`.part`) are not there yet. */
async function* listKeys(root: string, folder: string, prefix: string): AsyncGenerator<StoredFile> {
  const entries = (await readdir(path.join(root, folder), { withFileTypes: true }).catch(absent)) ?? [];
  for (const entry of entries) {
    const key = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      const inside = `${key}/`;
      if (inside.startsWith(prefix) || prefix.startsWith(inside)) yield* listKeys(root, key, prefix);
    } else if (entry.isFile() && isKey(key) && key.startsWith(prefix) && !partShape.test(key)) {
      const found = await stat(path.join(root, key)).catch(absent);
      if (found) yield { key, savedAt: found.mtime };
    }
  }
}

async function removeParts(root: string, before: Date): Promise<{ files: number; bytes: number }> {
  const removed = { files: 0, bytes: 0 };
  const entries = (await readdir(root, { withFileTypes: true, recursive: true }).catch(absent)) ?? [];
  for (const entry of entries.filter((each) => each.isFile() && partShape.test(each.name))) {
    const file = path.join(entry.parentPath, entry.name);
    const found = await stat(file).catch(absent);
    if (!found || found.mtime >= before) continue;
    await rm(file, { force: true });
    removed.files += 1;
    removed.bytes += found.size;
  }
  return removed;
}

function pathOf(root: string, key: string): string {
  return path.join(root, requireKey(key));
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
  throw error;
}
