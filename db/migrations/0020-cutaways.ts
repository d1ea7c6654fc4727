import { type Kysely, sql } from "kysely";

/** Pictures and clips of a product that its videos cut to, and which two of its pictures are a before and an after. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists before_afters, cutaways`.execute(db);
}

const statements = `
-- What was uploaded, by whom, and by what right it may be shown. Taken back is a moment, because videos were made of it.
create table cutaways (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  product_id uuid not null references products on delete cascade,
  kind text not null check (kind in ('picture', 'clip')), shows text not null,
  file text not null, poster text not null, sha256 text not null,
  width integer not null, height integer not null, seconds real,
  rights text not null check (rights in ('own', 'licensed')), licence text,
  uploaded_by text references users on delete set null, created_at timestamptz not null default now(),
  removed_at timestamptz, removed_by text references users on delete set null,
  unique (brand_id, product_id, sha256),
  check ((kind = 'clip') = (seconds is not null)), check ((rights = 'licensed') = (licence is not null)));

-- Somebody's word that two pictures show the same thing before and after; what changed, in words that can be judged.
create table before_afters (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  product_id uuid not null references products on delete cascade,
  before_id uuid not null references cutaways on delete cascade, after_id uuid not null references cutaways on delete cascade,
  shows text not null, marked_by text references users on delete set null, created_at timestamptz not null default now(),
  removed_at timestamptz, removed_by text references users on delete set null,
  check (before_id <> after_id));
create index before_afters_of_product on before_afters (product_id, id);
select troupe_lock_by_brand('cutaways');
select troupe_lock_by_brand('before_afters');
`;
