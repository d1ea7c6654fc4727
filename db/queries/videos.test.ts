import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NotFound } from "#config/errors.ts";
import type { Trx } from "#db/database.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { insertFindings, listFindings } from "./findings.ts";
import { countQueue, findNeighbours, getReviewItem, listReviewQueue } from "./review-queue.ts";
import { getVideo, insertVideo, listVersions, listVideos } from "./videos.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test("a new version supersedes the one before, and storing it twice changes nothing", async () => {
  const { db } = database;
  const cast = await castOf(db);
  const { variant, script, video } = await addVideo(db, cast);
  const { id: _id, brandId: _brand, createdAt: _at, supersededAt: _until, ...columns } = video;
  const next = { ...columns, storyboard: "{}", version: 2, sha256: "b".repeat(64) };
  const second = await db.transaction().execute((trx) => insertVideo(trx, cast.brand.id, next));
  const again = await db.transaction().execute((trx) => insertVideo(trx, cast.brand.id, { ...next, sha256: "c" }));
  expect(again).toEqual(second);
  expect((await getVideo(db, cast.brand.id, video.id)).supersededAt).toBeInstanceOf(Date);
  const versions = await listVersions(db, cast.brand.id, variant.id);
  expect(versions.map((version) => [version.version, version.supersededAt !== null])).toEqual([
    [2, false],
    [1, true],
  ]);
  expect((await listVideos(db, cast.brand.id, { limit: 10 })).map((row) => row.id)).toEqual([second.id]);
  expect(versions[0]?.scriptVersion).toBe(script.version);
});

test("the library narrows by state, persona, hook and brief, and pages without gaps", async () => {
  const { db } = database;
  const cast = await castOf(db);
  const made = [];
  for (let i = 0; i < 5; i++) made.push(await addVideo(db, cast, i, i % 2 ? "myth" : "question"));
  await db
    .updateTable("variants")
    .set({ state: "approved" })
    .where("id", "=", made[4]?.variant.id ?? "")
    .execute();
  const list = (filter: Partial<Parameters<typeof listVideos>[2]>) =>
    listVideos(db, cast.brand.id, { limit: 10, ...filter });
  expect(await list({ hook: "myth" })).toHaveLength(2);
  expect(await list({ state: "approved" })).toHaveLength(1);
  expect(await list({ state: "published" })).toEqual([]);
  expect(await list({ personaId: cast.persona.id, briefId: cast.brief.id })).toHaveLength(5);
  expect(await list({ personaId: randomUUID() })).toEqual([]);
  const first = await list({ limit: 2 });
  const rest = await list({ after: first.at(-1)?.id });
  expect([...first, ...rest].map((row) => row.id)).toEqual(made.map(({ video }) => video.id).reverse());
});

test("the queue goes in the order of the matrix and knows a video's neighbours", async () => {
  const { db } = database;
  const cast = await castOf(db);
  const made = [];
  for (let i = 0; i < 4; i++) made.push(await addVideo(db, cast, i));
  await db
    .updateTable("variants")
    .set({ state: "approved" })
    .where("id", "=", made[1]?.variant.id ?? "")
    .execute();
  const queue = await listReviewQueue(db, cast.brand.id, { limit: 10 });
  expect(queue.map((row) => row.id)).toEqual([made[0], made[2], made[3]].map((row) => row?.video.id));
  expect(await listReviewQueue(db, cast.brand.id, { after: queue[0]?.variantId, limit: 1 })).toEqual([queue[1]]);
  const around = await findNeighbours(db, cast.brand.id, made[2]?.variant.id ?? "");
  expect([around.previous?.id, around.next?.id]).toEqual([made[0]?.video.id, made[3]?.video.id]);
  expect(await countQueue(db, cast.brand.id)).toBe(3);
});

test("findings of the video and of its own script are listed, the gravest first; those of an older script are not", async () => {
  const { db } = database;
  const cast = await castOf(db);
  const { variant } = await addVideo(db, cast);
  const about = { variantId: variant.id, gate: "claims" } as const;
  await insertFindings(db, cast.brand.id, [{ ...about, severity: "block", message: "About the first script" }]);
  const script = await db
    .insertInto("scripts")
    .values({ brandId: cast.brand.id, variantId: variant.id, version: 2, script: "{}", writer: "house", seed: "s" })
    .returning("id")
    .executeTakeFirstOrThrow();
  await insertFindings(db, cast.brand.id, [{ ...about, severity: "info", message: "About the script" }]);
  const {
    id: _id,
    brandId: _brand,
    createdAt: _at,
    supersededAt: _until,
    ...columns
  } = await db.selectFrom("videos").where("variantId", "=", variant.id).selectAll().executeTakeFirstOrThrow();
  const second = await db
    .transaction()
    .execute((trx) =>
      insertVideo(trx, cast.brand.id, { ...columns, storyboard: "{}", version: 2, scriptId: script.id }),
    );
  await insertFindings(db, cast.brand.id, [
    { ...about, videoId: second.id, severity: "warn", message: "About the picture", atSeconds: 3 },
  ]);
  const messages = (await listFindings(db, cast.brand.id, second.id)).map((finding) => finding.message);
  expect(messages).toEqual(["About the picture", "About the script"]);
});

