import { sql } from "kysely";
import type { Db } from "../database.ts";

/** The brand's live connections with how they do: what is planned, what went out, and the last thing that went wrong. */
export async function listConnectionsWithHealth(db: Db, brandId: string) {
  return db
    .selectFrom("connections as c")
    .leftJoin("posts as o", "o.connectionId", "c.id")
    .where("c.brandId", "=", brandId)
    .where("c.disconnectedAt", "is", null)
    .groupBy(["c.id"])
    .select(["c.id", "c.channel", "c.handle", "c.name", "c.createdAt"])
    .select(sql<number>`count(o.id) filter (where o.state = 'published')`.as("published"))
    .select(sql<number>`count(o.id) filter (where o.state not in ('published', 'failed', 'withdrawn'))`.as("planned"))
    .select(sql<number>`count(o.id) filter (where o.state = 'failed')`.as("failed"))
    .select(sql<Date | null>`max(o.published_at)`.as("lastPublishedAt"))
    .select(
      sql<string | null>`(array_agg(o.failure order by o.updated_at desc) filter (where o.state = 'failed'))[1]`.as(
        "lastFailure",
      ),
    )
    .select(sql<Date | null>`max(o.updated_at) filter (where o.state = 'failed')`.as("lastFailedAt"))
    .orderBy("c.id")
    .execute();
}
