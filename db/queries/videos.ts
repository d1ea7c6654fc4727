import { type ExpressionBuilder, type Insertable, type Selectable, sql } from "kysely";
import { NotFound } from "#config/errors.ts";
import { asJson, type Db, type Trx } from "../database.ts";
import { asId } from "../ids.ts";
import type { VariantState } from "../tables/briefs.ts";
import type { Database } from "../tables/index.ts";
import type { VideoTable } from "../tables/videos.ts";

export type Video = Selectable<VideoTable>;
export type NewVideo = Omit<Insertable<VideoTable>, "brandId" | "createdAt" | "supersededAt">;

/**
 * Stores a finished version and makes it the variant's current one; the version before is superseded, never deleted.
 * Safe to repeat: a version that stands already is returned as it is, because its bytes may have been approved.
 */
export async function insertVideo(trx: Trx, brandId: string, video: NewVideo): Promise<Video> {
  const written = await trx
    .insertInto("videos")
    .values({ ...video, brandId })
    .onConflict((conflict) => conflict.columns(["variantId", "version"]).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!written) {
    return trx
      .selectFrom("videos")
      .where("brandId", "=", brandId)
      .where("variantId", "=", video.variantId)
      .where("version", "=", video.version)
      .selectAll()
      .executeTakeFirstOrThrow(() => new NotFound("variant", video.variantId));
  }
  await trx
    .updateTable("videos")
    .set({ supersededAt: new Date() })
    .where("brandId", "=", brandId)
    .where("variantId", "=", written.variantId)
    .where("version", "<", written.version)
    .where("supersededAt", "is", null)
    .execute();
  return written;
}

/** One video of the brand, whatever its version. */
export async function getVideo(db: Db, brandId: string, videoId: string): Promise<Video> {
  return db
    .selectFrom("videos")
    .where("brandId", "=", brandId)
    .where("id", "=", asId("video", videoId))
    .selectAll()
    .executeTakeFirstOrThrow(() => new NotFound("video", videoId));
}

/** The video that stands for a variant now: its newest version. */
export async function findCurrentVideo(db: Db, brandId: string, variantId: string): Promise<Video | undefined> {
  return db
    .selectFrom("videos")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("variantId", "=", asId("variant", variantId))
    .where("supersededAt", "is", null)
    .executeTakeFirst();
}

/** Every version of a variant's video, the latest first. */
export async function listVersions(db: Db, brandId: string, variantId: string) {
  return db
    .selectFrom("videos as v")
    .innerJoin("scripts as s", "s.id", "v.scriptId")
    .where("v.brandId", "=", brandId)
    .where("v.variantId", "=", variantId)
    .select(["v.id", "v.version", "v.seconds", "v.createdAt", "v.supersededAt"])
    .select(["s.script", "s.version as scriptVersion", "s.note", "s.writer", "s.model"])
    .orderBy("v.version", "desc")
    .execute();
}

/** When the first and the latest first version of a brief's videos were finished; null while there is none. */
export async function findFinishTimes(db: Db, brandId: string, briefId: string) {
  return db
    .selectFrom("videos as v")
    .innerJoin("variants as r", "r.id", "v.variantId")
    .where("v.brandId", "=", brandId)
    .where("r.briefId", "=", asId("brief", briefId))
    .where("v.version", "=", 1)
    .select(({ fn }) => [fn.min("v.createdAt").as("first"), fn.max("v.createdAt").as("last")])
    .executeTakeFirstOrThrow();
}

/**
 * The shots of a video in its order: where each starts (seconds), how long its take is, and who made it. `note`: why a shot
 * that was to be filmed stayed drawn, null for any other.
 */
export async function listShots(db: Db, brandId: string, videoId: string) {
  return db
    .selectFrom("videoShots as o")
    .innerJoin("takes as t", "t.id", "o.takeId")
    .where("o.brandId", "=", brandId)
    .where("o.videoId", "=", asId("video", videoId))
    .select([
      "o.position",
      "o.startsAt",
      "t.shotType",
      "t.shotHash",
      "t.provider",
      "t.seconds",
      "t.reused",
      "t.costMicros",
      "t.error as note",
    ])
    .orderBy("o.position")
    .execute();
}

