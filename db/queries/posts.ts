import { type Selectable, sql, type Updateable } from "kysely";
import { NotFound } from "#config/errors.ts";
import { asJson, type Db } from "../database.ts";
import { asId } from "../ids.ts";
import type { PostAttemptTable, PostState, PostTable } from "../tables/posts.ts";
import { announce } from "./announcements.ts";

export type Post = Selectable<PostTable>;
export type PostAttempt = Selectable<PostAttemptTable>;

/** States in which nothing has been asked of the network that could lead to a post. */
export const movableStates = ["scheduled", "arming", "uploading", "processing", "armed"] as const satisfies PostState[];

export async function getPost(db: Db, brandId: string, postId: string): Promise<Post> {
  return db
    .selectFrom("posts")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("id", "=", asId("post", postId))
    .executeTakeFirstOrThrow(() => new NotFound("post", postId));
}

/** A post with all that publishing it looks at: its bytes, its account, and whose it is. */
export async function getPostToPublish(db: Db, brandId: string, postId: string) {
  return (
    db
      .selectFrom("posts as o")
      .innerJoin("videos as v", "v.id", "o.videoId")
      .innerJoin("connections as c", "c.id", "o.connectionId")
      .innerJoin("brands as b", "b.id", "o.brandId")
      // A post's sha256 says which cut of its video it is; the video's own file, unless it is another's.
      .leftJoin("videoCuts as k", (join) =>
        join
          .onRef("k.videoId", "=", "o.videoId")
          .onRef("k.sha256", "=", "o.sha256")
          .onRef("k.brandId", "=", "o.brandId"),
      )
      .where("o.brandId", "=", brandId)
      .where("o.id", "=", asId("post", postId))
      .selectAll("o")
      .select((eb) => [
        eb.fn.coalesce("k.file", "v.file").as("file"),
        eb.fn.coalesce("k.bytes", "v.bytes").as("bytes"),
        eb.fn.coalesce("k.seconds", "v.seconds").as("seconds"),
        eb.fn.coalesce("k.width", "v.width").as("width"),
        eb.fn.coalesce("k.height", "v.height").as("height"),
        eb.fn.coalesce("k.sha256", "v.sha256").as("videoSha256"),
        eb.fn.coalesce("k.cut", "v.cut").as("cut"),
        eb("k.cut", "is not", null).as("isOtherCut"),
      ])
      .select(["v.supersededAt"])
      .select(["c.channel", "c.handle as account", "c.name as accountName", "c.settings", "c.disconnectedAt"])
      .select(["b.workspaceId", "b.archivedAt as brandArchivedAt"])
      .executeTakeFirstOrThrow(() => new NotFound("post", postId))
  );
}
export type PostToPublish = Awaited<ReturnType<typeof getPostToPublish>>;

/** What a new post of a video is made from. */
export async function getPostMaterial(db: Db, brandId: string, videoId: string) {
  return db
    .selectFrom("videos as v")
    .innerJoin("variants as r", "r.id", "v.variantId")
    .innerJoin("scripts as s", "s.id", "v.scriptId")
    .innerJoin("products as p", "p.id", "r.productId")
    .innerJoin("personas as o", "o.id", "r.personaId")
    .innerJoin("briefs as f", "f.id", "r.briefId")
    .innerJoin("brands as b", "b.id", "v.brandId")
    .where("v.brandId", "=", brandId)
    .where("v.id", "=", asId("video", videoId))
    .select(["v.id", "v.variantId", "v.cut", "v.sha256", "v.seconds", "v.bytes", "v.width", "v.height", "v.file"])
    .select([
      "v.label",
      "v.provenance",
      "o.kind as personaKind",
      "v.supersededAt",
      "s.script",
      "p.url as productUrl",
      "f.name as brief",
    ])
    .select(["b.workspaceId", "b.zone"])
    .executeTakeFirstOrThrow(() => new NotFound("video", videoId));
}
export type PostMaterial = Awaited<ReturnType<typeof getPostMaterial>>;

/** The living post of a video on a connection: planned, on its way, out, or of unknown fate. */
export async function findLivingPostOn(db: Db, brandId: string, videoId: string, connectionId: string) {
  return db
    .selectFrom("posts")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("videoId", "=", videoId)
    .where("connectionId", "=", connectionId)
    .where("state", "not in", ["failed", "withdrawn"])
    .executeTakeFirst();
}

