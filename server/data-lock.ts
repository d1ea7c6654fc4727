import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Refused } from "#config/errors.ts";

/**
 * Takes the data folder for this process, so that two studios never write to one. A lock left by a process that no
 * longer runs is taken over. Refused with a sentence when another studio holds it.
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true });
  const file = path.join(dataDir, "studio.lock");
  const own = path.join(dataDir, `studio.${process.pid}.lock`);
  await writeFile(own, `${process.pid}\n`);
  try {
    return await takeLock(file, own, dataDir);
  } finally {
    await rm(own, { force: true });
  }
}

async function takeLock(file: string, own: string, dataDir: string): Promise<() => Promise<void>> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      await link(own, file); // Made whole or not at all: a lock without its holder's number could be taken for a dead one.
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const holder = Number((await readFile(file, "utf8").catch(() => "")).trim());
      if (holder && holder !== process.pid && isAlive(holder)) {
        throw new Refused(
          "data-folder-locked",
          `Another studio (process ${holder}) is using ${dataDir}. Stop it first, or set DATA_DIR to another folder.`,
        );
      }
      await rm(file, { force: true });
    }
  }
  throw new Refused("data-folder-locked", `The lock ${file} keeps coming back. Stop the other studio, then try again.`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
