import { type Kysely, sql } from "kysely";

/**
 * What is written down stays written down, whoever asks: the role of a workspace's work (0005) may read the audit and add
 * to it, and neither change nor remove, nor say where in its chain an entry stands, so that the doors of 0004 (settings
 * that a restore and an erasure open) are none for it. And how long a workspace keeps what it does not need for ever.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists reading_thinnings, retentions`.execute(db);
  await sql`drop index if exists posts_settled`.execute(db);
  await sql`alter function chain_audit_entry() security invoker reset search_path`.execute(db);
  await sql`revoke all on audit_entries, audit_heads from troupe_app`.execute(db);
  await sql`grant select, insert, update, delete on audit_entries, audit_heads to troupe_app`.execute(db);
}

const statements = `
revoke all on audit_entries, audit_heads from troupe_app;
grant select on audit_entries, audit_heads to troupe_app;
-- All but seq, prev_hash and hash.
grant insert (id, workspace_id, brand_id, at, act, subject_kind, subject_id, subject_name, actor_kind, actor_id, actor_name,
  address, user_agent, before, after, digest) on audit_entries to troupe_app;
-- Whoever adds an entry has it chained by the tables' owner.
alter function chain_audit_entry() security definer set search_path = public, pg_temp;

-- How many posts came to which end lately, for whoever watches the studio.
create index posts_settled on posts (updated_at) where state in ('published', 'failed', 'withdrawn', 'unconfirmed');

-- In days; a workspace without a row keeps things for as long as studio/workspaces/retention.ts says.
create table retentions (
  workspace_id uuid primary key references workspaces on delete cascade, readings integer not null check (readings > 0),
  mails integer not null check (mails > 0), webhooks integer not null check (webhooks > 0),
  runs integer not null check (runs > 0), updated_at timestamptz not null default now());
select troupe_lock_by_workspace('retentions');

-- Until when a brand's readings have been thinned out to one of each day.
create table reading_thinnings (
  brand_id uuid primary key references brands on delete cascade, until timestamptz not null);
select troupe_lock_by_brand('reading_thinnings');
`;
