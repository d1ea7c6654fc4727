import { sql } from "kysely";
import type { Db } from "../database.ts";

export const announcementChannel = "troupe_live";

/** Something of a brand changed that an open page may show. `id` is the row's. */
export type Announcement = {
  brandId: string;
  topic: "variant" | "brief" | "review" | "post" | "reading" | "persona" | "playground";
  id: string;
};

/** Tells every open page of the brand. Inside a transaction it is told on commit, and never when that rolls back. */
export async function announce(db: Db, announcement: Announcement): Promise<void> {
  await sql`select pg_notify(${announcementChannel}, ${JSON.stringify(announcement)})`.execute(db);
}
