import { type Kysely, sql } from "kysely";

/** Briefs of several products and lengths, with dates and evidence; what people chose on the grid; drafts; what is held. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(db);
}

/** Back to one length for each brief: what was made in another stays, as long as no two cells become one. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw(back).execute(db);
}

// Days are texts: a day has no zone, and the driver would make a moment of it.
const day = "check (%s ~ '^\\d{4}-\\d{2}-\\d{2}$')";
const dayColumn = (name: string) => `${name} text ${day.replace("%s", name)}`;

const statements = `
alter table briefs
  add column lengths jsonb,
  add column evidence jsonb not null default '{}',
  add column ${dayColumn("offer_starts")}, add column ${dayColumn("offer_ends")},
  add column ${dayColumn("publish_from")}, add column ${dayColumn("publish_until")};
update briefs set lengths = jsonb_build_array(length_seconds);
alter table briefs alter column lengths set not null, drop column length_seconds;

-- The products beside the first, which stands in the brief itself.
create table brief_products (
  brand_id uuid not null references brands on delete cascade, brief_id uuid not null references briefs on delete cascade,
  product_id uuid not null references products, position integer not null, primary key (brief_id, product_id));
create index on brief_products (product_id);

-- A cell of the grid that somebody put in or took out by hand, against the rule.
create table brief_cells (
  brand_id uuid not null references brands on delete cascade, brief_id uuid not null references briefs on delete cascade,
  product_id uuid not null references products, persona_id uuid not null references personas,
  hook text not null, angle text not null, locale text not null, ratio text not null, length_seconds integer not null,
  chosen boolean not null,
  primary key (brief_id, product_id, persona_id, hook, angle, locale, ratio, length_seconds));

-- What is being typed: kept as typed, right or wrong. With a brief_id it is a change to that brief.
create table brief_drafts (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  brief_id uuid references briefs on delete cascade, fields jsonb not null, revision integer not null default 1,
  written_by text references users on delete set null, created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(), discarded_at timestamptz);
create index on brief_drafts (brand_id, id desc);

alter table variants add column price_micros bigint not null default 0;
alter table variants drop constraint variants_brief_id_persona_id_angle_hook_locale_ratio_key;
create unique index one_variant_per_cell on variants
  (brief_id, product_id, persona_id, angle, hook, locale, ratio, length_seconds);
-- What a brief has spent is summed while its row is locked.
create index on ledger (variant_id);

select troupe_lock_by_brand(t) from unnest(array['brief_products', 'brief_cells', 'brief_drafts']::regclass[]) as t;
`;

const back = `
drop table brief_drafts, brief_cells, brief_products;
drop index one_variant_per_cell, ledger_variant_id_idx;
alter table variants drop column price_micros;
alter table variants add constraint variants_brief_id_persona_id_angle_hook_locale_ratio_key
  unique (brief_id, persona_id, angle, hook, locale, ratio);
alter table briefs add column length_seconds integer;
update briefs set length_seconds = (lengths ->> 0)::integer;
alter table briefs alter column length_seconds set not null,
  drop column lengths, drop column evidence, drop column offer_starts, drop column offer_ends,
  drop column publish_from, drop column publish_until;
`;
