import { sql } from "kysely";
import { asJson, type Db } from "../database.ts";

/** Gives a post its short link. A code that is taken answers undefined; a post that has a link keeps the one it has. */
export async function insertLink(
  db: Db,
  brandId: string,
  link: { code: string; postId: string; target: string },
): Promise<string | undefined> {
  const made = await db
    .insertInto("links")
    .values({ ...link, brandId })
    .onConflict((conflict) => conflict.doNothing())
    .returning("code")
    .executeTakeFirst();
  return made?.code ?? (await findLinkOf(db, brandId, link.postId));
}

async function findLinkOf(db: Db, brandId: string, postId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("links")
    .select("code")
    .where("brandId", "=", brandId)
    .where("postId", "=", postId)
    .executeTakeFirst();
  return row?.code;
}

/** Where a code leads. Public: a code is all that a visitor has. */
export async function findLink(db: Db, code: string) {
  return db
    .selectFrom("links")
    .select(["id", "brandId", "postId", "target"])
    .where("code", "=", code)
    .executeTakeFirst();
}

/**
 * Writes a tap on a link down, counted when the visitor has no counted one within the last `everyMs`. Answers whether
 * it counts. The lock makes a double tap count once.
 */
export async function insertClick(
  db: Db,
  click: { brandId: string; linkId: string; postId: string; visitor: string; at: Date },
  everyMs: number,
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`click:${click.linkId}:${click.visitor}`}, 0))`.execute(
      trx,
    );
    const before = await trx
      .selectFrom("clicks")
      .select("id")
      .where("postId", "=", click.postId)
      .where("visitor", "=", click.visitor)
      .where("counted", "=", true)
      .where("at", ">", new Date(click.at.getTime() - everyMs))
      .limit(1)
      .executeTakeFirst();
    await trx
      .insertInto("clicks")
      .values({ ...click, counted: !before })
      .execute();
    return !before;
  });
}

/** Counted taps by post; a post without any is 0, because we count them ourselves. */
export async function countClicks(db: Db, brandId: string, postIds: string[]): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom("clicks")
    .select(["postId", (eb) => eb.fn.countAll<number>().as("n")])
    .where("brandId", "=", brandId)
    .where("counted", "=", true)
    .where(sql<boolean>`post_id in (select value::uuid from jsonb_array_elements_text(${asJson(postIds)}::jsonb))`)
    .groupBy("postId")
    .execute();
  const counted = new Map(rows.map((row) => [row.postId, row.n]));
  return new Map(postIds.map((id) => [id, counted.get(id) ?? 0]));
}
