import { sql } from "kysely";
import { asJson, type Db } from "../database.ts";

/**
 * A day's salt of a brand: the one that is there, or `fresh` for the first visitor of the day. `day` is `YYYY-MM-DD`,
 * UTC.
 */
export async function keepSalt(db: Db, brandId: string, day: string, fresh: string): Promise<string> {
  const row = await db
    .insertInto("visitorSalts")
    .values({ brandId, day, salt: fresh })
    .onConflict((conflict) => conflict.columns(["brandId", "day"]).doUpdateSet({ day }))
    .returning("salt")
    .executeTakeFirstOrThrow();
  return row.salt;
}

/** Deletes the salts of every brand from before a day. */
export async function deleteSaltsBefore(db: Db, day: string): Promise<void> {
  await db.deleteFrom("visitorSalts").where("day", "<", day).execute();
}

export type ViewRow = { halfHour: Date; watchedMs: number; completed: boolean; at: Date };

/**
 * Hands the visitor's view that is still running to `change`, or undefined, and stores what it answers. Two beacons of
 * one visitor wait for each other here, so that a view is never counted twice.
 */
export async function changeView(
  db: Db,
  view: { brandId: string; postId: string; visitor: string },
  since: Date,
  change: (running: ViewRow | undefined) => ViewRow | undefined,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`view:${view.postId}:${view.visitor}`}, 0))`.execute(trx);
    const running = await trx
      .selectFrom("showcaseViews")
      .select(["halfHour", "watchedMs", "completed", "at"])
      .where("brandId", "=", view.brandId)
      .where("postId", "=", view.postId)
      .where("visitor", "=", view.visitor)
      .where("halfHour", ">", since)
      .orderBy("halfHour", "desc")
      .limit(1)
      .executeTakeFirst();
    const changed = change(running);
    if (!changed) return;
    const { watchedMs, completed } = changed;
    await trx
      .insertInto("showcaseViews")
      .values({ ...view, ...changed })
      .onConflict((conflict) =>
        conflict
          .columns(["postId", "visitor", "halfHour"])
          .doUpdateSet({ watchedMs, completed })
          .where("showcaseViews.brandId", "=", view.brandId),
      )
      .execute();
  });
}

export async function insertLike(db: Db, like: { brandId: string; postId: string; visitor: string }): Promise<void> {
  await db
    .insertInto("showcaseLikes")
    .values(like)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function deleteLike(db: Db, like: { brandId: string; postId: string; visitor: string }): Promise<void> {
  await db
    .deleteFrom("showcaseLikes")
    .where("brandId", "=", like.brandId)
    .where("postId", "=", like.postId)
    .where("visitor", "=", like.visitor)
    .execute();
}

export async function countLikes(db: Db, brandId: string, postId: string): Promise<number> {
  const row = await db
    .selectFrom("showcaseLikes")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("brandId", "=", brandId)
    .where("postId", "=", postId)
    .executeTakeFirstOrThrow();
  return row.n;
}

/** Which of these pairs of post and visitor are likes. */
export async function listLikedPosts(
  db: Db,
  brandId: string,
  pairs: { postId: string; visitor: string }[],
): Promise<Set<string>> {
  const { rows } = await sql<{ postId: string }>`
    select l.post_id as "postId" from showcase_likes l
    join jsonb_to_recordset(${asJson(pairs)}::jsonb) as pair("postId" uuid, visitor text)
      on pair."postId" = l.post_id and pair.visitor = l.visitor
    where l.brand_id = ${brandId}`.execute(db);
  return new Set(rows.map((row) => row.postId));
}

/** Counts a share, unless the visitor's last one of this post is younger than `since`. */
export async function insertShare(
  db: Db,
  share: { brandId: string; postId: string; visitor: string; at: Date },
  since: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`share:${share.postId}:${share.visitor}`}, 0))`.execute(
      trx,
    );
    const before = await trx
      .selectFrom("showcaseShares")
      .select("id")
      .where("brandId", "=", share.brandId)
      .where("postId", "=", share.postId)
      .where("visitor", "=", share.visitor)
      .where("at", ">", since)
      .limit(1)
      .executeTakeFirst();
    if (!before) await trx.insertInto("showcaseShares").values(share).execute();
  });
}
