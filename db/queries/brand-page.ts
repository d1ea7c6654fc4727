import { sql } from "kysely";
import type { Db } from "../database.ts";

/** The workspace's brands in use, by name, with what their kits look like and how much they hold. A workspace has few. */
export async function listBrandsWithKits(db: Db, workspaceId: string) {
  return db
    .selectFrom("brands as b")
    .leftJoinLateral(
      (kits) =>
        kits
          .selectFrom("brandKits")
          .select(["version"])
          .select(sql<Record<string, string> | null>`kit->'palette'`.as("palette"))
          .select(sql<string | null>`kit->>'tagline'`.as("tagline"))
          .whereRef("brandKits.brandId", "=", "b.id")
          .orderBy("version", "desc")
          .limit(1)
          .as("k"),
      (join) => join.onTrue(),
    )
    .where("b.workspaceId", "=", workspaceId)
    .where("b.archivedAt", "is", null)
    .select(["b.id", "b.slug", "b.name", "b.zone", "k.version", "k.palette", "k.tagline"])
    .select((eb) => [
      eb
        .selectFrom("personas")
        .select(sql<number>`count(*)`.as("n"))
        .whereRef("personas.brandId", "=", "b.id")
        .where("archivedAt", "is", null)
        .as("personas"),
      eb
        .selectFrom("products")
        .select(sql<number>`count(*)`.as("n"))
        .whereRef("products.brandId", "=", "b.id")
        .where("archivedAt", "is", null)
        .as("products"),
    ])
    .orderBy("b.name")
    .execute();
}
