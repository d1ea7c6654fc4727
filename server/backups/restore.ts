import { createHash, randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Readable, Transform } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import pg from "pg";
import type { Env } from "#config/env.ts";
import { Refused } from "#config/errors.ts";
import { createDb, createPool } from "#db/database.ts";
import { beginLoading, copyIn, type DumpedTable, emptyTables, setSequences } from "#db/dump.ts";
import { createDatabase, dropDatabase, replaceDatabase } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import { migrations } from "#db/migrations/index.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { readArchive } from "#studio/workspaces/archive.ts";
import { migrateEngine } from "#workflows/engine/store/schema.ts";
import type { Manifest } from "./manifest.ts";
import { verifyArchive } from "./verify.ts";

type Target = { connectionString: string; files: FileStore; env: Pick<Env, "dataDir"> };

/**
 * `aside` is the name that the database before has now, with all its rows. `engine` is false when the workflows' own rows
 * were left out because they were written by another version: what was in the making is then taken up by the sweep.
 */
export type Restored = { manifest: Manifest; aside: string; engine: boolean };

/**
 * Puts a backup in the studio's place. Everything is checked first, then loaded into a database beside the one in use, and
 * only a whole one takes its place: whatever goes wrong on the way, the studio is as it was. Files are added to those that
 * are there. The studio must not be running. Refused as `verifyArchive` does, and: `not-empty` without `replace`,
 * `backup-newer` for one that a later version took.
 */
export async function restoreBackup(
  target: Target,
  file: string,
  {
    replace = false,
    prepare = async () => undefined,
  }: { replace?: boolean; prepare?: (connectionString: string) => Promise<unknown> } = {},
): Promise<Restored> {
  const manifest = await verifyArchive(file);
  const unknown = manifest.migrations.find((name) => !Object.hasOwn(migrations, name));
  if (unknown) {
    throw new Refused(
      "backup-newer",
      `A later version of the studio took this backup (${unknown}). Install that one first.`,
    );
  }
  if (!replace && (await hasRows(target.connectionString))) {
    throw new Refused("not-empty", "This studio is not empty. Restore into an empty one, or say --replace.");
  }
  const old = new URL(target.connectionString).pathname.slice(1);
  const stamp = `${new Date().toISOString().slice(0, 19).replaceAll(/\D/g, "")}_${randomBytes(2).toString("hex")}`;
  const names = { old, aside: `${old}_before_${stamp}`, fresh: `${old}_restored_${stamp}` };
  const server = new URL(target.connectionString);
  server.pathname = "/postgres";
  const fresh = await createDatabase(server.href, names.fresh);
  try {
    const { engine, keys } = await load(fresh, target, file, manifest);
    await prepare(fresh);
    await replaceDatabase(server.href, names);
    for (const [name, bytes] of keys) await placeKey(target.env.dataDir, name, bytes);
    return { manifest, aside: names.aside, engine };
  } catch (error) {
    await dropDatabase(server.href, names.fresh);
    throw error;
  }
}

type Loaded = { engine: boolean; keys: Map<string, Buffer> };

async function load(connectionString: string, target: Target, file: string, manifest: Manifest): Promise<Loaded> {
  const keys = new Map<string, Buffer>();
  const pool = createPool(connectionString, 2);
  const db = createDb(pool);
  const client = new pg.Client(connectionString);
  await client.connect();
  const scratch = await mkdtemp(path.join(target.env.dataDir, "restore-"));
  try {
    const last = manifest.migrations.at(-1);
    if (last) await migrate(db, last);
    const engine = await prepareEngine(pool, manifest);
    const wanted = manifest.tables.filter((table) => isWanted(table, engine));
    await beginLoading(client);
    await emptyTables(client, wanted);
    const parts = new Map(wanted.map((table) => [table.entry, (source: Readable) => loadTable(client, table, source)]));
    for (const kept of manifest.files) parts.set(kept.entry, (source) => loadFile(target.files, kept, source, scratch));
    for (const { entry, name } of manifest.keys) {
      parts.set(entry, async (source) => void keys.set(name, await buffer(source)));
    }
    await readArchive(file, async (entry, source) => {
      const part = parts.get(entry);
      if (part) await part(source);
      else source.resume();
    });
    await setSequences(
      client,
      manifest.sequences.filter((each) => engine || each.schema === "public"),
    );
    await client.query("commit");
    await client.query("analyze");
    return { engine, keys };
  } finally {
    await client.end();
    await db.destroy();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Makes the engine's tables as they were when the backup was taken; false when this studio cannot. */
async function prepareEngine(pool: pg.Pool, { engine }: Manifest): Promise<boolean> {
  if (engine.own === null) return false;
  const silent = () => undefined;
  await migrateEngine(pool, { info: silent, warn: silent, error: silent }, () => undefined, engine.own);
  const { rows } = await pool.query<{ own: number; queue: number }>(
    "select (select max(version)::int from engine.migrations) as own, (select max(id)::int from graphile_worker.migrations) as queue",
  );
  return rows[0]?.own === engine.own && rows[0]?.queue === engine.queue;
}

/** What the migrations have written into their own tables stands there already. */
function isWanted({ schema, name }: DumpedTable, engine: boolean): boolean {
  if (schema === "public") return !name.startsWith("kysely_migration");
  return engine && name !== "migrations";
}

async function loadTable(client: pg.Client, table: Manifest["tables"][number], source: Readable): Promise<void> {
  await pipeline(source, createGunzip(), copyIn(client, table));
  const full = `${pg.escapeIdentifier(table.schema)}.${pg.escapeIdentifier(table.name)}`;
  const { rows } = await client.query<{ rows: number }>(`select count(*)::int as rows from ${full}`);
  if (rows[0]?.rows !== table.rows) throw new Error(`${full} has ${rows[0]?.rows} rows and not ${table.rows}`);
}

async function loadFile(
  files: FileStore,
  { key, sha256 }: Manifest["files"][number],
  source: Readable,
  scratch: string,
): Promise<void> {
  const part = path.join(scratch, "file");
  const hash = createHash("sha256");
  const hashing = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(source, hashing, createWriteStream(part));
  if (hash.digest("hex") !== sha256) throw new Error(`${key} changed while it was read from the backup`);
  await files.save(key, { path: part });
}

/** The keys that were there before are kept beside: they may open what another backup holds. */
async function placeKey(dataDir: string, name: string, bytes: Buffer): Promise<void> {
  const target = path.join(dataDir, name);
  const draft = `${target}.restored`;
  await mkdir(dataDir, { recursive: true });
  await writeFile(draft, bytes, { mode: 0o600 });
  await rename(target, `${target}.before-restore`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rename(draft, target);
}

/** Whether anybody has begun to work here. */
async function hasRows(connectionString: string): Promise<boolean> {
  const client = new pg.Client(connectionString);
  await client.connect();
  try {
    const { rows } = await client.query<{ there: boolean }>(
      "select exists (select from workspaces) or exists (select from users) as there",
    );
    return rows[0]?.there ?? false;
  } finally {
    await client.end();
  }
}
