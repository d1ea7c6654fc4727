import { type Selectable, sql } from "kysely";
import { NotFound } from "#config/errors.ts";
import { asJson, type Db } from "../database.ts";
import { asId, isId } from "../ids.ts";
import type { BriefDraftTable } from "../tables/briefs.ts";

export type BriefDraftRow = Selectable<BriefDraftTable>;

/** Undefined for one that is not there, is another brand's, or was thrown away. */
export async function findBriefDraft(db: Db, brandId: string, id: string): Promise<BriefDraftRow | undefined> {
  if (!isId(id)) return undefined;
  return db
    .selectFrom("briefDrafts")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("id", "=", id)
    .where("discardedAt", "is", null)
    .executeTakeFirst();
}

/** The latest unfinished change to a brief. */
export async function findDraftOfBrief(db: Db, brandId: string, briefId: string): Promise<BriefDraftRow | undefined> {
  return db
    .selectFrom("briefDrafts")
    .selectAll()
    .where("brandId", "=", brandId)
    .where("briefId", "=", asId("brief", briefId))
    .where("discardedAt", "is", null)
    .orderBy("updatedAt", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** Drafts of new briefs, those written last first, with who wrote them last. */
export async function listBriefDrafts(
  db: Db,
  brandId: string,
  page: { after?: string; limit: number } = { limit: 20 },
) {
  return db
    .selectFrom("briefDrafts as d")
    .leftJoin("users as u", "u.id", "d.writtenBy")
    .where("d.brandId", "=", brandId)
    .where("d.briefId", "is", null)
    .where("d.discardedAt", "is", null)
    .$if(page.after !== undefined, (query) => query.where("d.id", "<", asId("draft", page.after as string)))
    .select(["d.id", "d.updatedAt", "u.name as writer"])
    .select(sql<string | null>`d.fields -> 'name' ->> 0`.as("name"))
    .orderBy("d.id", "desc")
    .limit(page.limit)
    .execute();
}

/**
 * Keeps what is typed, over revision `revision` of it (0 when there is none yet), and answers the new revision. Undefined
 * when it is at another revision by now, or is another brand's: nothing is written over then.
 */
export async function keepBriefDraft(
  db: Db,
  brandId: string,
  draft: {
    id: string;
    briefId: string | null;
    fields: Record<string, string[]>;
    revision: number;
    writtenBy: string | null;
  },
): Promise<number | undefined> {
  const { id, briefId, fields, revision, writtenBy } = draft;
  if (revision === 0) {
    const made = await db
      .insertInto("briefDrafts")
      .values({ id: asId("draft", id), brandId, briefId, fields: asJson(fields), writtenBy })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .returning("revision")
      .executeTakeFirst();
    return made?.revision;
  }
  const kept = await db
    .updateTable("briefDrafts")
    .set({ fields: asJson(fields), revision: revision + 1, writtenBy, updatedAt: new Date(), discardedAt: null })
    .where("brandId", "=", brandId)
    .where("id", "=", asId("draft", id))
    .where("revision", "=", revision)
    .returning("revision")
    .executeTakeFirst();
  return kept?.revision;
}

/** Throws a draft away, or takes it back with null. Answers its name as it was typed. */
export async function setBriefDraftDiscarded(
  db: Db,
  brandId: string,
  id: string,
  discardedAt: Date | null,
): Promise<string | null> {
  const row = await db
    .updateTable("briefDrafts")
    .set({ discardedAt })
    .where("brandId", "=", brandId)
    .where("id", "=", asId("draft", id))
    .returning(sql<string | null>`fields -> 'name' ->> 0`.as("name"))
    .executeTakeFirst();
  if (!row) throw new NotFound("draft", id);
  return row.name;
}

/** Removes a draft that became a brief, or a change that was made. */
export async function deleteBriefDraft(db: Db, brandId: string, id: string): Promise<void> {
  if (!isId(id)) return;
  await db.deleteFrom("briefDrafts").where("brandId", "=", brandId).where("id", "=", id).execute();
}
