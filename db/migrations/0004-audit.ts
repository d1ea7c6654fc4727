import { type Kysely, sql } from "kysely";

/**
 * Who did what, kept so that nobody can change it unseen. Each workspace has a chain: an entry's hash covers the one
 * before, and its head row says how many there are and what the last hash is. The database writes the chain itself, when
 * the transaction of the act commits: until then nothing is locked, so acts never wait for each other's work, and of two
 * that commit at once one follows the other.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists audit_entries, audit_heads cascade`.execute(db);
  await sql`drop function if exists chain_audit_entry, guard_audit_entries, guard_audit_heads`.execute(db);
}

const statements = `
-- No reference to workspaces: the acts of the machine itself have a chain too, and a deletion is written down after it.
create table audit_heads (
  workspace_id uuid primary key, entries bigint not null default 0, hash text not null default repeat('0', 64));
create table audit_entries (
  id uuid primary key, workspace_id uuid not null, brand_id uuid, at timestamptz(3) not null, act text not null,
  subject_kind text not null, subject_id text not null, subject_name text not null,
  actor_kind text not null, actor_id text not null, actor_name text not null, address text, user_agent text,
  before jsonb, after jsonb, digest text not null, seq bigint, prev_hash text, hash text);
create unique index audit_chain on audit_entries (workspace_id, seq desc);
create index audit_by_time on audit_entries (workspace_id, at desc, seq desc);
create index audit_by_act on audit_entries (workspace_id, act, at desc, seq desc);
create index audit_by_actor on audit_entries (workspace_id, actor_kind, actor_id, at desc, seq desc);
create index audit_by_subject on audit_entries (workspace_id, subject_id, at desc, seq desc);

create function chain_audit_entry() returns trigger language plpgsql as $$
declare head audit_heads;
begin
  insert into audit_heads (workspace_id) values (new.workspace_id) on conflict do nothing;
  select * into head from audit_heads where workspace_id = new.workspace_id for update;
  head.entries := head.entries + 1;
  -- RFC 8785 of the link: its keys are sorted, and its texts are hexadecimal and need no escapes.
  update audit_entries set seq = head.entries, prev_hash = head.hash, hash = encode(sha256(convert_to(
      format('{"entry":"%s","prevHash":"%s","seq":%s}', new.digest, head.hash, head.entries), 'UTF8')), 'hex')
    where id = new.id returning hash into head.hash;
  update audit_heads set entries = head.entries, hash = head.hash where workspace_id = new.workspace_id;
  return null;
end $$;
create constraint trigger chain_audit_entry after insert on audit_entries deferrable initially deferred
  for each row when (new.seq is null) execute function chain_audit_entry();

-- Entries are added, and chained once. Two doors, each opened by a setting of one transaction: a workspace that is erased
-- takes its entries along, and a restored backup brings its chain with it.
create function guard_audit_entries() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.seq is null and new.hash is null or current_setting('troupe.restoring', true) = 'on' then return new; end if;
  elsif tg_op = 'UPDATE' then
    if old.seq is null and pg_trigger_depth() > 1
      and to_jsonb(old) - '{seq,prev_hash,hash}'::text[] = to_jsonb(new) - '{seq,prev_hash,hash}'::text[] then return new; end if;
  elsif tg_op = 'DELETE' then
    if current_setting('troupe.erasing', true) = old.workspace_id::text then return old; end if;
  end if;
  raise exception 'An audit entry is written once and never changed' using errcode = 'restrict_violation';
end $$;
create trigger guard_audit_entries before insert or update or delete on audit_entries
  for each row execute function guard_audit_entries();
create trigger guard_audit_entries_whole before truncate on audit_entries execute function guard_audit_entries();

create function guard_audit_heads() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('troupe.erasing', true) = old.workspace_id::text then return old; end if;
  if tg_op in ('INSERT', 'UPDATE')
    and (pg_trigger_depth() > 1 or current_setting('troupe.restoring', true) = 'on') then return new; end if;
  raise exception 'The head of an audit chain moves with its entries only' using errcode = 'restrict_violation';
end $$;
create trigger guard_audit_heads before insert or update or delete on audit_heads
  for each row execute function guard_audit_heads();
create trigger guard_audit_heads_whole before truncate on audit_heads execute function guard_audit_heads();
`;
