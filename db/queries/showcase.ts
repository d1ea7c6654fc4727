import { sql } from "kysely";
import type { ChannelReading, Disclosure } from "#providers/channels/contract.ts";
import type { ShowcaseEntry, ShowcaseNetwork } from "#providers/channels/showcase.ts";
import { asJson, type Db } from "../database.ts";
import { isId } from "../ids.ts";

/**
 * The Showcase as a network, kept in this database. `publicUrl` is where browsers reach the studio, without a slash.
 */
export function showcaseNetwork(db: Db, publicUrl: string): ShowcaseNetwork {
  const toEntry = (handle: string, row: { id: string; postId: string }): ShowcaseEntry => ({
    remoteId: row.id,
    url: `${publicUrl}/showcase/${encodeURIComponent(handle)}/${row.postId}`,
  });
  const find: ShowcaseNetwork["find"] = async (connection, key) => {
    const row = await db
      .selectFrom("showcasePosts")
      .select(["id", "postId"])
      .where("connectionId", "=", connection.id)
      .where("postId", "=", key)
      .where("withdrawnAt", "is", null)
      .executeTakeFirst();
    return row && toEntry(connection.handle, row);
  };
  return {
    find,
    async publish(connection, { key, disclosure, ...listing }) {
      const { brandId, id: connectionId } = connection;
      const row = await db
        .insertInto("showcasePosts")
        .values({ ...listing, brandId, connectionId, postId: key, disclosure: asJson(disclosure) })
        .onConflict((conflict) =>
          conflict.column("postId").doUpdateSet({ postId: key }).where("showcasePosts.connectionId", "=", connectionId),
        )
        .returning(["id", "postId"])
        .executeTakeFirstOrThrow();
      return toEntry(connection.handle, row);
    },
    async withdraw(connection, remoteId) {
      await db
        .updateTable("showcasePosts")
        .set({ withdrawnAt: new Date() })
        .where("connectionId", "=", connection.id)
        .where("id", "=", remoteId)
        .where("withdrawnAt", "is", null)
        .execute();
    },
    metrics: (connection, remoteIds) => readShowcase(db, connection.id, remoteIds),
  };
}

async function readShowcase(db: Db, connectionId: string, remoteIds: string[]): Promise<Map<string, ChannelReading>> {
  const { rows } = await sql<ChannelReading & { id: string }>`
    select s.id,
      (select count(*) from showcase_views v where v.post_id = s.post_id) as views,
      (select count(*) from showcase_views v where v.post_id = s.post_id and v.completed) as completions,
      (select count(*) from showcase_likes l where l.post_id = s.post_id) as likes,
      (select count(*) from showcase_shares h where h.post_id = s.post_id) as shares
    from showcase_posts s
    where s.connection_id = ${connectionId}
      and s.id in (select value::uuid from jsonb_array_elements_text(${asJson(remoteIds)}::jsonb))`.execute(db);
  return new Map(rows.map(({ id, ...reading }) => [id, reading]));
}

/** The account behind a public address. */
export async function findShowcase(db: Db, handle: string) {
  return db
    .selectFrom("connections as c")
    .innerJoin("brands as b", "b.id", "c.brandId")
    .select(["c.id", "c.brandId", "c.handle", "c.name", "b.name as brand"])
    .where("c.channel", "=", "showcase")
    .where("c.handle", "=", handle)
    .where("c.disconnectedAt", "is", null)
    .executeTakeFirst();
}

/** A page of the feed, the newest first; `after` is the `id` of the last item already shown. */
export async function listFeed(db: Db, connectionId: string, page: { after?: string | undefined; limit: number }) {
  return feed(db)
    .where("s.connectionId", "=", connectionId)
    .$if(page.after !== undefined && isId(page.after), (query) => query.where("s.id", "<", page.after as string))
    .orderBy("s.id", "desc")
    .limit(page.limit)
    .execute();
}

export async function findFeedItem(db: Db, connectionId: string, postId: string) {
  if (!isId(postId)) return undefined;
  return feed(db).where("s.connectionId", "=", connectionId).where("s.postId", "=", postId).executeTakeFirst();
}
export type FeedItem = NonNullable<Awaited<ReturnType<typeof findFeedItem>>>;

/** Only what is out: an item that was withdrawn is nowhere to be found. */
function feed(db: Db) {
  return db
    .selectFrom("showcasePosts as s")
    .innerJoin("videos as v", "v.id", "s.videoId")
    .leftJoin("videoCuts as k", (join) => join.onRef("k.videoId", "=", "v.id").onRef("k.sha256", "=", "s.sha256"))
    .innerJoin("variants as r", "r.id", "v.variantId")
    .innerJoin("personas as p", "p.id", "r.personaId")
    .innerJoin("products as g", "g.id", "r.productId")
    .leftJoin("links as l", "l.postId", "s.postId")
    .where("s.withdrawnAt", "is", null)
    .select(["s.id", "s.postId", "s.caption", "s.publishedAt", "v.width", "v.height", "r.locale", "r.cta"])
    .select(["p.name as persona", "l.code as linkCode", "g.title as product", "g.priceCents", "g.currency"])
    .select((eb) => [
      eb.fn.coalesce("k.seconds", "v.seconds").as("seconds"),
      eb.ref("s.disclosure").$castTo<Disclosure>().as("disclosure"),
      eb("p.portraitFile", "is not", null).as("hasPortrait"),
      sql<boolean>`v.storyboard ? 'captionStyle'`.as("captionsInPicture"),
      eb("g.picture", "is not", null).as("hasPicture"),
      eb
        .selectFrom("showcaseLikes as k")
        .whereRef("k.postId", "=", "s.postId")
        .select(eb.fn.countAll<number>().as("n"))
        .$asScalar()
        .$notNull()
        .as("likes"),
    ]);
}

/** The files behind an item that is out, as keys of the file store, and what counting its views needs. */
export async function findLiveItem(db: Db, postId: string) {
  if (!isId(postId)) return undefined;
  return db
    .selectFrom("showcasePosts as s")
    .innerJoin("connections as c", "c.id", "s.connectionId")
    .innerJoin("videos as v", "v.id", "s.videoId")
    .leftJoin("videoCuts as k", (join) => join.onRef("k.videoId", "=", "v.id").onRef("k.sha256", "=", "s.sha256"))
    .innerJoin("variants as r", "r.id", "v.variantId")
    .innerJoin("personas as p", "p.id", "r.personaId")
    .innerJoin("products as g", "g.id", "r.productId")
    .select(["s.brandId", "s.postId"])
    .select((eb) => [
      eb.fn.coalesce("k.file", "v.file").as("file"),
      eb.fn.coalesce("k.poster", "v.poster").as("poster"),
      eb.fn.coalesce("k.captions", "v.captions").as("captions"),
      eb.fn.coalesce("k.sha256", "v.sha256").as("sha256"),
      eb.fn.coalesce("k.seconds", "v.seconds").as("seconds"),
    ])
    .select(["c.handle", "p.portraitFile", "p.updatedAt as portraitAt", "g.picture", "g.updatedAt as pictureAt"])
    .where("s.postId", "=", postId)
    .where("s.withdrawnAt", "is", null)
    .where("c.disconnectedAt", "is", null)
    .executeTakeFirst();
}
