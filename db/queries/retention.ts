import { type Selectable, sql } from "kysely";
import type { Db, Trx } from "../database.ts";
import type { RetentionTable } from "../tables/retention.ts";

export type RetentionDays = Omit<Selectable<RetentionTable>, "workspaceId" | "updatedAt">;

/** What the workspace chose; undefined as long as it chose nothing. */
export function findRetention(db: Db, workspaceId: string): Promise<RetentionDays | undefined> {
  return db
    .selectFrom("retentions")
    .select(["readings", "mails", "webhooks", "runs"])
    .where("workspaceId", "=", workspaceId)
    .executeTakeFirst();
}

export async function saveRetention(db: Db, workspaceId: string, days: RetentionDays): Promise<void> {
  await db
    .insertInto("retentions")
    .values({ workspaceId, ...days })
    .onConflict((conflict) => conflict.column("workspaceId").doUpdateSet({ ...days, updatedAt: new Date() }))
    .execute();
}

/** Letters from before `until` that are not waiting to be sent. Answers how many went. */
export async function forgetMailsOf(db: Db, workspaceId: string, until: Date): Promise<number> {
  const gone = await db
    .deleteFrom("mails")
    .where("workspaceId", "=", workspaceId)
    .where("createdAt", "<", until)
    .where("nextTryAt", "is", null)
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}

/** Messages to other systems from before `until`, with what became of them; none that is still to be delivered. */
export async function forgetWebhooksOf(db: Db, workspaceId: string, until: Date): Promise<number> {
  const gone = await db
    .deleteFrom("webhookMessages as m")
    .where("m.workspaceId", "=", workspaceId)
    .where("m.createdAt", "<", until)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("webhookDeliveries as d")
            .whereRef("d.messageId", "=", "m.id")
            .where("d.workspaceId", "=", workspaceId)
            .where("d.state", "=", "waiting"),
        ),
      ),
    )
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}

export async function listBrandZones(db: Db, workspaceId: string): Promise<{ id: string; zone: string }[]> {
  return db.selectFrom("brands").select(["id", "zone"]).where("workspaceId", "=", workspaceId).orderBy("id").execute();
}

/** From when on a brand's readings have not been thinned out; null when it has none. Days are those of `zone`. */
export async function findThinningStart(db: Db, brandId: string, zone: string): Promise<Date | null> {
  const { rows } = await sql<{ start: Date | null }>`
    select coalesce((select until from reading_thinnings where brand_id = ${brandId}),
      (select date_trunc('day', min(read_at) at time zone ${zone}) at time zone ${zone} from readings
        where brand_id = ${brandId})) as start`.execute(db);
  return rows[0]?.start ?? null;
}

/**
 * Leaves of each day (in `zone`) between two midnights the last reading of a post and metric, and the last that had a
 * figure, with what all of the day gained: results by day stay what they are, and so does what the next reading is
 * compared with. Answers how many rows went. Safe to repeat.
 */
export async function thinReadings(
  trx: Trx,
  brandId: string,
  { zone, from, until }: { zone: string; from: Date; until: Date },
): Promise<number> {
  const { rows } = await sql<{ gone: number }>`
    with old as (
      select id, value, gain, post_id, metric, (read_at at time zone ${zone})::date as day,
        row_number() over last_first = 1 as is_last,
        value is not null and row_number() over (partition by post_id, metric, (read_at at time zone ${zone})::date,
          value is null order by read_at desc, id desc) = 1 as is_last_figure
      from readings where brand_id = ${brandId} and read_at >= ${from} and read_at < ${until}
      window last_first as (partition by post_id, metric, (read_at at time zone ${zone})::date order by read_at desc, id desc)
    ), gained as (
      update readings r set gain = sums.gain from old, (
        select post_id, metric, day, sum(gain) as gain from old group by post_id, metric, day having count(*) > 1) sums
      where r.id = old.id and r.brand_id = ${brandId} and old.is_last_figure
        and (sums.post_id, sums.metric, sums.day) = (old.post_id, old.metric, old.day)
    ), gone as (
      delete from readings r using old
      where r.id = old.id and r.brand_id = ${brandId} and not old.is_last and not old.is_last_figure returning 1
    )
    select count(*)::int as gone from gone`.execute(trx);
  await trx
    .insertInto("readingThinnings")
    .values({ brandId, until })
    .onConflict((conflict) => conflict.column("brandId").doUpdateSet({ until }))
    .execute();
  return rows[0]?.gone ?? 0;
}