test("another brand's videos are not there, whichever way they are asked for", async () => {
  const { db } = database;
  const [cast, other] = [await castOf(db), await castOf(db, "other")];
  const theirs = await addVideo(db, other);
  for (const id of [theirs.video.id, randomUUID(), "nonsense"]) {
    await expect(getVideo(db, cast.brand.id, id)).rejects.toBeInstanceOf(NotFound);
    await expect(getReviewItem(db, cast.brand.id, id)).rejects.toBeInstanceOf(NotFound);
  }
  expect(await listVersions(db, cast.brand.id, theirs.variant.id)).toEqual([]);
  expect(await listVideos(db, cast.brand.id, { limit: 9, briefId: other.brief.id })).toEqual([]);
  expect(await listFindings(db, cast.brand.id, theirs.video.id)).toEqual([]);
});

test("with 10,000 videos the queue, its neighbours and the library read a page by index, not the whole table", async () => {
  const { db } = database;
  const cast = await castOf(db);
  await seedThousands(cast);
  const middle = await db
    .selectFrom("variants")
    .where("brandId", "=", cast.brand.id)
    .where("position", "=", 5000)
    .select("id")
    .executeTakeFirstOrThrow();
  const { brand } = cast;
  const read = await readsOf(async (trx) => {
    expect(await listReviewQueue(trx, brand.id, { limit: 20 })).toHaveLength(20);
    await listReviewQueue(trx, brand.id, { after: middle.id, limit: 20 });
    expect((await findNeighbours(trx, brand.id, middle.id)).next).toBeDefined();
    await listVideos(trx, brand.id, { limit: 24 });
    await listVideos(trx, brand.id, { limit: 24, state: "in-review" });
    await listVideos(trx, brand.id, { limit: 24, personaId: cast.persona.id, hook: "question" });
  });
  expect(read.scans).toBe(0);
  expect(read.rows).toBeLessThan(1_000);
});

/** 10,000 variants with a video each; half of them wait for review. Written in SQL because row by row takes a minute. */
async function seedThousands(cast: Cast) {
  const { script, variant, video } = await addVideo(database.db, cast);
  await sql`insert into variants (brand_id, brief_id, persona_id, product_id, position, angle, hook, locale, ratio,
      length_seconds, cta, state) select brand_id, brief_id, persona_id, product_id, i, 'angle ' || i, hook, locale, ratio,
      length_seconds, cta, case when i % 2 = 0 then 'in-review' else 'approved' end
      from variants, generate_series(1, 10000) i where id = ${variant.id}`.execute(database.db);
  await sql`insert into videos (brand_id, variant_id, script_id, version, tier, provider, file, poster, captions, sha256,
      bytes, seconds, width, height, label, storyboard) select o.brand_id, r.id, ${script.id}, 1, o.tier, o.provider, o.file,
      o.poster, o.captions, o.sha256, o.bytes, o.seconds, o.width, o.height, o.label, o.storyboard
      from videos o, variants r where o.id = ${video.id} and r.brand_id = o.brand_id and r.id <> o.variant_id
      order by r.position`.execute(database.db);
  await sql`vacuum analyze variants, videos`.execute(database.db);
}

/** What PostgreSQL itself counted while `work` ran: scans of the two big tables from end to end, and rows fetched of them. */
async function readsOf(work: (trx: Trx) => Promise<void>) {
  return database.db.transaction().execute(async (trx) => {
    const count = async () => {
      const { rows } = await sql<{ scans: number; rows: number }>`
        select sum(seq_scan)::int as scans, sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows
        from pg_stat_xact_user_tables where relname in ('variants', 'videos')`.execute(trx);
      return rows[0] ?? { scans: 0, rows: 0 };
    };
    const before = await count();
    await work(trx);
    const after = await count();
    return { scans: after.scans - before.scans, rows: after.rows - before.rows };
  });
}
