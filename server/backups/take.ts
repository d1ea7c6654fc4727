import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type pg from "pg";
import type { Env } from "#config/env.ts";
import { copyOut, type DumpedTable, listSequences, listTables, openSnapshot } from "#db/dump.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { type ArchiveWriter, writeArchive } from "#studio/workspaces/archive.ts";
import { addFile } from "#studio/workspaces/export.ts";
import type { Manifest } from "./manifest.ts";

type Source = { connectionString: string; files: FileStore; env: Pick<Env, "dataDir"> };

/**
 * Backs the whole studio up while it works: the database as it is at one moment, read in one transaction, and every file,
 * copied afterwards. That order is what makes the two fit: a file is kept before a row names it, its name carries its
 * content, and none is pruned meanwhile. `keys: false` leaves the session secret and the keys of sealed values out.
 */
export async function takeBackup(source: Source, file: string, { keys = true } = {}): Promise<Manifest> {
  await mkdir(path.dirname(file), { recursive: true });
  const scratch = await mkdtemp(`${file}.`);
  const client = await openSnapshot(source.connectionString);
  try {
    return await writeArchive(file, async (archive) => {
      const takenAt = new Date().toISOString();
      const versions = await readVersions(client);
      const tables: Manifest["tables"] = [];
      for (const table of await listTables(client)) tables.push(await addTable(client, archive, table, scratch));
      const sequences = await listSequences(client);
      await client.query("commit");
      const kept: Manifest["files"] = [];
      for await (const { key } of source.files.list()) {
        const found = await addFile(archive, source.files, key);
        if (found) kept.push(found);
      }
      const secrets = keys ? await addKeys(archive, source.env.dataDir) : [];
      return { format: 1, takenAt, ...versions, tables, sequences, files: kept, keys: secrets };
    });
  } finally {
    await client.end();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function readVersions(client: pg.Client): Promise<Pick<Manifest, "migrations" | "engine">> {
  const { rows } = await client.query<{ name: string }>("select name from public.kysely_migration order by name");
  const newest = async (table: string, column: string) => {
    const { rows: there } = await client.query<{ there: boolean }>("select to_regclass($1) is not null as there", [
      table,
    ]);
    if (!there[0]?.there) return null;
    const found = await client.query<{ version: number | null }>(`select max(${column})::int as version from ${table}`);
    return found.rows[0]?.version ?? null;
  };
  const engine = {
    own: await newest("engine.migrations", "version"),
    queue: await newest("graphile_worker.migrations", "id"),
  };
  return { migrations: rows.map(({ name }) => name), engine };
}

/** A tar entry says its length first, so that a table's rows are packed into a file of their own before. */
async function addTable(client: pg.Client, archive: ArchiveWriter, table: DumpedTable, scratch: string) {
  const entry = `tables/${table.schema}.${table.name}.copy.gz`;
  const packed = path.join(scratch, "table");
  let rows = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _, done) {
      // In COPY's text form a line break inside a value is written as \n, so that each one here ends a row.
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1;
      done(null, chunk);
    },
  });
  await pipeline(copyOut(client, table), counting, createGzip(), createWriteStream(packed, { mode: 0o600 }));
  const { size } = await stat(packed);
  return { ...(await archive.add(entry, size, createReadStream(packed))), ...table, rows };
}

async function addKeys(archive: ArchiveWriter, dataDir: string): Promise<Manifest["keys"]> {
  const found: Manifest["keys"] = [];
  for (const name of ["auth-secret", "secrets-keys"] as const) {
    const file = path.join(dataDir, name);
    const size = await stat(file).then(
      (entry) => entry.size,
      () => undefined, // The environment holds it, or it was never needed.
    );
    if (size !== undefined) found.push({ ...(await archive.add(`keys/${name}`, size, createReadStream(file))), name });
  }
  return found;
}
