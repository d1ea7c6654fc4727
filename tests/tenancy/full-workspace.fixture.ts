import { randomUUID } from "node:crypto";
import type pg from "pg";
import { asJson, type Db } from "#db/database.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { addKit } from "#tests/harness/kit.ts";
import { addPublishedPost } from "#tests/harness/published.ts";

/** A row as the database writes it in JSON, with the table it lies in. */
export type Row = { table: string; row: Record<string, unknown>; text: string };
/** A workspace with rows in every table. `mark` lies in every free text of it, and in nothing else. */
export type FullWorkspace = { cast: Cast; mark: string; rows: Row[] };

const proposed = { dossier: "animatic", reasons: "[]", cautions: "[]" };
const listening = {
  events: ["video.approved"],
  disabled_why: null,
  url: (mark: string) => `https://hooks.test/${mark}`,
};

const uploaded = { kind: "picture", seconds: null, rights: "own", licence: null, removed_at: null, removed_by: null };
const pictureOf = (nth: number) => (_: string, __: Cast, mine: Row[]) =>
  mine.filter(({ table }) => table === "cutaways")[nth]?.row.id;

/** What the database would not take, or what queries would not look at, if it were made up from the column's type alone. */
const known: Record<string, Record<string, unknown> | Record<string, unknown>[]> = {
  api_keys: { revoked_by: null, narrowed: true },
  api_requests: { started_at: "2026-01-01T00:00:00Z" },
  audit_entries: { prev_hash: null, hash: null, actor_kind: "user", before: "{}", after: "{}" },
  before_afters: { before_id: pictureOf(0), after_id: pictureOf(1), removed_at: null, removed_by: null },
  brief_drafts: [{ brief_id: null }, {}],
  clicks: { counted: true },
  connection_credentials: { sealed: (mark: string) => `v1.oldkey.${mark}` },
  cutaways: [
    { ...uploaded, sha256: (mark: string) => `first of ${mark}` },
    { ...uploaded, sha256: (mark: string) => `second of ${mark}` },
    { ...uploaded, kind: "clip", seconds: 2, sha256: (mark: string) => `third of ${mark}` },
  ],
  decisions: { decision: "approved", withdrawn_by: null },
  dossier_changes: [
    { ...proposed, decision: null, decided_by: null },
    { ...proposed, decision: "accepted", decided_at: "2026-01-01" },
  ],
  invitation_brands: { role: "strategist" },
  invitations: {
    ...{ role: "strategist", email: (mark: string) => `${mark}@guests.test`, narrowed: true, expires_at: "2100-01-01" },
    ...{ accepted_by: null, revoked_by: null },
  },
  mails: [
    { failure: null, kind: "invitation" },
    { failure: null, kind: "invitation", next_try_at: null, sent_at: "2026-01-01" },
  ],
  member_brands: { role: "analyst" },
  metric_quarters: { metric: "views" },
  outbox: { refusal: null, event: (mark: string) => asJson({ id: mark, name: "test/nothing" }) },
  persona_pictures: [{ state: "done" }, { state: "queued", file: null }],
  playground_clips: [{ state: "done" }, { state: "failed", file: null }],
  post_metrics: { views: 100, likes: 9 },
  readings: { metric: "views", value: 100, gain: 100, read_at: "2026-01-01T00:00:00Z" },
  script_drafts: {
    script: (_: string, __: Cast, mine: Row[]) => asJson(mine.find(({ table }) => table === "scripts")?.row.script),
  },
  sessions: { expires_at: "2100-01-01" },
  shot_requests: { positions: [0] },
  take_waiters: [{ version: 1 }, { version: 2, stopped_at: "2026-01-01" }],
  takes: [
    { error: null, state: "done" },
    { error: null, state: "running", dossier: "veo-3.1", shot_hash: "running", estimate_micros: 7 },
    { state: "unknown", dossier: "veo-3.1", shot_hash: "unknown" },
    { state: "failed", dossier: "veo-3.1", shot_hash: "failed", finished_at: "2026-01-01" },
  ],
  throttles: { started_at: "2026-01-01" },
  verifications: { value: (_: string, cast: Cast) => cast.reviewer.id },
  video_cuts: { cut: "clean" },
  visitor_salts: { day: "2026-01-01" },
  webhook_attempts: { number: 7 },
  webhook_deliveries: [
    { state: "waiting", next_try_at: "2026-01-01" },
    { state: "waiting", next_try_at: "2026-01-01", handed_at: "2026-01-01" },
  ],
  webhook_endpoints: [
    { ...listening, narrowed: false },
    { ...listening, narrowed: true },
  ],
  // Nobody waits for the last one.
  webhook_messages: Array.from({ length: 3 }, () => ({
    body: (mark: string) => asJson({ type: "video.approved", data: { note: mark } }),
  })),
  webhook_secrets: [{ expires_at: "2100-01-01" }, { sealed: (mark: string) => `v1.oldkey.${mark}` }],
};

