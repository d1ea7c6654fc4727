import { type Kysely, sql } from "kysely";

/** Keys for programs, the answers to what they sent with an Idempotency-Key, and what their lists are read by. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index if exists posts_by_id, products_by_id, briefs_by_id, personas_by_id`.execute(db);
  await sql`drop table if exists api_requests, api_key_brands, api_keys`.execute(db);
}

const statements = `
-- Of the key itself there is a hash alone. It is looked up by the owner's handle, before the workspace is known; inside a
-- workspace its own keys are seen. Whoever a key acts for gives it their rights, as they are at the time.
create table api_keys (
  id uuid primary key default uuidv7(), workspace_id uuid not null references workspaces on delete cascade,
  name text not null, start text not null, secret_hash text not null unique, scopes text[] not null,
  narrowed boolean not null default false, acts_for text references users on delete set null,
  created_at timestamptz not null default now(), expires_at timestamptz,
  last_used_at timestamptz, last_used_from text,
  revoked_at timestamptz, revoked_by text references users on delete set null,
  unique (workspace_id, id));
create table api_key_brands (
  workspace_id uuid not null, key_id uuid not null, brand_id uuid not null, primary key (key_id, brand_id),
  foreign key (workspace_id, key_id) references api_keys (workspace_id, id) on delete cascade,
  foreign key (workspace_id, brand_id) references brands (workspace_id, id) on delete cascade);
create index on api_key_brands (brand_id);

-- Without a status the request is still being worked on.
create table api_requests (
  workspace_id uuid not null, key_id uuid not null, idempotency_key text not null, fingerprint text not null,
  status integer, location text, body text, started_at timestamptz not null default now(),
  primary key (key_id, idempotency_key),
  foreign key (workspace_id, key_id) references api_keys (workspace_id, id) on delete cascade);
create index on api_requests (started_at);

-- Pages of a list go by id, however long the list is.
create index posts_by_id on posts (brand_id, id desc);
create index products_by_id on products (brand_id, id);
create index briefs_by_id on briefs (brand_id, id desc);
create index personas_by_id on personas (brand_id, id);

select troupe_lock_by_workspace(t) from unnest(array['api_keys', 'api_key_brands', 'api_requests']::regclass[]) as t;
`;
