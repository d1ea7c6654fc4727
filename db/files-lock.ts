import { sql } from "kysely";
import type { Trx } from "./database.ts";

/** A backup holds this lock, shared; who removes files in bulk holds it alone. Any constant does that is ours. */
export const filesLock = [7_261_001, 7] as const;

/** Until the transaction ends, no backup begins. Waits for one that is being taken. */
export async function keepBackupsWaiting(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${filesLock[0]}, ${filesLock[1]})`.execute(trx);
}