/** What the database writes itself. */
const ownWork = ["audit_heads"];

type Column = { name: string; type: string; required: boolean };
type Reference = { from: string[]; table: string; to: string[] };
type Table = { name: string; columns: Column[]; references: Reference[] };

/**
 * A workspace of one brand with rows of every kind that pages show, and at least one row in every table there is: what
 * nobody wrote rows for here gets one that is made up from its columns.
 */
export async function fillWorkspace(db: Db, pool: pg.Pool, name: string): Promise<FullWorkspace> {
  const mark = `planted-${name}-${randomUUID().slice(0, 8)}`;
  const cast = await castOf(db, mark);
  await addKit(db, cast);
  await addFlow(db, pool, cast);
  const seeds = [cast.workspace.id, cast.brand.id, cast.reviewer.id, mark];
  for (const table of await readTables(pool)) {
    const mine = rowsOf(await readRows(pool), seeds);
    if (ownWork.includes(table.name) || mine.some((row) => row.table === table.name)) continue;
    for (const [n, some] of [known[table.name] ?? {}].flat().entries()) {
      const row = makeUp(table, mine, cast, mark, some, n);
      // Texts that may be missing are marked as well, where the table takes them together.
      const needed = table.columns.filter(({ name, required }) => required || name in some || /_id$/.test(name));
      const least = Object.fromEntries(needed.map(({ name }) => [name, row[name]]));
      await insert(pool, table.name, row).catch(() => insert(pool, table.name, least));
    }
  }
  await addLooseEntry(pool);
  await plantMark(pool, seeds, mark);
  return { cast, mark, rows: rowsOf(await readRows(pool), seeds) };
}

/** An entry beside the chain, as somebody who changes the database by hand would leave it. */
async function addLooseEntry(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  await client.query(`begin; set local session_replication_role = replica;
    insert into audit_entries select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'seq', null,
      'prev_hash', null, 'hash', null))).* from audit_entries e where seq is not null
      and not exists (select from audit_entries o where o.workspace_id = e.workspace_id and o.seq is null); commit`);
  client.release();
}

async function insert(pool: pg.Pool, table: string, row: Record<string, unknown>): Promise<void> {
  const names = Object.keys(row);
  const places = names.map((_, index) => `$${index + 1}`);
  await pool
    .query(`insert into ${table} (${names.join(", ")}) values (${places.join(", ")})`, Object.values(row))
    .catch((cause: unknown) => {
      throw new Error(`No row could be made up for ${table}: say in "known" what it takes`, { cause });
    });
}

