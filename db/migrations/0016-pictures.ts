import { type Kysely, sql } from "kysely";

/** Pictures of a persona that a picture model made: the same person from several sides, its room, a product in its hand. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists persona_pictures`.execute(db);
}

const statements = `
-- One picture for each view. What was asked for stays with it, so that anybody can see what a picture was made from.
create table persona_pictures (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  persona_id uuid not null references personas on delete cascade, product_id uuid references products on delete set null,
  view text not null, prompt text not null,
  state text not null default 'queued' check (state in ('queued', 'drawing', 'done', 'failed')),
  failure text, provider text, model text, cost_micros bigint not null default 0,
  file text, sha256 text, width integer, height integer,
  requested_by text references users on delete set null,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
  unique (brand_id, persona_id, view), check ((state = 'done') = (file is not null)));
select troupe_lock_by_brand('persona_pictures');
`;
