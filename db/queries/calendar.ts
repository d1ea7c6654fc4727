import { sql } from "kysely";
import { NotFound } from "#config/errors.ts";
import type { Db } from "../database.ts";
import { asId } from "../ids.ts";

/** The brand's posts with a time from `from` until (not at) `until`, in the order of their times. */
export async function listPostsBetween(db: Db, brandId: string, range: { from: Date; until: Date; limit: number }) {
  return postCards(db, brandId)
    .where("p.scheduledAt", ">=", range.from)
    .where("p.scheduledAt", "<", range.until)
    .orderBy("p.scheduledAt")
    .orderBy("p.id")
    .limit(range.limit)
    .execute();
}

/** One post with everything its page says about it. */
export async function getPostPage(db: Db, brandId: string, postId: string) {
  return postCards(db, brandId)
    .innerJoin("briefs as f", "f.id", "v.briefId")
    .leftJoin("links as l", "l.postId", "p.id")
    .leftJoin("users as u", "u.id", "p.scheduledBy")
    .where("p.id", "=", asId("post", postId))
    .select(["p.zone", "p.caption", "p.disclosure", "p.sha256", "p.retriable", "p.remoteId", "p.createdAt"])
    .select(["d.version", "d.seconds", "d.supersededAt", "v.angle", "f.id as briefId", "f.name as brief"])
    .select(["l.code", "l.target", "u.name as plannedBy", "c.handle as accountHandle", "c.disconnectedAt"])
    .executeTakeFirstOrThrow(() => new NotFound("post", postId));
}

/** Whether the brand has anything out or planned at all: an empty period is told apart from an empty calendar. */
export async function hasPosts(db: Db, brandId: string, published = false): Promise<boolean> {
  const row = await db
    .selectFrom("posts")
    .select("id")
    .where("brandId", "=", brandId)
    .$if(published, (query) => query.where("state", "=", "published"))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

function postCards(db: Db, brandId: string) {
  return db
    .selectFrom("posts as p")
    .innerJoin("videos as d", "d.id", "p.videoId")
    .innerJoin("scripts as s", "s.id", "d.scriptId")
    .innerJoin("variants as v", "v.id", "p.variantId")
    .innerJoin("personas as a", "a.id", "v.personaId")
    .innerJoin("connections as c", "c.id", "p.connectionId")
    .where("p.brandId", "=", brandId)
    .select(["p.id", "p.videoId", "p.state", "p.scheduledAt", "p.publishedAt", "p.failure", "p.url"])
    .select(["a.id as personaId", "a.name as persona", "v.hook", "c.channel", "c.name as account"])
    .select(sql<string>`coalesce(s.script ->> 'title', a.name)`.as("title"));
}
