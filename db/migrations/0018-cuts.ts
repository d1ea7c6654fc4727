import { type Kysely, sql } from "kysely";

/** Cuts of one video for networks with other rules; what a decision covers; and what a brief may choose besides its kit. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists video_cuts`.execute(db);
  await sql`alter table videos drop column cut`.execute(db);
  await sql`alter table findings drop column cut`.execute(db);
  await sql`alter table decisions drop column cuts`.execute(db);
  await sql`alter table briefs drop column captions, drop column music`.execute(db);
}

const statements = `
-- Which cut a video's own file is. All were branded until now.
alter table videos add column cut text not null default 'branded' check (cut in ('branded', 'clean'));

-- The other cuts of a video: the same storyboard without what some networks forbid, made and checked with it. Like a
-- video's own file they never change; a post says by its sha256 which of them it is of.
create table video_cuts (
  brand_id uuid not null references brands on delete cascade, video_id uuid not null references videos on delete cascade,
  cut text not null check (cut in ('branded', 'clean')),
  file text not null, poster text not null, captions text not null, sha256 text not null, bytes bigint not null,
  seconds real not null, width integer not null, height integer not null,
  storyboard jsonb not null, shots jsonb not null, measured jsonb, provenance jsonb,
  created_at timestamptz not null default now(), primary key (video_id, cut));
create index on video_cuts (brand_id);
select troupe_lock_by_brand('video_cuts');

-- The cut in which something was found; null for the video's own file.
alter table findings add column cut text check (cut in ('branded', 'clean'));
-- The bytes of the other cuts that a decision is about, by cut: an approval covers all of a video or none.
alter table decisions add column cuts jsonb not null default '{}';

-- Null: as the kit says.
alter table briefs add column captions text, add column music text;
`;
