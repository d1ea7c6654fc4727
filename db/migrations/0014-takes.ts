import { type Kysely, sql } from "kysely";

/** Takes of video models: what was asked, what came of it and what it cost; and which of them a video is made of. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists vendor_webhooks, video_footage`.execute(db);
  await sql`drop index if exists one_footage_cost`.execute(db);
  await sql`alter table takes drop column variant_id, drop column version, drop column position, drop column part,
    drop column candidate, drop column dossier, drop column dossier_version, drop column model, drop column prompt,
    drop column input, drop column seed, drop column tier, drop column state, drop column prediction_id,
    drop column estimate_micros, drop column asked, drop column resolutions, drop column metrics, drop column file,
    drop column sha256, drop column bytes, drop column licence, drop column probe, drop column score,
    drop column ordered_at, drop column sent_at, drop column deadline_at, drop column cancel_asked_at,
    drop column finished_at, drop column updated_at`.execute(db);
}

const statements = `
-- A take of a video model has a dossier; one that this machine drew has none and is done when it is written down.
-- "sending" is committed before the vendor is called: whoever finds it later knows that the call may have been made.
alter table takes
  add column variant_id uuid references variants on delete set null, add column version integer,
  add column position integer, add column part integer, add column candidate integer,
  add column dossier text, add column dossier_version text, add column model text, add column prompt text,
  add column input jsonb, add column seed bigint, add column tier text check (tier in ('draft', 'final')),
  add column state text not null default 'done'
    check (state in ('ordered', 'sending', 'running', 'unknown', 'done', 'failed', 'cancelled')),
  add column prediction_id text, add column estimate_micros bigint not null default 0, add column asked jsonb,
  add column resolutions jsonb not null default '[]', add column metrics jsonb,
  add column file text, add column sha256 text, add column bytes bigint, add column licence text,
  add column probe jsonb, add column score real,
  add column ordered_at timestamptz, add column sent_at timestamptz, add column deadline_at timestamptz,
  add column cancel_asked_at timestamptz, add column finished_at timestamptz,
  add column updated_at timestamptz not null default now();
-- The same clip is asked for once, by however many videos: whoever wants it while it is made waits for it.
create unique index one_living_take on takes (brand_id, shot_hash)
  where dossier is not null and state not in ('failed', 'cancelled');
create unique index one_take_of_prediction on takes (provider, prediction_id) where prediction_id is not null;
create index on takes (variant_id, version) where dossier is not null;
create index takes_under_way on takes (updated_at) where state in ('ordered', 'sending', 'running');
select troupe_keep_references('takes');

-- The last lock against writing a take's cost down twice.
create unique index one_footage_cost on ledger (take_id) where kind = 'footage' and take_id is not null;

-- The takes that a shot of a video shows, in their order, and how many seconds of each.
create table video_footage (
  brand_id uuid not null references brands on delete cascade, video_id uuid not null references videos on delete cascade,
  position integer not null, part integer not null, take_id uuid not null references takes, seconds real not null,
  primary key (video_id, position, part));
create index on video_footage (take_id);
select troupe_lock_by_brand('video_footage');

-- What vendors told us, by their ids: the same message counts once.
create table vendor_webhooks (
  provider text not null, id text not null, brand_id uuid not null references brands on delete cascade,
  take_id uuid not null references takes on delete cascade, received_at timestamptz not null default now(),
  primary key (provider, id));
create index on vendor_webhooks (take_id);
create index on vendor_webhooks (received_at);
select troupe_lock_by_brand('vendor_webhooks');
`;
