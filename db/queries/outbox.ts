import { sql } from "kysely";
import { asJson, type Db } from "../database.ts";

/** Who listens here is told, on commit, that events wait. */
export const outboxChannel = "troupe_outbox";

/** An event as it goes out: `id` is what the engine knows a repetition by. */
export type OutboxEvent = { id: string; name: string; [key: string]: unknown };
export type OutboxRow = { position: number; event: OutboxEvent };

/** Writes events down to be sent: inside a transaction, exactly when it commits. */
export async function insertOutbox(db: Db, events: OutboxEvent[]): Promise<void> {
  if (events.length === 0) return;
  await db
    .insertInto("outbox")
    .values(events.map((event) => ({ event: asJson(event) })))
    .execute();
  await sql`select pg_notify(${outboxChannel}, '')`.execute(db);
}

/** The oldest events that wait, held for the transaction `db` is; what another one holds is passed over. */
export async function takeOutbox(db: Db, limit: number): Promise<OutboxRow[]> {
  const rows = await db
    .selectFrom("outbox")
    .select(["position", "event"])
    .where("refusedAt", "is", null)
    .orderBy("position")
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(({ position, event }) => ({ position, event: event as OutboxEvent }));
}

export async function removeFromOutbox(db: Db, rows: OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  const positions = rows.map(({ position }) => position);
  await db.deleteFrom("outbox").where("position", "in", positions).execute();
}

/** Sets an event aside that the engine will never take, so that it does not hold up those behind it. */
export async function refuseInOutbox(db: Db, { position }: OutboxRow, refusal: string): Promise<void> {
  await db.updateTable("outbox").set({ refusedAt: new Date(), refusal }).where("position", "=", position).execute();
}

/** `oldestSeconds` is 0 when nothing waits; `refused` counts those set aside. */
export type Backlog = { waiting: number; oldestSeconds: number; refused: number };

export async function readBacklog(db: Db): Promise<Backlog> {
  const { rows } = await sql<Backlog>`
    select count(*) filter (where refused_at is null)::int as waiting,
      coalesce(greatest(0, extract(epoch from clock_timestamp() - min(created_at) filter (where refused_at is null))), 0)::float8
        as oldest_seconds,
      count(refused_at)::int as refused
    from outbox`.execute(db);
  return rows[0] ?? { waiting: 0, oldestSeconds: 0, refused: 0 };
}
