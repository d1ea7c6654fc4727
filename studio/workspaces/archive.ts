import { createHash, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import tar from "tar-stream";

/** The last entry: an archive without one was cut off. */
export const manifestEntry = "manifest.json";

/** What an entry holds. */
export type Stored = { entry: string; bytes: number; sha256: string };

export type ArchiveWriter = {
  /** Adds an entry of exactly so many bytes and answers what it holds. */
  add(entry: string, bytes: number, source: Readable): Promise<Stored>;
};

/**
 * Writes a tar archive that only this user can read. It appears under its name when it is whole and on the disk; what
 * `fill` answers is its manifest.
 */
export async function writeArchive<M extends object>(
  file: string,
  fill: (archive: ArchiveWriter) => Promise<M>,
): Promise<M> {
  const part = `${file}.${randomBytes(4).toString("hex")}.part`;
  const pack = tar.pack();
  const written = pipeline(pack, createWriteStream(part, { mode: 0o600 }));
  written.catch(() => undefined); // Heard below; until then it must not count as unheard.
  try {
    const manifest = await fill({ add: (entry, bytes, source) => addEntry(pack, entry, bytes, source) });
    const text = Buffer.from(JSON.stringify(manifest));
    await new Promise<void>((resolve, reject) =>
      pack.entry({ name: manifestEntry, mode: 0o600 }, text, (error) => (error ? reject(error) : resolve())),
    );
    pack.finalize();
    await written;
    const handle = await open(part);
    await handle.sync();
    await handle.close();
    await rename(part, file);
    return manifest;
  } catch (error) {
    pack.destroy();
    await written.catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
}

async function addEntry(pack: tar.Pack, entry: string, bytes: number, source: Readable): Promise<Stored> {
  const hash = createHash("sha256");
  source.on("data", (chunk: Buffer) => hash.update(chunk));
  const finished = new Promise<void>((resolve, reject) => {
    const sink = pack.entry({ name: entry, size: bytes, mode: 0o600 }, (error) => (error ? reject(error) : resolve()));
    source.once("error", reject);
    source.pipe(sink as unknown as Writable);
  });
  await finished;
  return { entry, bytes, sha256: hash.digest("hex") };
}

/** Reads an archive from its beginning, an entry at a time; `take` has to read each to its end. */
export async function readArchive(
  file: string,
  take: (entry: string, source: Readable) => Promise<void>,
): Promise<void> {
  const extract = tar.extract();
  const fed = pipeline(createReadStream(file), extract as unknown as Writable);
  fed.catch(() => undefined);
  try {
    for await (const entry of extract) await take(entry.header.name, entry as unknown as Readable);
    await fed;
  } catch (error) {
    extract.destroy();
    await fed.catch(() => undefined);
    throw error;
  }
}
