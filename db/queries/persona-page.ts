import { sql } from "kysely";
import type { Db } from "../database.ts";
import { asId } from "../ids.ts";

/** What a persona has done: variants it was cast in, posts of it that are out, and what those came to. Null: no figure yet. */
export async function getPersonaRecord(db: Db, brandId: string, personaId: string) {
  const id = asId("persona", personaId);
  const [cast, out] = await Promise.all([
    db
      .selectFrom("variants")
      .where("brandId", "=", brandId)
      .where("personaId", "=", id)
      .select(({ fn }) => fn.countAll<number>().as("variants"))
      .select(sql<number>`count(*) filter (where state = 'approved')`.as("approved"))
      .executeTakeFirstOrThrow(),
    db
      .selectFrom("posts as o")
      .innerJoin("variants as r", "r.id", "o.variantId")
      .leftJoin("postMetrics as m", "m.postId", "o.id")
      .where("o.brandId", "=", brandId)
      .where("r.personaId", "=", id)
      .where("o.state", "=", "published")
      .select(({ fn }) => fn.countAll<number>().as("published"))
      .select(({ fn }) => [
        fn.sum<number | null>("m.views").as("views"),
        fn.sum<number | null>("m.clicks").as("clicks"),
      ])
      .executeTakeFirstOrThrow(),
  ]);
  return { ...cast, ...out };
}

/** The persona's current videos, newest first. */
export async function listPersonaVideos(db: Db, brandId: string, personaId: string, limit: number) {
  return db
    .selectFrom("videos as v")
    .innerJoin("variants as r", "r.id", "v.variantId")
    .innerJoin("briefs as b", "b.id", "r.briefId")
    .where("v.brandId", "=", brandId)
    .where("r.personaId", "=", asId("persona", personaId))
    .where("v.supersededAt", "is", null)
    .select(["v.id", "v.seconds", "r.hook", "r.state", "b.name as brief"])
    .orderBy("v.id", "desc")
    .limit(limit)
    .execute();
}

/** The persona's canon: the scripts it has spoken in approved videos, newest first. Parsed by their own schema. */
export async function listCanon(db: Db, brandId: string, personaId: string, limit: number) {
  return db
    .selectFrom("videos as v")
    .innerJoin("variants as r", "r.id", "v.variantId")
    .innerJoin("scripts as s", "s.id", "v.scriptId")
    .where("v.brandId", "=", brandId)
    .where("r.personaId", "=", asId("persona", personaId))
    .where("r.state", "=", "approved")
    .where("v.supersededAt", "is", null)
    .select(["v.id", "s.script"])
    .orderBy("v.id", "desc")
    .limit(limit)
    .execute();
}
