import { type Kysely, sql } from "kysely";

/** What a brief's videos are filmed with: the built-in animatic, as all were until now, or video models in an order. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table briefs add column footage jsonb not null
    default '{"models": ["animatic"], "tier": "draft-first"}'`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table briefs drop column footage`.execute(db);
}
