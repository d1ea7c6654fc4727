import { type Kysely, sql } from "kysely";

/**
 * Events for an engine outside this database wait here: written in the transaction of the rows that caused them, sent by
 * a relay afterwards. Nobody's in particular: an event says in its data whose it is.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // json, not jsonb: an event goes out as it came in, and is never searched.
  await sql`create table outbox (
    position bigint generated always as identity primary key,
    event json not null,
    created_at timestamptz not null default clock_timestamp(),
    refused_at timestamptz,
    refusal text,
    check ((refused_at is null) = (refusal is null)))`.execute(db);
  await sql`create index outbox_refused on outbox (refused_at) where refused_at is not null`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists outbox`.execute(db);
}
