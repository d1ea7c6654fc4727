import { type Kysely, sql } from "kysely";

/** The claims library: what a brand may say because it can show it. A row is never changed, only taken back. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table claims`.execute(db);
}

// A day is a text: it has no zone, and the driver would make a moment of it.
const statements = `
create table claims (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  -- Null holds for every product of the brand.
  product_id uuid references products on delete cascade,
  -- Whose own experience it is, when it is one.
  persona_id uuid references personas on delete cascade,
  statement text not null, source text not null, evidence_url text not null,
  -- Where the evidence holds; empty holds anywhere.
  territories jsonb not null default '[]',
  expires_on text check (expires_on ~ '^\\d{4}-\\d{2}-\\d{2}$'),
  added_by text references users on delete set null, created_at timestamptz not null default now(),
  withdrawn_at timestamptz);
create index on claims (brand_id, id desc);
create index on claims (product_id);
create index on claims (persona_id);

select troupe_lock_by_brand('claims');
`;
