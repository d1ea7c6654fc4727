import { NotFound } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { countLikes, deleteLike, insertLike, insertShare, listLikedPosts } from "#db/queries/audience.ts";
import { findLiveItem } from "#db/queries/showcase.ts";
import { countOnceMs, hashLiker, hashVisitor, type Visit } from "./visitors.ts";

/** Likes a post or takes the like back; once for each visitor, however often. Answers how many like it now. */
export async function setLike(db: Db, postId: string, visit: Visit, liked: boolean): Promise<{ likes: number }> {
  const { brandId } = await getLiveItem(db, postId);
  const visitor = hashLiker(visit.cookie, postId);
  await (liked ? insertLike : deleteLike)(db, { brandId, postId, visitor });
  return { likes: await countLikes(db, brandId, postId) };
}

/** Which of these posts of a brand the visitor likes. */
export function findLiked(
  db: Db,
  brandId: string,
  cookie: string | undefined,
  postIds: string[],
): Promise<Set<string>> {
  if (!cookie || postIds.length === 0) return Promise.resolve(new Set());
  return listLikedPosts(
    db,
    brandId,
    postIds.map((postId) => ({ postId, visitor: hashLiker(cookie, postId) })),
  );
}

/** Counts that a visitor shared a post, once in half an hour. */
export async function countShare(db: Db, postId: string, visit: Visit, at = new Date()): Promise<void> {
  const { brandId } = await getLiveItem(db, postId);
  const visitor = await hashVisitor(db, brandId, visit, at);
  await insertShare(db, { brandId, postId, visitor, at }, new Date(at.getTime() - countOnceMs));
}

async function getLiveItem(db: Db, postId: string) {
  const item = await findLiveItem(db, postId);
  if (!item) throw new NotFound("video", postId);
  return item;
}
