import { type Kysely, sql } from "kysely";

/** The whole flow, from workspace to reading. Every tenant-owned row carries its brand; every wait has a column to sweep by. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists metric_quarters, post_metrics, readings, showcase_shares, showcase_likes, showcase_views, showcase_posts,
    visitor_salts, clicks, links, post_attempts,
    posts, connections, ledger, decisions, findings, video_shots, videos, takes, scripts, variants, brief_launches,
    brief_personas, briefs, personas, products, schedule_slots, brand_kits, brands, members, workspaces, verifications,
    credentials, sessions, users cascade`.execute(db);
}

const statements = `
-- PostgreSQL 18 has uuidv7(); older servers get the same 48-bit millisecond layout from RFC 9562, section 5.7.
do $$ begin
  if to_regprocedure('uuidv7()') is null then
    create function uuidv7() returns uuid language sql volatile as $f$
      select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
        from 1 for 6), 52, 1), 53, 1), 'hex')::uuid $f$;
  end if;
end $$;

create table users (
  id text primary key, name text not null, email text not null unique, email_verified boolean not null default false,
  image text, created_at timestamptz not null default now(), updated_at timestamptz not null default now());
create table sessions (
  id text primary key, expires_at timestamptz not null, token text not null unique,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
  ip_address text, user_agent text, user_id text not null references users on delete cascade);
create index on sessions (user_id);
create table credentials (
  id text primary key, account_id text not null, provider_id text not null,
  user_id text not null references users on delete cascade, access_token text, refresh_token text, id_token text,
  access_token_expires_at timestamptz, refresh_token_expires_at timestamptz, scope text, password text,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now());
create index on credentials (user_id);
create table verifications (
  id text primary key, identifier text not null, value text not null, expires_at timestamptz not null,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now());
create index on verifications (identifier);

create table workspaces (
  id uuid primary key default uuidv7(), name text not null, slug text not null unique,
  created_at timestamptz not null default now());
create table members (
  workspace_id uuid not null references workspaces on delete cascade,
  user_id text not null references users on delete cascade,
  role text not null default 'owner', created_at timestamptz not null default now(),
  primary key (workspace_id, user_id));
create index on members (user_id);

create table brands (
  id uuid primary key default uuidv7(), workspace_id uuid not null references workspaces on delete cascade,
  slug text not null, name text not null, zone text not null default 'Etc/UTC',
  created_at timestamptz not null default now(), archived_at timestamptz, unique (workspace_id, slug));
create table brand_kits (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  version integer not null, kit jsonb not null, voice text not null, folder text not null, sha256 text not null,
  created_at timestamptz not null default now(), unique (brand_id, version));
create table schedule_slots (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  weekday smallint not null check (weekday between 1 and 7), minute smallint not null check (minute between 0 and 1439),
  unique (brand_id, weekday, minute));
create table products (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  handle text not null, title text not null, description text not null, benefits jsonb not null, facts jsonb not null,
  price_cents integer check (price_cents >= 0), currency text, url text, picture text, picture_url text,
  picture_note text, source text not null, created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(), archived_at timestamptz, unique (brand_id, handle));
create table personas (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  name text not null, kind text not null default 'synthetic', bible jsonb not null, portrait jsonb not null,
  portrait_file text, voice text not null, pace real not null default 1, created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(), archived_at timestamptz);
create index on personas (brand_id, created_at desc, id desc);

create table briefs (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  name text not null, goal text not null, audience text not null, product_id uuid not null references products,
  offer text, proof_points jsonb not null, must_say jsonb not null, never_say jsonb not null, tone text not null,
  hooks jsonb not null, angles jsonb not null, channels jsonb not null, locales jsonb not null, ratios jsonb not null,
  length_seconds integer not null, max_variants integer not null, budget_cents integer, seed text not null,
  created_by text references users on delete set null, created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(), archived_at timestamptz);
create index on briefs (brand_id, created_at desc, id desc);
create table brief_personas (
  brand_id uuid not null references brands on delete cascade, brief_id uuid not null references briefs on delete cascade,
  persona_id uuid not null references personas, position integer not null, primary key (brief_id, persona_id));
create table brief_launches (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  brief_id uuid not null references briefs on delete cascade, launched_by text references users on delete set null,
  launched_at timestamptz not null default now(), variants integer not null);
create index on brief_launches (brief_id, launched_at desc);
create table variants (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  brief_id uuid not null references briefs on delete cascade, persona_id uuid not null references personas,
  product_id uuid not null references products, position integer not null, angle text not null, hook text not null,
  locale text not null, ratio text not null, length_seconds integer not null, cta text not null,
  state text not null default 'queued', progress real not null default 0, stage text, failure text,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
  unique (brief_id, persona_id, angle, hook, locale, ratio));
create index on variants (brief_id, position);
create index on variants (brand_id, state, id desc);
create index variants_in_the_making on variants (updated_at) where state in ('queued', 'writing', 'rendering', 'checking');
create table scripts (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  variant_id uuid not null references variants on delete cascade, version integer not null, script jsonb not null,
  writer text not null, model text, seed text not null, note text, created_at timestamptz not null default now(),
  unique (variant_id, version));

create table takes (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  shot_hash text not null, shot_type text not null, provider text not null, seconds real, cost_micros bigint not null default 0,
  reused boolean not null default false, error text, created_at timestamptz not null default now());
create index on takes (brand_id, shot_hash);
create table videos (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  variant_id uuid not null references variants on delete cascade, script_id uuid not null references scripts,
  version integer not null, tier text not null, provider text not null, file text not null, poster text not null,
  captions text not null, sha256 text not null, bytes bigint not null, seconds real not null, width integer not null,
  height integer not null, label text not null, storyboard jsonb not null, created_at timestamptz not null default now(),
  superseded_at timestamptz, unique (variant_id, version));
create index videos_current on videos (brand_id, id desc) where superseded_at is null;
create table video_shots (
  brand_id uuid not null references brands on delete cascade, video_id uuid not null references videos on delete cascade,
  position integer not null, take_id uuid not null references takes, starts_at real not null, primary key (video_id, position));
create table findings (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  variant_id uuid not null references variants on delete cascade, video_id uuid references videos on delete cascade,
  gate text not null, severity text not null, message text not null, at_seconds real,
  created_at timestamptz not null default now());
create index on findings (variant_id);
create index on findings (video_id);
create table decisions (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  video_id uuid not null references videos on delete cascade, variant_id uuid not null references variants on delete cascade,
  decision text not null check (decision in ('approved', 'sent-back', 'rejected')), note text, sha256 text not null,
  decided_by text references users on delete set null, decided_at timestamptz not null default now(),
  withdrawn_at timestamptz, withdrawn_by text references users on delete set null);
create unique index one_standing_decision on decisions (video_id) where withdrawn_at is null;
create index on decisions (variant_id);
create table ledger (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade, kind text not null, provider text not null,
  variant_id uuid references variants on delete set null, take_id uuid references takes on delete set null,
  amount_micros bigint not null, note text not null, at timestamptz not null default now());
create index on ledger (brand_id, at desc);

create table connections (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  channel text not null, handle text not null, name text not null, settings jsonb not null default '{}',
  created_at timestamptz not null default now(), disconnected_at timestamptz);
create unique index one_live_connection on connections (channel, handle) where disconnected_at is null;
create index on connections (brand_id);
create table posts (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  video_id uuid not null references videos, variant_id uuid not null references variants,
  connection_id uuid not null references connections, scheduled_at timestamptz not null, zone text not null,
  state text not null default 'scheduled', handle jsonb, remote_id text, url text, caption text not null,
  disclosure jsonb not null, sha256 text not null, failure text, retriable boolean, published_at timestamptz,
  scheduled_by text references users on delete set null, created_at timestamptz not null default now(),
  updated_at timestamptz not null default now());
-- One video can have only one living post on a connection: the last lock against a double post.
create unique index one_living_post on posts (video_id, connection_id) where state not in ('failed', 'withdrawn');
create index on posts (brand_id, scheduled_at);
create index posts_due on posts (scheduled_at) where state not in ('published', 'failed', 'withdrawn', 'awaiting-creator');
create index on posts (connection_id, published_at desc, id desc) where state = 'published';
create index on posts (variant_id);
-- Results read many posts and little of each: this index alone answers them.
create index posts_out on posts (brand_id, published_at) include (variant_id, video_id, connection_id) where state = 'published';
create table post_attempts (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  post_id uuid not null references posts on delete cascade, step text not null, outcome text not null, answer jsonb,
  started_at timestamptz not null default now(), finished_at timestamptz);
create index on post_attempts (post_id, started_at);
create table links (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  code text not null unique, post_id uuid not null unique references posts on delete cascade, target text not null,
  created_at timestamptz not null default now());
create table clicks (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  link_id uuid not null references links on delete cascade, post_id uuid not null references posts on delete cascade,
  visitor text not null, counted boolean not null, at timestamptz not null default now());
create index on clicks (post_id, visitor, at desc);
create table showcase_posts (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  connection_id uuid not null references connections, post_id uuid not null unique references posts on delete cascade,
  video_id uuid not null references videos, sha256 text not null, caption text not null, disclosure jsonb not null,
  published_at timestamptz not null default now(), withdrawn_at timestamptz);
create index showcase_feed on showcase_posts (connection_id, id desc) where withdrawn_at is null;
create table visitor_salts (
  brand_id uuid not null references brands on delete cascade, day date not null, salt text not null,
  primary key (brand_id, day));
create table showcase_views (
  brand_id uuid not null references brands on delete cascade, post_id uuid not null references posts on delete cascade,
  visitor text not null, half_hour timestamptz not null, watched_ms integer not null default 0,
  completed boolean not null default false, at timestamptz not null default now(), primary key (post_id, visitor, half_hour));
create table showcase_likes (
  brand_id uuid not null references brands on delete cascade, post_id uuid not null references posts on delete cascade,
  visitor text not null, at timestamptz not null default now(), primary key (post_id, visitor));
create table showcase_shares (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  post_id uuid not null references posts on delete cascade, visitor text not null, at timestamptz not null default now());
create index on showcase_shares (post_id);
create table readings (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  post_id uuid not null references posts on delete cascade, metric text not null, value double precision,
  gain double precision, source text not null, read_at timestamptz not null default now());
create index on readings (post_id, metric, read_at desc) include (gain);
create index on readings (brand_id, read_at);
-- The newest figures of each post, and what a brand gained in each quarter of an hour: both kept by db/queries/readings.ts
-- as readings arrive, so that a page of results never has to add up the history. Every zone's midnight is on a quarter.
create table post_metrics (
  post_id uuid primary key references posts on delete cascade, brand_id uuid not null references brands on delete cascade,
  views double precision, completions double precision, likes double precision, shares double precision,
  clicks double precision, read_at timestamptz not null);
create index on post_metrics (brand_id);
create table metric_quarters (
  brand_id uuid not null references brands on delete cascade, metric text not null, quarter timestamptz not null,
  gain double precision not null, primary key (brand_id, metric, quarter));
`;
