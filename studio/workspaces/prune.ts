import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Db } from "#db/database.ts";
import { keepBackupsWaiting } from "#db/files-lock.ts";
import { listNamedFiles } from "#db/queries/named-files.ts";
import { inTransaction } from "#db/transaction.ts";
import type { FileStore } from "#providers/storage/contract.ts";

/** A file is kept before a row names it; by then, its transaction has ended one way or the other. */
const unnamedMs = 24 * 3_600_000;

/** Where files lie that rows name, one by one or (kits) by their folder. What lies anywhere else is left alone. */
const kinds = /^(brands\/[^/]+)\/(videos|personas|products|playground|kits\/\d+)\//;

/**
 * Removes files that no row names: pictures that were replaced, faces that were redrawn, what a failed import or a deleted
 * brand left behind, what was being written when the studio was killed. Waits for a backup that is being taken. Answers how many and how large they were.
 */
export function pruneFiles(db: Db, files: FileStore, now = new Date()): Promise<{ files: number; bytes: number }> {
  return inTransaction(db, async (trx) => {
    await keepBackupsWaiting(trx);
    const named = new Map<string, Set<string>>();
    const pruned = (await files.removeAbandoned?.(new Date(now.getTime() - unnamedMs))) ?? { files: 0, bytes: 0 };
    for await (const { key, savedAt } of files.list("brands/")) {
      const [folder, brand, kind] = kinds.exec(key) ?? [];
      if (!folder || !brand || now.getTime() - savedAt.getTime() < unnamedMs) continue;
      const brandId = brand.slice("brands/".length);
      const names = named.get(brandId) ?? (await listNamedFiles(trx, brandId));
      named.set(brandId, names);
      if (names.has(kind?.startsWith("kits") ? folder.slice(0, -1) : key)) continue;
      pruned.bytes += await files.size(key);
      pruned.files += 1;
      await files.remove(key);
    }
    return pruned;
  });
}

/** Removes what was not written for so many days from a folder of things that can be made again. */
export async function pruneCache(
  folder: string,
  days: number,
  now = new Date(),
): Promise<{ files: number; bytes: number }> {
  const pruned = { files: 0, bytes: 0 };
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = path.join(folder, entry.name);
    const { mtimeMs, size } = await stat(file);
    if (now.getTime() - mtimeMs < days * 86_400_000) continue;
    await rm(file, { force: true });
    pruned.bytes += size;
    pruned.files += 1;
  }
  return pruned;
}

/** Removes folders of work that was killed and never taken up again: those that nobody has written to for so many days. */
export async function pruneScratch(
  scratch: string,
  days: number,
  kept: readonly string[],
  now = new Date(),
): Promise<number> {
  const entries = await readdir(scratch, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  let pruned = 0;
  for (const entry of entries.filter(({ name }) => !kept.includes(name))) {
    const place = path.join(scratch, entry.name);
    const found = await stat(place).catch(() => undefined); // its work has ended meanwhile
    if (!found || now.getTime() - found.mtimeMs < days * 86_400_000) continue;
    await rm(place, { recursive: true, force: true });
    pruned += 1;
  }
  return pruned;
}
