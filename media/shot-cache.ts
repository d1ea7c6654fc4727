import { randomUUID } from "node:crypto";
import { copyFile, link, mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";

/**
 * Finished pieces of videos, kept by a hash of what they are: a shot's picture (`mp4`) with its still (`jpg`), a mix
 * (`m4a`). Several processes may use one folder.
 */
export type ShotCache = {
  /** A folder of a render's own. What is in it stays there whatever the cache throws away meanwhile. */
  hold(): Promise<Hold>;
  /** Throws pieces away, so that they are made anew: for when something is wrong with them. */
  forget(names: string[]): Promise<void>;
};

export type Hold = {
  /** Where a piece lies, or will lie, for this render. */
  file(name: string): string;
  /** Brings kept pieces into the hold, all or none; false when the cache does not have them all. */
  take(names: string[]): Promise<boolean>;
  /** Keeps finished pieces of this hold for others. */
  keep(names: string[]): Promise<void>;
  release(): Promise<void>;
};

const holds = ".held";

/** A piece is taken by a second name for the same bytes (a hard link), which no sweep of the first can take away. */
export function createShotCache(folder: string): ShotCache {
  return {
    async forget(names) {
      for (const name of names) await rm(path.join(folder, name), { force: true });
    },
    async hold() {
      const own = path.join(folder, holds, randomUUID());
      await mkdir(own, { recursive: true });
      const file = (name: string) => path.join(own, name);
      return {
        file,
        async take(names) {
          for (const name of names) {
            const kept = path.join(folder, name);
            const there = await linkOrCopy(kept, file(name));
            if (!there) return false;
            // Used just now: what was not used for longest goes first.
            const now = new Date();
            await utimes(kept, now, now).catch(() => undefined);
          }
          return true;
        },
        async keep(names) {
          for (const name of names) await linkOrCopy(file(name), path.join(folder, name));
        },
        release: () => rm(own, { recursive: true, force: true }),
      };
    },
  };
}

/** False when there is nothing to link. A name that stands already has the same content, because names are hashes. */
async function linkOrCopy(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return true;
    if (code === "ENOENT") return false;
    // A disk without hard links: a copy, whole before it has its name.
    const part = `${to}.${randomUUID()}.part`;
    try {
      await copyFile(from, part);
      await rename(part, to);
      return true;
    } catch (problem) {
      await rm(part, { force: true });
      if ((problem as NodeJS.ErrnoException).code === "ENOENT") return false;
      throw problem;
    }
  }
}

/** A render that was killed leaves its hold and half a piece behind; none takes this long. */
const abandonedMs = 6 * 3_600_000;

/**
 * Removes pieces that were not used for `days`, then those not used for longest until the folder holds at most `bytes`,
 * and what killed renders left. Everything can be made again, and what a render has in its hold is not touched.
 */
export async function sweepShots(
  folder: string,
  { days, bytes }: { days: number; bytes: number },
  now = new Date(),
): Promise<{ files: number; bytes: number }> {
  const swept = { files: 0, bytes: 0 };
  const remove = async ({ file, size }: Entry) => {
    await rm(file, { recursive: true, force: true });
    swept.files += 1;
    swept.bytes += size;
  };
  for (const entry of await listEntries(path.join(folder, holds))) {
    if (now.getTime() - entry.usedAt > abandonedMs) await remove(entry);
  }
  const entries = (await listEntries(folder)).filter(({ file }) => path.basename(file) !== holds);
  const kept: Entry[] = [];
  for (const entry of entries) {
    const age = now.getTime() - entry.usedAt;
    if (age > days * 86_400_000 || (entry.file.endsWith(".part") && age > abandonedMs)) await remove(entry);
    else kept.push(entry);
  }
  kept.sort((a, b) => b.usedAt - a.usedAt);
  let total = kept.reduce((sum, { size }) => sum + size, 0);
  while (total > bytes && kept.length > 0) {
    const oldest = kept.pop()!;
    await remove(oldest);
    total -= oldest.size;
  }
  return swept;
}

type Entry = { file: string; size: number; usedAt: number };

async function listEntries(folder: string): Promise<Entry[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const entries: Entry[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined); // removed by another sweep
    if (found) entries.push({ file, size: found.isFile() ? found.size : 0, usedAt: found.mtimeMs });
  }
  return entries;
}
