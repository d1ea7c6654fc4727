import { type Selectable, sql } from "kysely";
import type { Db, Trx } from "../database.ts";
import { asId, isId } from "../ids.ts";
import type { MailTable } from "../tables/members.ts";

export type MailRow = Selectable<MailTable>;
export type NewMail = Pick<MailRow, "workspaceId" | "kind" | "recipient" | "subject"> & { text: string; html: string };

/** Writes a letter down to be sent: inside a transaction, exactly when it commits. */
export async function insertMail(db: Db, mail: NewMail): Promise<string> {
  const row = await db
    .insertInto("mails")
    .values({ ...mail, failure: null })
    .returning("id")
    .executeTakeFirstOrThrow();
  return row.id;
}

/** The letter due longest, lent out for `leaseSeconds`: until then nobody else takes it. */
export async function leaseDueMail(db: Db, now: Date, leaseSeconds: number): Promise<MailRow | undefined> {
  return db
    .updateTable("mails")
    .set({ nextTryAt: new Date(now.getTime() + leaseSeconds * 1000) })
    .where("id", "=", (due) =>
      due
        .selectFrom("mails")
        .select("id")
        .where("nextTryAt", "<=", now)
        .orderBy("nextTryAt")
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .executeTakeFirst();
}

/** It is with the mail server. Its text goes, because links that open accounts lie in it. */
export async function markSent(db: Db, id: string, attempts: number, now: Date): Promise<void> {
  const done = { sentAt: now, nextTryAt: null, attempts, failure: null, text: null, html: null };
  await db.updateTable("mails").set(done).where("id", "=", id).execute();
}

/** Nothing sends mail here, so it is kept for reading. */
export async function markKept(db: Db, id: string, attempts: number, now: Date): Promise<void> {
  await db
    .updateTable("mails")
    .set({ keptAt: now, nextTryAt: null, attempts, failure: null })
    .where("id", "=", id)
    .execute();
}

/** `nextTryAt` null gives it up; its text goes then, too. */
export async function markFailed(
  db: Db,
  id: string,
  { attempts, failure, nextTryAt }: { attempts: number; failure: string; nextTryAt: Date | null },
): Promise<void> {
  const texts = nextTryAt ? {} : { text: null, html: null };
  await db
    .updateTable("mails")
    .set({ attempts, failure, nextTryAt, ...texts })
    .where("id", "=", id)
    .execute();
}

/** Takes back letters of one kind to somebody that were not sent or are still readable: their links are dead now. */
export async function forgetMails(trx: Trx, kind: string, recipient: string, workspaceId: string): Promise<void> {
  await trx
    .updateTable("mails")
    .set({ text: null, html: null, nextTryAt: null })
    .where("kind", "=", kind)
    .where("recipient", "=", recipient)
    .where("workspaceId", "=", workspaceId)
    .where("text", "is not", null)
    .execute();
}

/** The workspace's letters, the newest first; `before` is the last id of the page before. */
export async function listMails(
  db: Db,
  workspaceId: string,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<MailRow[]> {
  return db
    .selectFrom("mails")
    .selectAll()
    .where("workspaceId", "=", workspaceId)
    .$if(before !== undefined && isId(before), (query) => query.where("id", "<", asId("mail", before ?? "")))
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

/** Deletes letters older than `days`; the text of those kept for reading goes once no link in it works any more. */
export async function forgetOldMails(db: Db, days: number): Promise<void> {
  await sql`delete from mails where created_at < now() - make_interval(days => ${days})`.execute(db);
  await sql`update mails set text = null, html = null
    where text is not null and kept_at < now() - interval '8 days'`.execute(db);
}
