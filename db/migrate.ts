import { Migrator, sql } from "kysely";
import type { Db } from "./database.ts";
import { migrations } from "./migrations/index.ts";

/**
 * Brings the schema up to date and returns the names of the migrations that ran now. Safe to repeat and safe from
 * several processes at once (Kysely takes a lock). Each migration is a transaction: a failing one leaves nothing behind.
 * With `until`, not further than that one: for rows that an older studio wrote.
 */
export async function migrate(db: Db, until?: string): Promise<string[]> {
  const migrator = new Migrator({ db: db.withoutPlugins(), provider: { getMigrations: async () => migrations } });
  const { error, results } = await (until ? migrator.migrateTo(until) : migrator.migrateToLatest());
  const failed = results?.find((result) => result.status === "Error");
  if (failed) throw new Error(`The migration ${failed.migrationName} failed; nothing of it was kept`, { cause: error });
  if (error) throw new Error("The database could not be migrated", { cause: error });
  return (results ?? []).map((result) => result.migrationName);
}

/** Migrations of this version that the database has not had: after a restore, or while another process is at them. */
export async function listMissingMigrations(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  const there = new Set(rows.map(({ name }) => name));
  return Object.keys(migrations).filter((name) => !there.has(name));
}
