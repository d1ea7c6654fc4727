import { createHash, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import tar from "tar-stream";
import { Refused } from "#config/errors.ts";
import { type Manifest, manifestEntry, manifestSchema, type Stored } from "./manifest.ts";

export type ArchiveWriter = {
  /** Adds an entry of exactly so many bytes and answers what it holds. */
  add(entry: string, bytes: number, source: Readable): Promise<Stored>;
};

/**
 * Writes a tar archive that only this user can read. It appears under its name when it is whole and on the disk; what
 * `fill` answers is its manifest.
 */
export async function writeArchive(
  file: string,
  fill: (archive: ArchiveWriter) => Promise<Manifest>,
): Promise<Manifest> {
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

/**
 * Reads a whole archive and answers its manifest once every entry is what that says. Refused: `backup-unreadable`,
 * `backup-incomplete`, `backup-damaged`, with the entry's name.
 */
export async function verifyArchive(file: string): Promise<Manifest> {
  const found = new Map<string, { bytes: number; sha256: string }>();
  let text: Buffer | undefined;
  try {
    await readArchive(file, async (entry, source) => {
      const hash = createHash("sha256");
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of source as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        hash.update(chunk);
        if (entry === manifestEntry) chunks.push(chunk);
      }
      if (entry === manifestEntry) text = Buffer.concat(chunks);
      else if (found.has(entry)) throw damaged(`${entry} is in it twice`);
      else found.set(entry, { bytes, sha256: hash.digest("hex") });
    });
  } catch (cause) {
    if (cause instanceof Refused) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw Object.assign(new Refused("backup-unreadable", `${file} cannot be read as a backup: ${why}.`), { cause });
  }
  if (!text)
    throw new Refused("backup-incomplete", `${file} was cut off or is no backup: it has no manifest at its end.`);
  const manifest = readManifest(text.toString());
  for (const { entry, bytes, sha256 } of [...manifest.tables, ...manifest.files, ...manifest.keys]) {
    const own = found.get(entry);
    if (!own) throw damaged(`${entry} is missing`);
    if (own.bytes !== bytes || own.sha256 !== sha256) throw damaged(`${entry} is not what was backed up`);
    found.delete(entry);
  }
  const [stranger] = found.keys();
  if (stranger !== undefined) throw damaged(`${stranger} is not of this backup`);
  return manifest;
}

function readManifest(text: string): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw Object.assign(damaged("its manifest cannot be read"), { cause });
  }
}

function damaged(what: string): Refused {
  return new Refused("backup-damaged", `The backup is damaged: ${what}. Nothing was restored.`);
}
