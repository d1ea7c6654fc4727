import { type Kysely, sql } from "kysely";

/** What a finding's press does and how long it lasts; and what a video is known again by, says of its origin, and was made with. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table findings drop column fix, drop column until_seconds`.execute(db);
  await sql`alter table videos drop column fingerprint, drop column measured, drop column provenance, drop column kit_version`.execute(
    db,
  );
}

const statements = `
alter table findings add column fix jsonb, add column until_seconds real;

-- All null for videos made before: nothing was measured then, nothing written into the file, and no kit noted.
alter table videos add column fingerprint jsonb, add column measured jsonb, add column provenance jsonb,
  add column kit_version integer;
`;
