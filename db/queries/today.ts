import type { Db } from "../database.ts";

/** How many of the brand's newest videos wait for somebody's decision. */
export async function countReviewsDue(db: Db, brandId: string): Promise<number> {
  const row = await db
    .selectFrom("variants")
    .select(({ fn }) => fn.countAll<number>().as("due"))
    .where("brandId", "=", brandId)
    .where("state", "=", "in-review")
    .executeTakeFirstOrThrow();
  return row.due;
}