/** When the connection is taken, from an instant on, by living posts other than `except`. */
export async function listTakenTimes(
  db: Db,
  brandId: string,
  connectionId: string,
  from: Date,
  except?: string,
): Promise<Date[]> {
  const rows = await db
    .selectFrom("posts")
    .select("scheduledAt")
    .where("brandId", "=", brandId)
    .where("connectionId", "=", connectionId)
    .where("scheduledAt", ">=", from)
    .where("state", "not in", ["failed", "withdrawn"])
    .$if(except !== undefined, (query) => query.where("id", "!=", except as string))
    .execute();
  return rows.map((row) => row.scheduledAt);
}

export type NewPost = Pick<
  Post,
  "videoId" | "variantId" | "connectionId" | "scheduledAt" | "zone" | "caption" | "sha256" | "scheduledBy"
> & { disclosure: object };

/** Undefined when the video has a living post on that connection: the last lock against a double post. */
export async function insertPost(db: Db, brandId: string, post: NewPost): Promise<Post | undefined> {
  const row = await db
    .insertInto("posts")
    .values({ ...post, brandId, disclosure: asJson(post.disclosure) })
    .onConflict((conflict) =>
      conflict
        .columns(["videoId", "connectionId"])
        .where("state", "not in", [sql.lit<PostState>("failed"), sql.lit<PostState>("withdrawn")])
        .doNothing(),
    )
    .returningAll()
    .executeTakeFirst();
  if (row) await announce(db, { brandId, topic: "post", id: row.id });
  return row;
}

/**
 * Moves a post from one of `from` to where `changes` say, and tells the open pages. Undefined, and nothing changed,
 * when it is elsewhere by now, or when `at` is given and its time is no longer that: so of two who try, one does.
 */
export async function movePost(
  db: Db,
  brandId: string,
  postId: string,
  expected: { from: readonly PostState[]; at?: Date },
  changes: Omit<Updateable<PostTable>, "id" | "brandId" | "createdAt">,
): Promise<Post | undefined> {
  const row = await db
    .updateTable("posts")
    .set({ ...changes, updatedAt: new Date() })
    .where("brandId", "=", brandId)
    .where("id", "=", asId("post", postId))
    .where("state", "in", expected.from)
    .$if(expected.at !== undefined, (query) => query.where("scheduledAt", "=", expected.at as Date))
    .returningAll()
    .executeTakeFirst();
  if (row) await announce(db, { brandId, topic: "post", id: postId });
  return row;
}