/** Variants, videos and posts in the states that pages ask for. */
async function addFlow(db: Db, pool: pg.Pool, cast: Cast): Promise<void> {
  const owned = { brandId: cast.brand.id };
  const past = new Date("2026-01-05T08:00:00Z");
  const waiting = await addVideo(db, cast, 1, "myth");
  const failed = await addVideo(db, cast, 2, "myth");
  const queued = await addVideo(db, cast, 3, "question");
  const move = (id: string, to: { state: "failed" | "queued" | "approved"; failure?: string; updatedAt?: Date }) =>
    db.updateTable("variants").set(to).where("id", "=", id).execute();
  await move(failed.variant.id, { state: "failed", failure: "It broke" });
  await move(queued.variant.id, { state: "queued", updatedAt: past });

  // A brief at rest, whose one variant is approved and out.
  const brief = { ...cast.brief, id: randomUUID(), name: "Done brief" };
  await pool.query(
    `insert into briefs select (jsonb_populate_record(b, jsonb_build_object('id', $1::uuid, 'name', $2::text))).*
    from briefs b where id = $3`,
    [brief.id, brief.name, cast.brief.id],
  );
  await pool.query(
    `insert into brief_personas select (jsonb_populate_record(b, jsonb_build_object('brief_id', $1::uuid))).*
    from brief_personas b where brief_id = $2`,
    [brief.id, cast.brief.id],
  );
  const out = await addPublishedPost(db, { ...cast, brief }, new Date());
  await move(out.variant.id, { state: "approved" });
  const fingerprint = asJson({ seconds: 1, frames: [], sound: "" });
  await db.updateTable("videos").set({ fingerprint }).where("brandId", "=", owned.brandId).execute();

  const of = ({ video: { id: videoId, variantId, sha256 } }: Pick<typeof waiting, "video">) => ({
    videoId,
    variantId,
    sha256,
  });
  const decidedBy = cast.reviewer.id;
  await db
    .insertInto("decisions")
    .values([
      { ...owned, ...of(out), decision: "approved", note: null, decidedBy },
      { ...owned, ...of(queued), decision: "sent-back", note: "Slower please", decidedBy },
    ])
    .execute();
  const post = {
    ...owned,
    connectionId: cast.connection.id,
    zone: cast.brand.zone,
    caption: "Slow mornings, light roast.",
    disclosure: asJson({ ai: "AI-generated", paid: "Ad" }),
  };
  const posts = await db
    .insertInto("posts")
    .values([
      { ...post, ...of(waiting), scheduledAt: new Date(Date.now() + 86_400_000), scheduledBy: decidedBy },
      { ...post, ...of(failed), scheduledAt: past, state: "failed", failure: "The network said no", retriable: true },
      { ...post, ...of(queued), scheduledAt: past, updatedAt: past, state: "unconfirmed", failure: "Nobody knows" },
    ])
    .returning("id")
    .execute();
  const held = posts[2]?.id as string;
  await db
    .insertInto("postAttempts")
    .values({ ...owned, postId: held, step: "hold", outcome: "held" })
    .execute();
}

/** Every row that names one of `seeds`, or a row that does. */
export function rowsOf(rows: Row[], seeds: string[]): Row[] {
  const mine = new Set<Row>();
  for (let marks = seeds; marks.length > 0; ) {
    const found = rows.filter((row) => !mine.has(row) && marks.some((mark) => row.text.includes(mark)));
    for (const row of found) mine.add(row);
    marks = found.flatMap(({ row }) => (typeof row.id === "string" ? [row.id] : []));
  }
  return rows.filter((row) => mine.has(row));
}

/** Every row of every table of the studio's own, or of these, in a fixed order. */
export async function readRows(client: Pick<pg.Pool, "query">, only?: string[]): Promise<Row[]> {
  const { rows: tables } = only
    ? { rows: only.map((name) => ({ name })) }
    : await client.query<{ name: string }>(tableNames);
  const { rows } = await client.query<{ table: string; row: Record<string, unknown>; text: string }>(
    tables
      .map(({ name }) => `select '${name}' as "table", to_jsonb(t) as row, to_jsonb(t)::text as text from ${name} t`)
      .join(" union all "),
  );
  return rows.sort((a, b) => (a.table + a.text < b.table + b.text ? -1 : 1));
}

const tableNames = `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace
  and c.relkind = 'r' and c.relname not like 'kysely%' order by 1`;

