import type { Db, Trx } from "./database.ts";

/** Runs `work` in the transaction that `db` already is, or in one of its own: so that verbs can be put together whole. */
export function inTransaction<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db as Trx) : db.transaction().execute(work);
}

/** Runs `work` on the database as it is now, whatever is written meanwhile; nothing can be written in it. */
export function inSnapshot<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(work);
}
