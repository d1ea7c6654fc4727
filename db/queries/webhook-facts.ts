import { sql } from "kysely";
import type { Db } from "../database.ts";

// What messages say of a row: its ids and where it stands, as the transaction that asks sees it.

export async function readBriefFacts(db: Db, brandId: string, briefId: string) {
  const count = (states: string) =>
    sql<number>`(select count(*)::int from variants v where v.brief_id = f.id and ${sql.raw(states)})`;
  return db
    .selectFrom("briefs as f")
    .innerJoin("brands as b", "b.id", "f.brandId")
    .where("f.brandId", "=", brandId)
    .where("f.id", "=", briefId)
    .select(["b.workspaceId", "f.brandId", "f.id as briefId", "f.name"])
    .select([
      count("true").as("variants"),
      count("v.state in ('in-review', 'approved', 'rejected')").as("made"),
      count("v.state = 'failed'").as("failed"),
    ])
    .executeTakeFirstOrThrow();
}

export async function readVariantFacts(db: Db, brandId: string, variantId: string) {
  return db
    .selectFrom("variants as r")
    .innerJoin("brands as b", "b.id", "r.brandId")
    .leftJoin("videos as v", (join) => join.onRef("v.variantId", "=", "r.id").on("v.supersededAt", "is", null))
    .where("r.brandId", "=", brandId)
    .where("r.id", "=", variantId)
    .select(["b.workspaceId", "r.brandId", "r.briefId", "r.id as variantId", "r.personaId", "r.state", "r.failure"])
    .select(["v.id as videoId", "v.version"])
    .executeTakeFirstOrThrow();
}

export async function readVideoFacts(db: Db, brandId: string, videoId: string) {
  return db
    .selectFrom("videos as v")
    .innerJoin("variants as r", "r.id", "v.variantId")
    .innerJoin("brands as b", "b.id", "v.brandId")
    .leftJoin("decisions as d", (join) => join.onRef("d.videoId", "=", "v.id").on("d.withdrawnAt", "is", null))
    .where("v.brandId", "=", brandId)
    .where("v.id", "=", videoId)
    .select(["b.workspaceId", "v.brandId", "r.briefId", "v.variantId", "v.id as videoId", "v.version", "v.sha256"])
    .select(["d.decision", "d.note"])
    .executeTakeFirstOrThrow();
}

export async function readPostFacts(db: Db, brandId: string, postId: string) {
  return db
    .selectFrom("posts as o")
    .innerJoin("variants as r", "r.id", "o.variantId")
    .innerJoin("connections as c", "c.id", "o.connectionId")
    .innerJoin("brands as b", "b.id", "o.brandId")
    .where("o.brandId", "=", brandId)
    .where("o.id", "=", postId)
    .select(["b.workspaceId", "o.brandId", "r.briefId", "o.variantId", "o.videoId", "o.id as postId", "o.connectionId"])
    .select(["c.channel", "o.state", "o.scheduledAt", "o.publishedAt", "o.url", "o.failure"])
    .executeTakeFirstOrThrow();
}

/** The variant's brief when nothing of it is in the making any more, held until the transaction ends: of two that end at once, the second sees both. */
export async function findBriefAtRest(db: Db, brandId: string, variantId: string): Promise<string | undefined> {
  const brief = await db
    .selectFrom("briefs as f")
    .innerJoin("variants as r", "r.briefId", "f.id")
    .where("r.brandId", "=", brandId)
    .where("r.id", "=", variantId)
    .select("f.id")
    .forNoKeyUpdate("f")
    .executeTakeFirst();
  if (!brief) return undefined;
  const making = await db
    .selectFrom("variants")
    .where("briefId", "=", brief.id)
    .where("state", "in", ["queued", "writing", "rendering", "checking"])
    .select("id")
    .limit(1)
    .executeTakeFirst();
  return making ? undefined : brief.id;
}
