import { type Kysely, sql } from "kysely";

/** What a workspace changed in the dossiers of video models, and the clips that people made in the playground. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists playground_clips, dossier_changes`.execute(db);
}

const statements = `
-- A change is proposed once, by a language model that read a document, and decided once, by a person. What was accepted
-- last holds, until the studio comes with a dossier that was checked later.
create table dossier_changes (
  id uuid primary key default uuidv7(), workspace_id uuid not null references workspaces on delete cascade,
  dossier text not null, before text not null, after text not null, summary text not null,
  reasons jsonb not null, cautions jsonb not null, source text not null, source_sha256 text not null,
  model text not null, prompt text not null, cost_micros bigint not null,
  proposed_by text references users on delete set null, proposed_name text not null,
  proposed_at timestamptz not null default now(),
  decision text check (decision in ('accepted', 'declined')),
  decided_by text references users on delete set null, decided_name text, decided_at timestamptz,
  check ((decision is null) = (decided_at is null)));
create index on dossier_changes (workspace_id, dossier, proposed_at desc);
select troupe_lock_by_workspace('dossier_changes');

-- One clip of the built-in animatic for each shot; key is a hash of everything that changes its pixels or sound.
create table playground_clips (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  key text not null, shot jsonb not null, voice text not null, pace real not null, portrait jsonb, product_id uuid,
  state text not null default 'queued' check (state in ('queued', 'rendering', 'done', 'failed')),
  stage text not null default '', progress real not null default 0, failure text,
  file text, poster text, seconds real, made_in_ms integer,
  requested_by text references users on delete set null,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
  unique (brand_id, key), check ((state = 'done') = (file is not null)));
create index on playground_clips (brand_id, updated_at desc);
select troupe_lock_by_brand('playground_clips');
`;
