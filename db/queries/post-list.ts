import { NotFound } from "#config/errors.ts";
import type { Db } from "../database.ts";
import { asId } from "../ids.ts";
import type { PostState } from "../tables/posts.ts";

export type PostFilter = {
  state?: string | undefined;
  connectionId?: string | undefined;
  videoId?: string | undefined;
  /** Due from this instant on, until (not at) that one. */
  from?: Date | undefined;
  until?: Date | undefined;
};

/** The brand's posts, the one that was planned last first; `after` is the last id of the page before. */
export async function listPosts(
  db: Db,
  brandId: string,
  { state, connectionId, videoId, from, until, after, limit }: PostFilter & { after?: string; limit: number },
) {
  return posts(db, brandId)
    .$if(state !== undefined, (query) => query.where("p.state", "=", state as PostState))
    .$if(connectionId !== undefined, (query) => query.where("p.connectionId", "=", connectionId as string))
    .$if(videoId !== undefined, (query) => query.where("p.videoId", "=", videoId as string))
    .$if(from !== undefined, (query) => query.where("p.scheduledAt", ">=", from as Date))
    .$if(until !== undefined, (query) => query.where("p.scheduledAt", "<", until as Date))
    .$if(after !== undefined, (query) => query.where("p.id", "<", asId("post", after as string)))
    .orderBy("p.id", "desc")
    .limit(limit)
    .execute();
}
export type PostInList = Awaited<ReturnType<typeof listPosts>>[number];

/** One post as a list has it. */
export async function getPostLine(db: Db, brandId: string, id: string): Promise<PostInList> {
  return posts(db, brandId)
    .where("p.id", "=", asId("post", id))
    .executeTakeFirstOrThrow(() => new NotFound("post", id));
}

function posts(db: Db, brandId: string) {
  return db
    .selectFrom("posts as p")
    .innerJoin("connections as c", "c.id", "p.connectionId")
    .where("p.brandId", "=", brandId)
    .select(["p.id", "p.videoId", "p.variantId", "p.connectionId", "p.state", "p.scheduledAt", "p.zone"])
    .select(["p.publishedAt", "p.url", "p.caption", "p.failure", "p.createdAt"])
    .select(["c.channel", "c.name as account"]);
}
