import type { Db } from "../database.ts";
import { asId } from "../ids.ts";

/** The readings of one post in the order in which they came in; `after` is the last id of the page before. */
export async function listReadings(
  db: Db,
  brandId: string,
  postId: string,
  { after, limit }: { after?: string; limit: number },
) {
  return db
    .selectFrom("readings")
    .select(["id", "metric", "value", "gain", "source", "readAt"])
    .where("brandId", "=", brandId)
    .where("postId", "=", asId("post", postId))
    .$if(after !== undefined, (query) => query.where("id", ">", asId("reading", after as string)))
    .orderBy("id")
    .limit(limit)
    .execute();
}
