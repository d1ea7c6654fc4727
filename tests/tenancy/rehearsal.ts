import type pg from "pg";
import { createDb, type Db } from "#db/database.ts";
import { type Row, readRows } from "./full-workspace.fixture.ts";

/** What came of a call: what it answered or threw, and the rows it took away and left behind. */
export type Outcome = { answer: unknown; gone: Row[]; come: Row[] };

/**
 * Calls `work` with a database on which everything is undone afterwards, and says what came of it. Transactions that it
 * begins are parts of the one that is undone. `rows` is what lies there before.
 */
export async function rehearse(
  client: pg.PoolClient,
  rows: Row[],
  work: (db: Db) => Promise<unknown>,
): Promise<Outcome> {
  await client.query("begin");
  try {
    const answer = await answerOf(client, work);
    await client.query("set local role none");
    const tables = await writtenTables(client);
    if (tables.length === 0) return { answer, gone: [], come: [] };
    const before = rows.filter(({ table }) => tables.includes(table));
    const after = await readRows(client, tables);
    const [then, now] = [new Set(before.map(nameOf)), new Set(after.map(nameOf))];
    return {
      answer,
      gone: before.filter((row) => !now.has(nameOf(row))),
      come: after.filter((row) => !then.has(nameOf(row))),
    };
  } finally {
    await client.query("rollback");
  }
}

/** Where rows were written in this transaction, or in one shortly before: PostgreSQL counts as it writes. */
async function writtenTables(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_stat_xact_user_tables
     where schemaname = 'public' and n_tup_ins + n_tup_upd + n_tup_del > 0`,
  );
  return rows.map(({ name }) => name);
}

const nameOf = ({ table, text }: Row) => `${table} ${text}`;

async function answerOf(client: pg.PoolClient, work: (db: Db) => Promise<unknown>): Promise<unknown> {
  await client.query("savepoint before");
  try {
    const answer = await work(createDb({ connect: async () => nested(client), end: async () => undefined }));
    await client.query("set constraints all immediate"); // What else would happen at the end of the transaction.
    return plain(answer);
  } catch (error) {
    // What was done before a failure of our own stays done; after one of the database nothing can be asked any more.
    await client.query("select 1").catch(() => client.query("rollback to savepoint before"));
    return { thrown: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

/** The connection as a pool would lend it, except that a transaction on it is a savepoint. */
function nested(client: pg.PoolClient): pg.PoolClient {
  const asSavepoint: [RegExp, string][] = [
    [/^(begin|start transaction)/, "savepoint nested"],
    [/^commit$/, "release savepoint nested"],
    [/^rollback$/, "rollback to savepoint nested"],
  ];
  return new Proxy(client, {
    get(target, property) {
      if (property === "release") return () => undefined;
      if (property !== "query") return Reflect.get(target, property, target);
      return (asked: unknown, values?: unknown[]) => {
        const found = typeof asked === "string" ? asSavepoint.find(([pattern]) => pattern.test(asked)) : undefined;
        return found ? target.query(found[1]) : target.query(asked as string, values);
      };
    },
  });
}

/** An answer as JSON has it: maps and sets as lists, instants as text. */
function plain(value: unknown): unknown {
  if (value instanceof Map) return [...value].map(plain);
  if (value instanceof Set) return [...value].map(plain);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}