/** The tables, those first that others point to. */
async function readTables(pool: pg.Pool): Promise<Table[]> {
  const { rows } = await pool.query<Table>(`
    select c.relname as name,
      (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null),
          'required', a.attnotnull and not a.atthasdef and a.attidentity = '') order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
      coalesce((select json_agg(json_build_object('table', f.confrelid::regclass::text,
          'from', (select json_agg(a.attname order by k.n) from unnest(f.conkey) with ordinality k(num, n)
            join pg_attribute a on a.attrelid = c.oid and a.attnum = k.num),
          'to', (select json_agg(a.attname order by k.n) from unnest(f.confkey) with ordinality k(num, n)
            join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.num)))
        from pg_constraint f where f.conrelid = c.oid and f.contype = 'f'), '[]') as references
    from pg_class c where c.relname in (select name from (${tableNames}) t) and c.relnamespace = 'public'::regnamespace`);
  const sorted = new Set<Table>();
  const visit = (table: Table) => {
    if (sorted.has(table)) return;
    for (const { table: needed } of table.references) {
      const found = rows.find(({ name }) => name === needed);
      if (found && found !== table) visit(found);
    }
    sorted.add(table);
  };
  for (const table of rows) visit(table);
  return [...sorted];
}

/** The `n`th row of a table; it belongs to the `n`th rows of those it points to, as far as there are that many. */
function makeUp(
  table: Table,
  mine: Row[],
  cast: Cast,
  mark: string,
  some: Record<string, unknown>,
  n: number,
): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const { name, type, required } of table.columns) {
    const text = `${mark}-${table.name}-${name}${n || ""}`;
    if (name === "workspace_id") row[name] = cast.workspace.id;
    else if (name === "brand_id") row[name] = cast.brand.id;
    else if (type === "text") row[name] = text;
    else if (required) row[name] = ofType(type, text);
  }
  for (const { from, table: target, to } of table.references) {
    const parents = mine.filter((each) => each.table === target);
    const parent = parents[Math.min(n, parents.length - 1)]?.row;
    for (const [index, column] of from.entries()) row[column] = parent?.[to[index] as string] ?? null;
  }
  for (const [column, value] of Object.entries(some)) {
    row[column] = typeof value === "function" ? value(mark, cast, mine) : value;
  }
  return row;
}

function ofType(type: string, text: string): unknown {
  if (type === "uuid") return randomUUID();
  if (type === "text[]") return [text];
  if (/^json/.test(type)) return "{}";
  if (type === "boolean") return false;
  return /^(timestamp|date)/.test(type) ? new Date() : 1;
}

/** Into every free text, also those inside of documents: what people wrote has spaces in it, what a program reads has not. */
async function plantMark(pool: pg.Pool, seeds: string[], mark: string): Promise<void> {
  const { rows: columns } = await pool.query<{ table: string; name: string; type: string }>(`
    select table_name as "table", column_name as name, data_type as type from information_schema.columns
    where table_schema = 'public' and data_type in ('text', 'jsonb')
      and table_name in (select name from (${tableNames}) t) and table_name !~ '^audit_'`);
  for (const { table, row } of rowsOf(await readRows(pool), seeds)) {
    const place = { brand_id: row.brand_id, workspace_id: row.workspace_id, ...(row.id ? { id: row.id } : {}) };
    for (const { name, type } of columns.filter((column) => column.table === table)) {
      const planted = name === "name" ? `${row[name]} ${mark}` : plantedIn(row[name], mark);
      if (JSON.stringify(planted) === JSON.stringify(row[name])) continue;
      const value = type === "jsonb" ? JSON.stringify(planted) : planted;
      const entries = Object.entries(place).filter(([, id]) => id !== undefined);
      const where = entries.map(([column], index) => `${column}::text = $${index + 2}`).join(" and ");
      await pool.query(`update ${table} set ${name} = $1 where ${where || "false"}`, [
        value,
        ...entries.map(([, id]) => id),
      ]);
    }
  }
}

function plantedIn(value: unknown, mark: string): unknown {
  if (typeof value === "string")
    return /[a-z.,?] [a-z]/i.test(value) && !value.includes(mark) ? `${value} ${mark}` : value;
  if (Array.isArray(value)) return value.map((each) => plantedIn(each, mark));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plantedIn(each, mark)]));
}
