import { CompiledQuery } from "kysely";
import type { Db } from "./database.ts";

/**
 * The database, or the transaction that `db` is, for a package that brings its own SQL: `$1` parameters in, rows out with
 * their columns named as the SQL names them.
 */
export function rawSql(db: Db) {
  const plain = db.withoutPlugins();
  return {
    async query<Row>(sql: string, params: unknown[] = []): Promise<{ rows: Row[] }> {
      const { rows } = await plain.executeQuery<Row>(CompiledQuery.raw(sql, params));
      return { rows };
    },
  };
}
