import { sql } from "kysely";
import type { Db } from "../database.ts";

/** Every column that holds sealed values, as the database names them. A new one is a line here, and rotations find it. */
export const sealedColumns = [
  { table: "connection_credentials", row: "connection_id", column: "sealed" },
  { table: "webhook_secrets", row: "id", column: "sealed" },
] as const;
export type SealedColumn = (typeof sealedColumns)[number];

export type SealedValue = { row: string; sealed: string };

/** A batch of values that are sealed with any other key than this. */
export async function listSealedOtherwise(
  db: Db,
  { table, row, column }: SealedColumn,
  keyId: string,
  limit: number,
): Promise<SealedValue[]> {
  const { rows } = await sql<SealedValue>`
    select ${sql.ref(row)}::text as row, ${sql.ref(column)} as sealed from ${sql.table(table)}
    where split_part(${sql.ref(column)}, '.', 2) <> ${keyId} order by ${sql.ref(row)} limit ${limit}`.execute(db);
  return rows;
}

/** Puts another sealed form in the place of one; false when that has been replaced or deleted by somebody else. */
export async function replaceSealed(
  db: Db,
  { table, row, column }: SealedColumn,
  old: SealedValue,
  sealed: string,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update ${sql.table(table)} set ${sql.ref(column)} = ${sealed}
    where ${sql.ref(row)}::text = ${old.row} and ${sql.ref(column)} = ${old.sealed}`.execute(db);
  return Number(numAffectedRows) === 1;
}

/** How many values each key seals, by column. */
export async function countSealed(
  db: Db,
  { table, column }: SealedColumn,
): Promise<{ keyId: string; count: number }[]> {
  const { rows } = await sql<{ keyId: string; count: number }>`
    select split_part(${sql.ref(column)}, '.', 2) as key_id, count(*)::int as count from ${sql.table(table)}
    group by 1 order by 1`.execute(db);
  return rows;
}
