import { type Kysely, sql } from "kysely";

/** Who waits for a take, so that it goes on for one when another stops; and which shots somebody wants filmed, one by one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists shot_requests, take_waiters`.execute(db);
}

const statements = `
-- The versions that wait for a take: whoever ordered it, and whoever found it ordered. One that is stopped waits no more.
create table take_waiters (
  brand_id uuid not null references brands on delete cascade, take_id uuid not null references takes on delete cascade,
  variant_id uuid not null references variants on delete cascade, version integer not null, position integer not null,
  stopped_at timestamptz, primary key (take_id, variant_id, version, position));
create index on take_waiters (variant_id, version);
select troupe_lock_by_brand('take_waiters');

-- A version that is made only to have shots of a video filmed; every other shot stays as it was in that video.
create table shot_requests (
  brand_id uuid not null references brands on delete cascade, variant_id uuid not null references variants on delete cascade,
  version integer not null, video_id uuid not null references videos on delete cascade, positions integer[] not null,
  created_at timestamptz not null default now(), primary key (variant_id, version));
create index on shot_requests (video_id);
select troupe_lock_by_brand('shot_requests');
`;
