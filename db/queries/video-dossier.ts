import { sql } from "kysely";
import { NotFound } from "#config/errors.ts";
import type { Db } from "../database.ts";
import { asId } from "../ids.ts";

/** One video with everything it was made from. Script, kit and provenance are still to be parsed by their own schemas. */
export async function getVideoOrigin(db: Db, brandId: string, videoId: string) {
  const origin = await db
    .selectFrom("videos as v")
    .innerJoin("variants as r", "r.id", "v.variantId")
    .innerJoin("personas as p", "p.id", "r.personaId")
    .innerJoin("briefs as b", "b.id", "r.briefId")
    .innerJoin("products as o", "o.id", "r.productId")
    .innerJoin("scripts as s", "s.id", "v.scriptId")
    .innerJoin("brands as m", "m.id", "v.brandId")
    .leftJoin("brandKits as k", (join) =>
      join.onRef("k.brandId", "=", "v.brandId").onRef("k.version", "=", "v.kitVersion"),
    )
    .where("v.brandId", "=", brandId)
    .where("v.id", "=", asId("video", videoId))
    .select(["v.id", "v.variantId", "v.version", "v.sha256", "v.bytes", "v.seconds", "v.width", "v.height", "v.label"])
    .select([
      "v.tier",
      "v.provider",
      "v.createdAt",
      "v.supersededAt",
      "v.provenance",
      "v.measured",
      "v.kitVersion",
      "v.cut",
    ])
    .select(["r.hook", "r.angle", "r.locale", "r.ratio", "r.cta", "r.state", "b.name as brief", "b.id as briefId"])
    .select(["p.name as persona", "p.id as personaId", "p.voice", "p.kind as personaKind", "o.title as product"])
    .select(["s.script", "s.version as scriptVersion", "s.writer", "s.model", "s.prompt", "s.seed", "s.note"])
    .select(["s.createdAt as writtenAt", "m.name as brand", "k.sha256 as kitSha256", "k.kit"])
    .executeTakeFirst();
  if (!origin) throw new NotFound("video", videoId);
  return origin;
}

/**
 * Every take that a video shows, in its order: those of the built-in renderer, and clips of video models with what was
 * asked. One whose lips another model matched has both models, the prompt of the one that filmed it, and the cost of both.
 */
export async function listTakesOfVideo(db: Db, brandId: string, videoId: string) {
  const columns = [
    ...(["t.id", "t.shotHash", "t.shotType", "t.provider", "t.seed", "t.seconds"] as const),
    ...(["t.reused", "t.sha256", "t.createdAt"] as const),
  ] as const;
  const drawn = db
    .selectFrom("videoShots as o")
    .innerJoin("takes as t", "t.id", "o.takeId")
    .where("o.brandId", "=", brandId)
    .where("o.videoId", "=", asId("video", videoId))
    .select(["o.position", sql<number | null>`null::integer`.as("part"), "o.startsAt"])
    .select(columns)
    .select(["t.model", "t.prompt", "t.costMicros", "t.licence"]);
  const filmed = db
    .selectFrom("videoFootage as f")
    .innerJoin("takes as t", "t.id", "f.takeId")
    .leftJoin("takes as s", (join) =>
      join.onRef("s.brandId", "=", "t.brandId").on(
        sql`s.id::text`,
        "=",
        sql<string>`
        jsonb_path_query_first(t.input, '$.* ? (@.lend == "clip").takeId') #>> '{}'`,
      ),
    )
    .where("f.brandId", "=", brandId)
    .where("f.videoId", "=", asId("video", videoId))
    .select(["f.position", sql<number | null>`f.part::integer`.as("part"), sql<number>`null::real`.as("startsAt")])
    .select(columns)
    .select([
      sql<string | null>`case when s.id is null then t.model else s.model || ', lips by ' || t.model end`.as("model"),
      sql<string | null>`coalesce(t.prompt, s.prompt)`.as("prompt"),
      sql<number>`t.cost_micros + coalesce(s.cost_micros, 0)`.as("costMicros"),
      sql<string | null>`nullif(concat_ws('. ', s.licence, t.licence), '')`.as("licence"),
    ]);
  return drawn.unionAll(filmed).orderBy("position").orderBy("part").execute();
}

/** What a variant has cost, entry by entry, the oldest first. */
export async function listCostsOfVariant(db: Db, brandId: string, variantId: string) {
  return db
    .selectFrom("ledger")
    .where("brandId", "=", brandId)
    .where("variantId", "=", asId("variant", variantId))
    .select(["kind", "provider", "amountMicros", "note", "at"])
    .orderBy("id")
    .execute();
}

/** Every post of one video, with what was said with it of AI and payment, the oldest first. */
export async function listPostsOfVideo(db: Db, brandId: string, videoId: string) {
  return db
    .selectFrom("posts as o")
    .innerJoin("connections as c", "c.id", "o.connectionId")
    .where("o.brandId", "=", brandId)
    .where("o.videoId", "=", asId("video", videoId))
    .select(["o.id", "o.state", "o.scheduledAt", "o.zone", "o.publishedAt", "o.url", "o.remoteId", "o.caption"])
    .select(["o.disclosure", "o.sha256", "c.channel", "c.name as account"])
    .orderBy("o.id")
    .execute();
}
