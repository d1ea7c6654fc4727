import { sql } from "kysely";
import type { Db } from "../database.ts";
import { asId } from "../ids.ts";

/** Keeps a connection's credential in place of the one before. */
export async function putCredential(
  db: Db,
  brandId: string,
  connectionId: string,
  credential: { sealed: string; expiresAt: Date | null },
): Promise<void> {
  await db
    .insertInto("connectionCredentials")
    .values({ brandId, connectionId: asId("connection", connectionId), ...credential })
    .onConflict((conflict) =>
      conflict
        .column("connectionId")
        .doUpdateSet({ ...credential, updatedAt: sql<Date>`clock_timestamp()` })
        .where("connectionCredentials.brandId", "=", brandId),
    )
    .execute();
}

export async function findCredential(
  db: Db,
  brandId: string,
  connectionId: string,
): Promise<{ sealed: string; expiresAt: Date | null } | undefined> {
  return db
    .selectFrom("connectionCredentials")
    .select(["sealed", "expiresAt"])
    .where("brandId", "=", brandId)
    .where("connectionId", "=", asId("connection", connectionId))
    .executeTakeFirst();
}

export async function removeCredential(db: Db, brandId: string, connectionId: string): Promise<void> {
  await db
    .deleteFrom("connectionCredentials")
    .where("brandId", "=", brandId)
    .where("connectionId", "=", asId("connection", connectionId))
    .execute();
}