/** Every post of any version of a variant, the latest first. */
export async function listPostsOfVariant(db: Db, brandId: string, variantId: string) {
  return db
    .selectFrom("posts as o")
    .innerJoin("connections as c", "c.id", "o.connectionId")
    .where("o.brandId", "=", brandId)
    .where("o.variantId", "=", variantId)
    .select([
      "o.id",
      "o.videoId",
      "o.sha256",
      "o.state",
      "o.scheduledAt",
      "o.zone",
      "o.publishedAt",
      "o.url",
      "o.failure",
    ])
    .select(["c.name as account", "c.channel"])
    .orderBy("o.id", "desc")
    .execute();
}

/** What the library can be narrowed to. `published` means that a post of the video is out. */
export type LibraryState = Extract<VariantState, "in-review" | "approved" | "rejected"> | "published";
export type LibraryFilter = {
  state?: LibraryState | undefined;
  personaId?: string | undefined;
  hook?: string | undefined;
  briefId?: string | undefined;
  /** The id of the last video already shown. */
  after?: string | undefined;
  limit: number;
};

/** Current videos, the newest first. The caller asks for one more than it shows to know whether there is more. */
export async function listVideos(db: Db, brandId: string, filter: LibraryFilter) {
  let query = db
    .selectFrom("videos as v")
    .innerJoin("variants as r", "r.id", "v.variantId")
    .innerJoin("personas as p", "p.id", "r.personaId")
    .innerJoin("briefs as b", "b.id", "r.briefId")
    .innerJoin("scripts as s", "s.id", "v.scriptId")
    .where("v.brandId", "=", brandId)
    .where("v.supersededAt", "is", null)
    .select(sql<string | null>`s.script ->> 'title'`.as("title"))
    .select(["v.id", "v.version", "v.seconds", "v.tier", "v.label", "v.createdAt", "v.sha256"])
    .select(["r.id as variantId", "r.hook", "r.angle", "r.state", "r.briefId", "r.personaId"])
    .select(["p.name as persona", "b.name as brief"])
    // With a limit it is looked up for each video that is shown; without, PostgreSQL reads every post of the brand first.
    .select((eb) => eb(publishedPost(eb).limit(1), "is not", null).as("published"))
    .orderBy("v.id", "desc")
    .limit(filter.limit);
  if (filter.state === "published") query = query.where((eb) => eb.exists(publishedPost(eb)));
  else if (filter.state) query = query.where("r.state", "=", filter.state);
  if (filter.personaId) query = query.where("r.personaId", "=", asId("persona", filter.personaId));
  if (filter.briefId) query = query.where("r.briefId", "=", asId("brief", filter.briefId));
  if (filter.hook) query = query.where("r.hook", "=", filter.hook);
  if (filter.after) query = query.where("v.id", "<", asId("video", filter.after));
  return query.execute();
}

function publishedPost(eb: ExpressionBuilder<Database & { v: VideoTable }, "v">) {
  return eb
    .selectFrom("posts as o")
    .whereRef("o.videoId", "=", "v.id")
    .where("o.state", "=", "published")
    .select("o.id");
}

/** One version of a variant's video, when it stands already. */
export async function findVersion(
  db: Db,
  brandId: string,
  variantId: string,
  version: number,
): Promise<Video | undefined> {
  return db
    .selectFrom("videos")
    .where("brandId", "=", brandId)
    .where("variantId", "=", asId("variant", variantId))
    .where("version", "=", version)
    .selectAll()
    .executeTakeFirst();
}

/** What the checks measured of a video, and what it is known again by. Both are replaced when it is checked again. */
export async function keepMeasures(
  db: Db,
  brandId: string,
  videoId: string,
  { fingerprint, measured }: { fingerprint: object; measured: object },
): Promise<void> {
  await db
    .updateTable("videos")
    .set({ fingerprint: asJson(fingerprint), measured: asJson(measured) })
    .where("brandId", "=", brandId)
    .where("id", "=", asId("video", videoId))
    .execute();
}

/** The brand's latest videos that are known again by something, but for versions of `besides`: at most `limit`. */
export async function listFingerprints(db: Db, brandId: string, besides: string, limit: number) {
  return db
    .selectFrom("videos as v")
    .innerJoin("variants as r", "r.id", "v.variantId")
    .innerJoin("personas as p", "p.id", "r.personaId")
    .innerJoin("scripts as s", "s.id", "v.scriptId")
    .where("v.brandId", "=", brandId)
    .where("v.variantId", "!=", asId("variant", besides))
    .where("v.supersededAt", "is", null)
    .where("v.fingerprint", "is not", null)
    .select(["v.id", "v.fingerprint", "p.name as persona", sql<string | null>`s.script ->> 'title'`.as("title")])
    .orderBy("v.id", "desc")
    .limit(limit)
    .execute();
}
