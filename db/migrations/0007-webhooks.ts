import { type Kysely, sql } from "kysely";

/**
 * What the studio tells other systems. A message is written in the transaction of the change that it is about, with a
 * delivery for each endpoint that wants it; getting it there is work of its own, whose tries are kept.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists webhook_attempts, webhook_deliveries, webhook_messages, webhook_secrets,
    webhook_endpoint_brands, webhook_endpoints`.execute(db);
}

const statements = `
create table webhook_endpoints (
  id uuid primary key default uuidv7(), workspace_id uuid not null references workspaces on delete cascade,
  url text not null, description text not null default '', events text[] not null check (cardinality(events) > 0),
  narrowed boolean not null default false, created_by text references users on delete set null,
  created_at timestamptz not null default now(), failing_since timestamptz,
  disabled_at timestamptz, disabled_why text check (disabled_why in ('by-hand', 'gone', 'failing')),
  unique (workspace_id, id), check ((disabled_at is null) = (disabled_why is null)));
create table webhook_endpoint_brands (
  workspace_id uuid not null, endpoint_id uuid not null, brand_id uuid not null, primary key (endpoint_id, brand_id),
  foreign key (workspace_id, endpoint_id) references webhook_endpoints (workspace_id, id) on delete cascade,
  foreign key (workspace_id, brand_id) references brands (workspace_id, id) on delete cascade);
create index on webhook_endpoint_brands (workspace_id, brand_id);

-- One that has no end signs; one that was replaced signs beside it until its end.
create table webhook_secrets (
  id uuid primary key default uuidv7(), workspace_id uuid not null, endpoint_id uuid not null, sealed text not null,
  created_at timestamptz not null default clock_timestamp(), expires_at timestamptz,
  foreign key (workspace_id, endpoint_id) references webhook_endpoints (workspace_id, id) on delete cascade);
create unique index one_current_webhook_secret on webhook_secrets (endpoint_id) where expires_at is null;
create index on webhook_secrets (workspace_id, endpoint_id);
create index webhook_secrets_by_key on webhook_secrets (split_part(sealed, '.', 2));

-- The body as text: what was signed once is sent to the letter each time. Without a brand it is about the endpoint itself.
create table webhook_messages (
  id uuid primary key default uuidv7(), workspace_id uuid not null references workspaces on delete cascade,
  brand_id uuid, type text not null, body text not null, created_at timestamptz not null default now(),
  unique (workspace_id, id),
  foreign key (workspace_id, brand_id) references brands (workspace_id, id) on delete cascade);
create index on webhook_messages (created_at);
create index on webhook_messages (workspace_id, brand_id);

-- tries counts within a round, and a replay begins another; attempts counts all. handed_at: an engine has it in hand.
create table webhook_deliveries (
  id uuid primary key default uuidv7(), workspace_id uuid not null, message_id uuid not null, endpoint_id uuid not null,
  state text not null check (state in ('waiting', 'delivered', 'failed')),
  round integer not null default 1, tries integer not null default 0, attempts integer not null default 0,
  next_try_at timestamptz, handed_at timestamptz, failure text, created_at timestamptz not null default now(),
  ended_at timestamptz, unique (workspace_id, id), unique (message_id, endpoint_id),
  check ((state = 'waiting') = (next_try_at is not null)), check ((state = 'waiting') = (ended_at is null)),
  foreign key (workspace_id, message_id) references webhook_messages (workspace_id, id) on delete cascade,
  foreign key (workspace_id, endpoint_id) references webhook_endpoints (workspace_id, id) on delete cascade);
create index on webhook_deliveries (workspace_id, endpoint_id, id desc);
create index on webhook_deliveries (workspace_id, endpoint_id, state, id desc);
create index on webhook_deliveries (workspace_id, endpoint_id, ended_at);
create index webhook_deliveries_unhanded on webhook_deliveries (id) where state = 'waiting' and handed_at is null;
create index webhook_deliveries_due on webhook_deliveries (next_try_at) where state = 'waiting';

create table webhook_attempts (
  id uuid primary key default uuidv7(), workspace_id uuid not null, delivery_id uuid not null, number integer not null,
  started_at timestamptz not null default clock_timestamp(), ms integer, status integer, failure text, response text,
  unique (delivery_id, number),
  foreign key (workspace_id, delivery_id) references webhook_deliveries (workspace_id, id) on delete cascade);
create index on webhook_attempts (workspace_id, delivery_id);

select troupe_lock_by_workspace(t) from unnest(array['webhook_endpoints', 'webhook_endpoint_brands', 'webhook_secrets',
  'webhook_messages', 'webhook_deliveries', 'webhook_attempts']::regclass[]) as t;
`;
