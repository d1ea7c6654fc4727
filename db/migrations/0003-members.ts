import { type Kysely, sql } from "kysely";

/** Who may do what: roles narrowed to brands, invitations, two-factor, mail that waits, and tries that are counted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists throttles, mails, two_factors, invitation_brands, invitations, member_brands`.execute(
    db,
  );
  await sql`alter table users drop column two_factor_enabled`.execute(db);
  await sql`alter table workspaces drop column self_approval`.execute(db);
  await sql`alter table members drop column narrowed, drop constraint members_role_known`.execute(db);
  await sql`alter table brands drop constraint brands_of_workspace`.execute(db);
}

const statements = `
alter table members
  add column narrowed boolean not null default false,
  add constraint members_role_known
    check (role in ('owner', 'admin', 'strategist', 'reviewer', 'publisher', 'analyst')),
  -- An owner answers for the whole workspace, so nothing of it is closed to one.
  add constraint members_owner_everywhere check (role <> 'owner' or not narrowed);
alter table workspaces add column self_approval text not null default 'alone'
  check (self_approval in ('always', 'alone', 'never'));
alter table users add column two_factor_enabled boolean not null default false;
-- What says "this brand of this workspace" points here, and so cannot say a brand of another one.
alter table brands add constraint brands_of_workspace unique (workspace_id, id);

create table member_brands (
  workspace_id uuid not null, user_id text not null, brand_id uuid not null,
  role text not null check (role in ('admin', 'strategist', 'reviewer', 'publisher', 'analyst')),
  primary key (workspace_id, user_id, brand_id),
  foreign key (workspace_id, user_id) references members on delete cascade,
  foreign key (workspace_id, brand_id) references brands (workspace_id, id) on delete cascade);
create index on member_brands (brand_id);

create table invitations (
  id uuid primary key default uuidv7(), workspace_id uuid not null references workspaces on delete cascade,
  email text not null check (email = lower(email)),
  role text not null check (role in ('owner', 'admin', 'strategist', 'reviewer', 'publisher', 'analyst')),
  narrowed boolean not null default false, token_hash text not null unique,
  invited_by text references users on delete set null,
  created_at timestamptz not null default now(), sent_at timestamptz not null default now(),
  expires_at timestamptz not null, accepted_at timestamptz, accepted_by text references users on delete set null,
  revoked_at timestamptz, revoked_by text references users on delete set null,
  unique (workspace_id, id), check (role <> 'owner' or not narrowed), check (accepted_at is null or revoked_at is null));
create unique index one_open_invitation on invitations (workspace_id, email)
  where accepted_at is null and revoked_at is null;
create table invitation_brands (
  workspace_id uuid not null, invitation_id uuid not null, brand_id uuid not null,
  role text not null check (role in ('admin', 'strategist', 'reviewer', 'publisher', 'analyst')),
  primary key (invitation_id, brand_id),
  foreign key (workspace_id, invitation_id) references invitations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, brand_id) references brands (workspace_id, id) on delete cascade);

-- The account library's, by its schema; secret and codes are encrypted by it.
create table two_factors (
  id text primary key, secret text not null, backup_codes text not null,
  user_id text not null unique references users on delete cascade, verified boolean default true,
  failed_verification_count integer default 0, locked_until timestamptz);

-- A mail without a workspace concerns one person alone, and is shown on no page.
create table mails (
  id uuid primary key default uuidv7(), workspace_id uuid references workspaces on delete cascade,
  kind text not null, recipient text not null, subject text not null, text text, html text,
  created_at timestamptz not null default now(), attempts integer not null default 0,
  next_try_at timestamptz default date_trunc('milliseconds', now()), sent_at timestamptz, kept_at timestamptz, failure text);
create index mails_due on mails (next_try_at) where next_try_at is not null;
create index on mails (workspace_id, id desc);

-- Tries of one kind by one account or from one address, in the window that began at started_at.
create table throttles (key text primary key, count integer not null, started_at timestamptz not null);
create index on throttles (started_at);
`;
