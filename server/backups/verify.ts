import { createHash } from "node:crypto";
import { Refused } from "#config/errors.ts";
import { manifestEntry, readArchive } from "#studio/workspaces/archive.ts";
import { type Manifest, manifestSchema } from "./manifest.ts";

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
