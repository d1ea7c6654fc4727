import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { NotFound } from "#config/errors.ts";
import type { Db, Trx } from "#db/database.ts";
import {
  listBrandIds,
  listOwnedTables,
  listPeople,
  type OwnedTable,
  readOwnedRows,
} from "#db/queries/workspace-rows.ts";
import { inSnapshot } from "#db/transaction.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { type ArchiveWriter, type Stored, writeArchive } from "./archive.ts";

/** What an export holds: a file of JSON lines per table, the people, and every file of the brands. */
export type ExportManifest = {
  format: "troupe-workspace-1";
  exportedAt: string;
  workspace: { id: string; name: string };
  tables: (Stored & { name: string; rows: number; omitted: string[] })[];
  files: (Stored & { key: string })[];
};

const pageSize = 1000;

/** What lets somebody in, or opens something, is nobody's to carry away. Hashes of contents (`sha256`) are no secrets. */
const secretColumn = /(^|_)(secret|token|sealed|password|key)(_|$)/;

/**
 * Writes one workspace as it is at one moment into a tar file that only this user can read: `rows/<table>.jsonl`, a row
 * as JSON per line with the database's own column names, `files/…` as the file store has them, and `manifest.json` last,
 * with the length and SHA-256 of each. Columns with secrets are left out and named in the manifest.
 */
export async function exportWorkspace(
  { db, files }: { db: Db; files: FileStore },
  workspace: { id: string; name: string },
  file: string,
): Promise<ExportManifest> {
  await mkdir(path.dirname(file), { recursive: true });
  const scratch = await mkdtemp(`${file}.`);
  try {
    return await writeArchive(file, async (archive) => {
      const exportedAt = new Date().toISOString();
      const { id, name } = workspace;
      const { tables, brandIds } = await inSnapshot(db, async (trx) => ({
        tables: await addTables(trx, archive, id, scratch),
        brandIds: await listBrandIds(trx, id),
      }));
      const kept: ExportManifest["files"] = [];
      for (const brandId of brandIds) {
        for await (const { key } of files.list(`brands/${brandId}/`)) {
          const found = await addFile(archive, files, key);
          if (found) kept.push(found);
        }
      }
      return { format: "troupe-workspace-1", exportedAt, workspace: { id, name }, tables, files: kept };
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function addTables(trx: Trx, archive: ArchiveWriter, workspaceId: string, scratch: string) {
  const added: ExportManifest["tables"] = [];
  for (const table of await listOwnedTables(trx)) {
    const omitted = table.columns.filter((column) => secretColumn.test(column));
    added.push(await addLines(archive, scratch, table.name, omitted, readAll(trx, table, workspaceId, omitted)));
  }
  const people = await listPeople(trx, workspaceId);
  added.push(await addLines(archive, scratch, "people", [], people));
  return added;
}

async function* readAll(trx: Trx, table: OwnedTable, workspaceId: string, omitted: string[]) {
  for (let after: string | undefined; ; ) {
    const rows = await readOwnedRows(trx, table, workspaceId, omitted, { after, limit: pageSize });
    for (const { row } of rows) yield row;
    after = rows.at(-1)?.place;
    if (rows.length < pageSize) return;
  }
}

async function addLines(
  archive: ArchiveWriter,
  scratch: string,
  name: string,
  omitted: string[],
  rows: AsyncIterable<object> | Iterable<object>,
) {
  const lines = path.join(scratch, "lines");
  let count = 0;
  const written = async function* () {
    for await (const row of rows) {
      count += 1;
      yield `${JSON.stringify(row)}\n`;
    }
  };
  await pipeline(Readable.from(written()), createWriteStream(lines, { mode: 0o600 }));
  const { size } = await stat(lines);
  return { ...(await archive.add(`rows/${name}.jsonl`, size, createReadStream(lines))), name, rows: count, omitted };
}

/** Undefined for a file that was pruned since it was listed. */
export async function addFile(archive: ArchiveWriter, files: FileStore, key: string) {
  try {
    const size = await files.size(key);
    return { ...(await archive.add(`files/${key}`, size, await files.read(key))), key };
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
