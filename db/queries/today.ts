import { sql } from "kysely";
import type { Db } from "../database.ts";
import { isHeld } from "./posts.ts";

/** The posts that go out next, or are going out, soonest first. */
export async function listNextPosts(db: Db, brandId: string, limit: number) {
  return postsOf(db, brandId)
    .where("o.state", "in", ["scheduled", "arming", "uploading", "processing", "armed", "publishing"])
    .orderBy("o.scheduledAt")
    .limit(limit)
    .execute();
}

/** Posts that a person has to look at, each by itself: they failed, or nobody knows, or the creator has to act. Newest first. */
export async function listTroubledPosts(db: Db, brandId: string, limit: number) {
  return postsOf(db, brandId)
    .select("o.failure")
    .where("o.state", "in", ["failed", "unconfirmed", "awaiting-creator"])
    .where(({ not }) => not(isHeld))
    .orderBy("o.updatedAt", "desc")
    .limit(limit)
    .execute();
}

/** Posts that a restore holds back, those due first in front. */
export async function listHeldLines(db: Db, brandId: string, limit: number) {
  return postsOf(db, brandId)
    .select("o.failure")
    .where("o.state", "=", "unconfirmed")
    .where(isHeld)
    .orderBy("o.scheduledAt")
    .orderBy("o.id")
    .limit(limit)
    .execute();
}

/** Variants whose making failed, newest first. */
export async function listFailedVariants(db: Db, brandId: string, limit: number) {
  return db
    .selectFrom("variants as r")
    .innerJoin("personas as p", "p.id", "r.personaId")
    .innerJoin("briefs as b", "b.id", "r.briefId")
    .where("r.brandId", "=", brandId)
    .where("r.state", "=", "failed")
    .select(["r.id", "r.briefId", "r.hook", "r.failure", "r.updatedAt", "p.name as persona", "b.name as brief"])
    .orderBy("r.id", "desc")
    .limit(limit)
    .execute();
}

/** Briefs with variants in the making: how many there are in all, how many are made, and how far the whole is (0 to 1). */
export async function listBriefsInTheMaking(db: Db, brandId: string, limit: number) {
  return db
    .selectFrom("variants as r")
    .innerJoin("briefs as b", "b.id", "r.briefId")
    .where("r.brandId", "=", brandId)
    .where("r.briefId", "in", (making) =>
      making
        .selectFrom("variants")
        .select("briefId")
        .where("brandId", "=", brandId)
        .where("state", "in", ["queued", "writing", "rendering", "checking"]),
    )
    .groupBy(["b.id", "b.name"])
    .select(["b.id", "b.name"])
    .select(({ fn }) => fn.countAll<number>().as("variants"))
    .select(
      sql<number>`count(*) filter (where r.state not in ('queued', 'writing', 'rendering', 'checking'))`.as("made"),
    )
    .select(
      sql<number>`avg(case when r.state in ('queued', 'writing', 'rendering', 'checking') then r.progress else 1 end)::float8`.as(
        "progress",
      ),
    )
    .orderBy("b.id", "desc")
    .limit(limit)
    .execute();
}

/** The published post with the most views since an instant, with its figures; undefined until there is a view. */
export async function findBestPost(db: Db, brandId: string, since: Date) {
  return postsOf(db, brandId)
    .innerJoin("postMetrics as m", "m.postId", "o.id")
    .select(["m.views", "m.completions", "m.likes", "m.clicks"])
    .where("o.state", "=", "published")
    .where("o.publishedAt", ">=", since)
    .where("m.views", ">", 0)
    .orderBy("m.views", "desc")
    .orderBy("o.id", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** What the brand spent since an instant, in millionths of a US dollar, and how many takes that bought. */
export async function findSpending(db: Db, brandId: string, since: Date): Promise<{ micros: number; entries: number }> {
  const row = await db
    .selectFrom("ledger")
    .where("brandId", "=", brandId)
    .where("at", ">=", since)
    .select(({ fn }) => fn.countAll<number>().as("entries"))
    .select(sql<number>`coalesce(sum(amount_micros), 0)::float8`.as("micros"))
    .executeTakeFirstOrThrow();
  return row;
}

/** Whether the brand has what a first brief needs: the steps of Today's first page. */
export async function findBeginnings(db: Db, brandId: string) {
  const row = await db
    .selectNoFrom(({ exists, selectFrom }) => [
      exists(selectFrom("personas").select("id").where("brandId", "=", brandId).where("archivedAt", "is", null)).as(
        "personas",
      ),
      exists(selectFrom("products").select("id").where("brandId", "=", brandId).where("archivedAt", "is", null)).as(
        "products",
      ),
      exists(selectFrom("briefLaunches").select("id").where("brandId", "=", brandId)).as("launches"),
      exists(selectFrom("posts").select("id").where("brandId", "=", brandId)).as("posts"),
    ])
    .executeTakeFirstOrThrow();
  return {
    personas: Boolean(row.personas),
    products: Boolean(row.products),
    launches: Boolean(row.launches),
    posts: Boolean(row.posts),
  };
}

function postsOf(db: Db, brandId: string) {
  return db
    .selectFrom("posts as o")
    .innerJoin("connections as c", "c.id", "o.connectionId")
    .innerJoin("variants as r", "r.id", "o.variantId")
    .innerJoin("personas as p", "p.id", "r.personaId")
    .where("o.brandId", "=", brandId)
    .select(["o.id", "o.videoId", "o.scheduledAt", "o.publishedAt", "o.state", "o.url"])
    .select(["r.hook", "p.name as persona", "c.name as connection"]);
}
