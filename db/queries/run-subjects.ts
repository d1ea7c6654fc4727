import type { Db } from "../database.ts";

/** Ids as an event names them. */
export type SubjectIds = { briefs: string[]; variants: string[]; posts: string[] };

/** What a run works on, by its id: enough to name it and to link to its page. */
export type Subjects = {
  briefs: Map<string, { brandId: string; name: string }>;
  variants: Map<string, { brandId: string; brief: string; briefId: string; persona: string; videoId: string | null }>;
  posts: Map<string, { brandId: string; persona: string; connection: string }>;
};

/** Names what runs work on, as far as it is of these brands. Ids that are not there, or not of them, are left out. */
export async function findRunSubjects(db: Db, brandIds: string[], ids: SubjectIds): Promise<Subjects> {
  const none = brandIds.length === 0;
  const [briefs, variants, posts] = await Promise.all([
    none || ids.briefs.length === 0
      ? []
      : db
          .selectFrom("briefs")
          .where("brandId", "in", brandIds)
          .where("id", "in", ids.briefs)
          .select(["id", "brandId", "name"])
          .execute(),
    none || ids.variants.length === 0
      ? []
      : db
          .selectFrom("variants as r")
          .innerJoin("briefs as b", "b.id", "r.briefId")
          .innerJoin("personas as p", "p.id", "r.personaId")
          .where("r.brandId", "in", brandIds)
          .where("r.id", "in", ids.variants)
          .select(["r.id", "r.brandId", "r.briefId", "b.name as brief", "p.name as persona"])
          .select((of) =>
            of
              .selectFrom("videos as v")
              .whereRef("v.variantId", "=", "r.id")
              .orderBy("v.version", "desc")
              .limit(1)
              .select("v.id")
              .as("videoId"),
          )
          .execute(),
    none || ids.posts.length === 0
      ? []
      : db
          .selectFrom("posts as o")
          .innerJoin("variants as r", "r.id", "o.variantId")
          .innerJoin("personas as p", "p.id", "r.personaId")
          .innerJoin("connections as c", "c.id", "o.connectionId")
          .where("o.brandId", "in", brandIds)
          .where("o.id", "in", ids.posts)
          .select(["o.id", "o.brandId", "p.name as persona", "c.name as connection"])
          .execute(),
  ]);
  return { briefs: byId(briefs), variants: byId(variants), posts: byId(posts) };
}

function byId<Row extends { id: string }>(rows: Row[]): Map<string, Omit<Row, "id">> {
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}
