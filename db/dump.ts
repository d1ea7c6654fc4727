import type { Readable, Writable } from "node:stream";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { filesLock } from "./files-lock.ts";

/** A table as a dump names it; `columns` are those that are stored, in their order. */
export type DumpedTable = { schema: string; name: string; columns: string[] };
export type DumpedSequence = { schema: string; name: string; value: string; called: boolean };

/** Where everything of a studio lies: its own rows, its engine's, and the engine's queue. */
const schemas = ["public", "engine", "graphile_worker"];

/**
 * A connection that sees the database as it is at this moment, whatever is written afterwards, and keeps files from being
 * pruned until it ends.
 */
export async function openSnapshot(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client(connectionString);
  await client.connect();
  await client.query("select pg_advisory_lock_shared($1, $2)", [...filesLock]);
  await client.query("set timezone = 'Etc/UTC'; set datestyle = 'ISO'; set extra_float_digits = 1");
  await client.query("begin isolation level repeatable read read only");
  await client.query("select 1 from pg_class limit 1"); // The snapshot is taken by the first query, not by "begin".
  return client;
}

/** Every table, those first that others point to: loaded in this order, no reference is ever broken. */
export async function listTables(client: pg.Client): Promise<DumpedTable[]> {
  const { rows } = await client.query<DumpedTable & { oid: number; needs: number[] }>(
    `select c.oid::int, n.nspname as schema, c.relname as name,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         and a.attgenerated = '' order by a.attnum) as columns,
       array(select distinct f.confrelid::int from pg_constraint f
         where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as needs
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind = 'r' order by 2, 3`,
    [schemas],
  );
  const byOid = new Map(rows.map((row) => [row.oid, row]));
  const sorted = new Set<DumpedTable & { needs: number[] }>();
  const visit = (row: DumpedTable & { needs: number[] }, trail: object[]) => {
    if (sorted.has(row)) return;
    if (trail.includes(row)) throw new Error(`Tables point to each other in a circle at ${row.schema}.${row.name}`);
    for (const oid of row.needs) {
      const needed = byOid.get(oid);
      if (needed) visit(needed, [...trail, row]);
    }
    sorted.add(row);
  };
  for (const row of rows) visit(row, []);
  return [...sorted].map(({ schema, name, columns }) => ({ schema, name, columns }));
}

/** Read them after the rows: a sequence is in no snapshot, and may only ever be ahead. */
export async function listSequences(client: pg.Client): Promise<DumpedSequence[]> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    "select schemaname as schema, sequencename as name from pg_sequences where schemaname = any($1) order by 1, 2",
    [schemas],
  );
  const sequences: DumpedSequence[] = [];
  for (const { schema, name } of rows) {
    const full = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
    const state = await client.query<{ value: string; called: boolean }>(
      `select last_value::text as value, is_called as called from ${full}`,
    );
    for (const row of state.rows) sequences.push({ schema, name, ...row });
  }
  return sequences;
}

/** The table's rows in PostgreSQL's COPY text form, a line each. */
export function copyOut(client: pg.Client, table: DumpedTable): Readable {
  return client.query(copyTo(`copy ${nameOf(table)} to stdout`));
}

/** Takes what `copyOut` gave. Rows come as they were: generated keys, instants and chains of hashes among them. */
export function copyIn(client: pg.Client, table: DumpedTable): Writable {
  return client.query(copyFrom(`copy ${nameOf(table)} from stdin`));
}

/** A transaction to load a dump in: rows may bring what otherwise only the database gives them. */
export async function beginLoading(client: pg.Client): Promise<void> {
  await client.query("set timezone = 'Etc/UTC'; set datestyle = 'ISO'");
  await client.query("begin; set local troupe.restoring = 'on'");
}

/** Takes out what migrations put into a table that is about to be loaded. */
export async function emptyTables(client: pg.Client, tables: DumpedTable[]): Promise<void> {
  for (const table of [...tables].reverse()) {
    await client.query(`delete from ${pg.escapeIdentifier(table.schema)}.${pg.escapeIdentifier(table.name)}`);
  }
}

export async function setSequences(client: pg.Client, sequences: DumpedSequence[]): Promise<void> {
  for (const { schema, name, value, called } of sequences) {
    const full = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
    await client.query("select setval(to_regclass($1), $2::bigint, $3) where to_regclass($1) is not null", [
      full,
      value,
      called,
    ]);
  }
}

function nameOf({ schema, name, columns }: DumpedTable): string {
  return `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)} (${columns.map(pg.escapeIdentifier).join(", ")})`;
}
