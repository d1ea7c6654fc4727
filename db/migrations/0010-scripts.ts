import { type Kysely, sql } from "kysely";

/** What a script was made with, the drafts that lead from one version to the next, and what personas have said. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table canon_facts, script_drafts`.execute(db);
  await sql`alter table scripts drop column prompt, drop column written_by`.execute(db);
}

const statements = `
-- The version of the words it was made with: a prompt file's or the phrase files'. Who wrote it by hand, when somebody did.
alter table scripts add column prompt text, add column written_by text references users on delete set null;

-- Every step of the work on a script by hand, kept, so that each can be taken back. The latest is what stands on the page.
create table script_drafts (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  variant_id uuid not null references variants on delete cascade, number integer not null, base_version integer not null,
  script jsonb not null, step text not null, written_by text references users on delete set null,
  written_at timestamptz not null default now(), unique (variant_id, number));

-- What a persona has said in an accepted script, sentence by sentence. Taking the decision back takes it back.
create table canon_facts (
  id uuid primary key default uuidv7(), brand_id uuid not null references brands on delete cascade,
  persona_id uuid not null references personas on delete cascade, script_id uuid not null references scripts on delete cascade,
  variant_id uuid not null references variants on delete cascade, kind text not null, sentence text not null,
  said_at timestamptz not null default now(), withdrawn_at timestamptz, unique (script_id, sentence));
create index canon_of_persona on canon_facts (persona_id, said_at desc) where withdrawn_at is null;

select troupe_lock_by_brand(t) from unnest(array['script_drafts', 'canon_facts']::regclass[]) as t;
`;