/** Writes down that a call to the network is about to be made; answers the attempt's id. */
export async function startAttempt(db: Db, brandId: string, postId: string, step: string): Promise<string> {
  const row = await db
    .insertInto("postAttempts")
    .values({ brandId, postId, step, outcome: "started" })
    .returning("id")
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function finishAttempt(
  db: Db,
  brandId: string,
  attemptId: string,
  outcome: string,
  answer: object | null = null,
): Promise<void> {
  await db
    .updateTable("postAttempts")
    .set({ outcome, answer: answer === null ? null : asJson(answer), finishedAt: new Date() })
    .where("brandId", "=", brandId)
    .where("id", "=", attemptId)
    .execute();
}

/** Everything that was tried for a post, first to last. */
export async function listAttempts(db: Db, brandId: string, postId: string): Promise<PostAttempt[]> {
  return db
    .selectFrom("postAttempts")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("postId", "=", asId("post", postId))
    .orderBy("id")
    .execute();
}

/** The latest attempt at one step of a post. */
export async function findLastAttempt(
  db: Db,
  brandId: string,
  postId: string,
  step: string,
): Promise<PostAttempt | undefined> {
  return db
    .selectFrom("postAttempts")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("postId", "=", postId)
    .where("step", "=", step)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
}

/**
 * Posts of every brand that have not moved since `stillSince`, and are due, or should by now be getting ready because they
 * are due before `soon`: for the sweep, which belongs to no brand. The longest due come first.
 */
export async function listStuckPosts(db: Db, when: { now: Date; soon: Date; stillSince: Date }, limit: number) {
  return db
    .selectFrom("posts as o")
    .innerJoin("brands as b", "b.id", "o.brandId")
    .select(["o.id", "o.brandId", "b.workspaceId", "o.state", "o.scheduledAt"])
    .where("o.state", "not in", ["published", "failed", "withdrawn"])
    .where("o.updatedAt", "<=", when.stillSince)
    .where((eb) =>
      eb.or([
        eb("o.scheduledAt", "<=", when.now),
        eb.and([eb("o.state", "=", "scheduled"), eb("o.scheduledAt", "<=", when.soon)]),
      ]),
    )
    .orderBy("o.scheduledAt")
    .limit(limit)
    .execute();
}

/** A page of what is out on each connection, by post id. Posts older than `since` are no longer asked about. */
export async function listPostsToRead(
  db: Db,
  brandId: string,
  page: { since: Date; after?: string | undefined; limit: number },
) {
  return db
    .selectFrom("posts as o")
    .innerJoin("connections as c", "c.id", "o.connectionId")
    .select(["o.id", "o.remoteId", "o.connectionId", "c.channel", "c.handle", "c.name", "c.settings"])
    .where("o.brandId", "=", brandId)
    .where("o.state", "=", "published")
    .where("o.remoteId", "is not", null)
    .where("o.publishedAt", ">=", page.since)
    .where("c.disconnectedAt", "is", null)
    .$if(page.after !== undefined, (query) => query.where("o.id", ">", page.after as string))
    .orderBy("o.id")
    .limit(page.limit)
    .execute();
}

/** Brands, of every workspace, with a post out since then: for the round of readings. */
export async function listBrandsToRead(db: Db, since: Date): Promise<{ workspaceId: string; brandId: string }[]> {
  return db
    .selectFrom("posts as p")
    .innerJoin("brands as b", "b.id", "p.brandId")
    .select(["b.workspaceId", "b.id as brandId"])
    .distinct()
    .where("p.state", "=", "published")
    .where("p.publishedAt", ">=", since)
    .execute();
}

/** Every post of a brief's videos, the first planned first, with its video's length in seconds. */
export async function listPostsOfBrief(db: Db, brandId: string, briefId: string) {
  return db
    .selectFrom("posts as p")
    .innerJoin("variants as r", "r.id", "p.variantId")
    .innerJoin("videos as v", "v.id", "p.videoId")
    .where("p.brandId", "=", brandId)
    .where("r.briefId", "=", briefId)
    .select(["p.id", "p.state", "p.failure", "p.url", "v.seconds"])
    .orderBy("p.scheduledAt")
    .execute();
}

/** Every post of every brand that could still go out, out of the publisher's hands; with the state it had. For a restore. */
export async function holdPosts(db: Db, failure: string): Promise<(PostOwner & { id: string; state: PostState })[]> {
  const held = await db
    .selectFrom("posts as o")
    .innerJoin("brands as b", "b.id", "o.brandId")
    .innerJoin("connections as c", "c.id", "o.connectionId")
    .select(["o.id", "o.brandId", "o.state", "b.workspaceId", "c.name as account"])
    .where("o.state", "in", movableStates)
    .orderBy("o.id")
    .forUpdate("o")
    .execute();
  for (const { id, brandId, state } of held) {
    await movePost(db, brandId, id, { from: [state] }, { state: "unconfirmed", failure });
  }
  return held;
}
type PostOwner = { brandId: string; workspaceId: string; account: string };

/** A brand's posts that a restore holds back: nothing was asked of their network since. */
export async function listHeldPosts(db: Db, brandId: string): Promise<{ id: string; scheduledAt: Date }[]> {
  return db
    .selectFrom("posts as o")
    .select(["o.id", "o.scheduledAt"])
    .where("o.brandId", "=", brandId)
    .where("o.state", "=", "unconfirmed")
    .where(isHeld)
    .orderBy("o.scheduledAt")
    .execute();
}

/** Of a post `o`: nothing but looks was tried since a restore held it back. */
export const isHeld = sql<boolean>`exists (select from post_attempts held where held.post_id = o.id and held.step = 'hold'
  and not exists (select from post_attempts later where later.post_id = o.id and later.id > held.id
    and later.step not in ('hold', 'look')))`;
