import { type Kysely, sql } from "kysely";

/** What an account on a network is reached with, sealed: the key lies outside the database. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table connection_credentials (
    connection_id uuid primary key references connections on delete cascade,
    brand_id uuid not null references brands on delete cascade,
    sealed text not null, expires_at timestamptz, updated_at timestamptz not null default now())`.execute(db);
  await sql`create index on connection_credentials (brand_id)`.execute(db);
  await sql`create index credentials_by_key on connection_credentials (split_part(sealed, '.', 2))`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists connection_credentials`.execute(db);
}
