import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDb, createPool } from "#db/database.ts";
import { getPost, listHeldPosts } from "#db/queries/posts.ts";
import { showcaseNetwork } from "#db/queries/showcase.ts";
import { createChannels } from "#providers/channels/index.ts";
import { createDiskStore } from "#providers/storage/disk.ts";
import { cliActor } from "#studio/audit/actor.ts";
import { act, actorIn } from "#studio/audit/audit.fixture.ts";
import { recordAct } from "#studio/audit/record.ts";
import { verifyChain } from "#studio/audit/verify.ts";
import { releasePost } from "#studio/posts/hold.ts";
import { armPost } from "#studio/posts/publish.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { createEmbeddedEngine } from "#workflows/embedded.ts";
import { calmRestored } from "./calm.ts";
import { restoreBackup } from "./restore.ts";
import { takeBackup } from "./take.ts";
import { verifyArchive } from "./verify.ts";

let source: TestDatabase;
let cast: Cast;
let folder: string;
let archive: string;
let postId: string;
const inFolder = (name: string) => path.join(folder, name);
const sha = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Rows with a file each, and money that only moves: what a torn backup would show. */
async function writeUntil(stopped: () => boolean): Promise<number> {
  const files = createDiskStore(inFolder("files"));
  let written = 0;
  for (; !stopped(); written += 1) {
    const bytes = randomBytes(3000);
    const key = `brands/${cast.brand.id}/products/${sha(bytes).slice(0, 20)}.png`;
    await files.save(key, { bytes });
    await act(source, async (trx) => {
      const about = { handle: `load-${written}`, title: `Load ${written}\n\\N\t`, description: "", source: "typed" };
      await trx
        .insertInto("products")
        .values({ ...about, brandId: cast.brand.id, benefits: "[]", facts: "[]", picture: key, priceCents: 0 })
        .execute();
      const subject = { kind: "product", id: key, name: about.title, brandId: cast.brand.id };
      await recordAct(trx, actorIn(cast.workspace.id), { act: "product.created", subject, after: about });
    });
    await source.pool.query(
      `update products set price_cents = price_cents + case handle when 'from' then -1 else 1 end
       where brand_id = $1 and handle in ('from', 'to')`,
      [cast.brand.id],
    );
  }
  return written;
}

beforeAll(async () => {
  source = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "troupe-drill-"));
  archive = inFolder("drill.tar");
  cast = await castOf(source.db);
  await writeFile(inFolder("auth-secret"), "a".repeat(64), { mode: 0o600 });
  for (const [handle, cents] of [
    ["from", 100_000],
    ["to", 0],
  ] as const) {
    const about = { handle, title: handle, description: "", source: "typed", benefits: "[]", facts: "[]" };
    await source.db
      .insertInto("products")
      .values({ ...about, brandId: cast.brand.id, priceCents: cents })
      .execute();
  }
  const { video, variant } = await addVideo(source.db, cast);
  const post = await source.db
    .insertInto("posts")
    .values({
      ...{ brandId: cast.brand.id, videoId: video.id, variantId: variant.id, connectionId: cast.connection.id },
      ...{
        scheduledAt: new Date(Date.now() + 3_600_000),
        zone: "Europe/Oslo",
        caption: "c",
        disclosure: "{}",
        sha256: "s",
      },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  postId = post.id;
  await source.pool.query(
    "insert into sessions (id, expires_at, token, user_id) values ('s', now() + interval '1 day', 't', $1)",
    [cast.reviewer.id],
  );
  // An event that no function has taken yet: it waits in the engine's tables and in its queue's.
  const silent = () => undefined;
  const logger = { info: silent, warn: silent, error: silent };
  const { pool, connectionString } = source;
  const engine = createEmbeddedEngine({ pool, connectionString, concurrency: 1, logger });
  await engine.send({ id: "waits", name: "brief/launched", data: { workspaceId: cast.workspace.id } });
});
afterAll(async () => {
  await source.drop();
  await rm(folder, { recursive: true });
});

/** An empty studio to restore into. Its own pool is closed: the database is put aside under it. */
async function emptyTarget(): Promise<{ connectionString: string; dataDir: string }> {
  const target = await createTestDatabase();
  await target.db.destroy();
  return { connectionString: target.connectionString, dataDir: await mkdtemp(inFolder("target-")) };
}

const targetOf = ({ connectionString, dataDir }: { connectionString: string; dataDir: string }) => ({
  connectionString,
  files: createDiskStore(path.join(dataDir, "files")),
  env: { dataDir },
});

async function rowsOf(connectionString: string, query: string): Promise<unknown[]> {
  const client = new pg.Client(connectionString);
  await client.connect();
  try {
    return (await client.query(query)).rows;
  } finally {
    await client.end();
  }
}

test("restore drill: a backup that was taken while the studio was writing comes back as one moment of it, row by row", async () => {
  let stopped = false;
  const writer = writeUntil(() => stopped);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const before = await source.pool.query("select count(*)::int as n from products where handle like 'load-%'");
  const { connectionString } = source;
  const files = createDiskStore(inFolder("files"));
  const manifest = await takeBackup({ connectionString, files, env: { dataDir: folder } }, archive);
  const after = await source.pool.query("select count(*)::int as n from products where handle like 'load-%'");
  await new Promise((resolve) => setTimeout(resolve, 100));
  stopped = true;
  const written = await writer;
  expect((await stat(archive)).mode & 0o777).toBe(0o600);
  expect((await readdir(folder)).filter((name) => name.startsWith("drill"))).toEqual(["drill.tar"]);

  const target = await emptyTarget();
  const restored = await restoreBackup(targetOf(target), archive);
  expect(restored.engine).toBe(true);
  expect(await verifyArchive(archive)).toEqual(manifest);

  const kept = await rowsOf(target.connectionString, "select * from products where handle like 'load-%' order by id");
  expect(kept.length).toBeGreaterThanOrEqual(before.rows[0].n);
  expect(kept.length).toBeLessThanOrEqual(after.rows[0].n);
  expect(written).toBeGreaterThan(kept.length);
  const loads = await rowsOf(source.connectionString, "select * from products where handle like 'load-%' order by id");
  expect(kept).toEqual(loads.slice(0, kept.length));
  const [money] = await rowsOf(
    target.connectionString,
    "select sum(price_cents)::int as cents from products where handle in ('from', 'to')",
  );
  expect(money).toEqual({ cents: 100_000 });
  for (const { schema, name, rows } of manifest.tables) {
    if (["products", "audit_entries", "audit_heads"].includes(name) || name.includes("migration")) continue;
    const all = `select to_jsonb(t) as row from "${schema}"."${name}" t order by to_jsonb(t)`;
    const copy = await rowsOf(target.connectionString, all);
    expect(copy, `${schema}.${name}`).toEqual(await rowsOf(source.connectionString, all));
    expect(copy).toHaveLength(rows);
  }
  expect(manifest.tables.find(({ name }) => name === "_private_jobs")?.rows).toBe(1);
  const locks = `select p.*, c.relacl::text as rights from pg_policies p join pg_class c on c.oid = p.tablename::regclass order by 1, 2`;
  const locked = await rowsOf(target.connectionString, locks);
  expect(locked.length).toBeGreaterThan(40);
  expect(locked).toEqual(await rowsOf(source.connectionString, locks));

  const store = createDiskStore(path.join(target.dataDir, "files"));
  for (const { picture } of kept as { picture: string }[]) {
    expect(sha(await store.bytes(picture)).slice(0, 20)).toBe(path.basename(picture, ".png"));
  }
  expect(await readFile(path.join(target.dataDir, "auth-secret"), "utf8")).toBe("a".repeat(64));
  const db = createDb(createPool(target.connectionString, 2));
  const chain = await verifyChain(db, cast.workspace.id);
  expect([chain.entries, chain.problems]).toEqual([kept.length, []]);
  await db
    .transaction()
    .execute((trx) =>
      recordAct(trx, actorIn(cast.workspace.id), { act: "backup.taken", subject: { kind: "w", id: "w", name: "w" } }),
    );
  expect(await verifyChain(db, cast.workspace.id)).toMatchObject({ entries: kept.length + 1, problems: [] });
  await db.destroy();
});

test("a restored studio publishes nothing by itself, lets nobody in by an old session, and releases posts after a look", async () => {
  const target = await emptyTarget();
  const takenAt = new Date("2026-11-20T12:00:00Z");
  let held = 0;
  await restoreBackup(targetOf(target), archive, {
    prepare: async (fresh) => {
      held = await calmRestored(fresh, { takenAt, file: "drill.tar" }, { resume: false });
    },
  });
  expect(held).toBe(1);
  const db = createDb(createPool(target.connectionString, 4));
  try {
    expect(await db.selectFrom("sessions").selectAll().execute()).toEqual([]);
    const post = await getPost(db, cast.brand.id, postId);
    expect(post).toMatchObject({ state: "unconfirmed" });
    expect(post.failure).toContain("Fri 20 Nov 2026, 12:00");
    const channels = createChannels({ showcase: showcaseNetwork(db, "https://studio.example") });
    const press = { db, files: createDiskStore(path.join(target.dataDir, "files")), channels };
    const ref = { brandId: cast.brand.id, postId, scheduledAt: post.scheduledAt.toISOString() };
    expect(await armPost(press, ref)).toEqual({ state: "unconfirmed" });
    expect(await listHeldPosts(db, cast.brand.id)).toHaveLength(1);
    const by = cliActor(cast.workspace.id, "root");
    expect(await releasePost(press, cast.brand.id, by, postId)).toMatchObject({
      outcome: "scheduled",
      scheduled: { postId, scheduledAt: ref.scheduledAt },
    });
    expect((await getPost(db, cast.brand.id, postId)).state).toBe("scheduled");
    await expect(releasePost(press, cast.brand.id, by, postId)).rejects.toMatchObject({ code: "not-held" });
    expect((await verifyChain(db, cast.workspace.id)).problems).toEqual([]);
  } finally {
    await db.destroy();
  }
});

test("what breaks while restoring leaves the studio as it was", async () => {
  const target = await emptyTarget();
  await restoreBackup(targetOf(target), archive);
  await rowsOf(target.connectionString, "update workspaces set name = 'Mine'");
  const broken = restoreBackup(targetOf(target), archive, {
    replace: true,
    prepare: async () => {
      throw new Error("killed");
    },
  });
  await expect(broken).rejects.toThrow("killed");
  expect(await rowsOf(target.connectionString, "select name from workspaces")).toEqual([{ name: "Mine" }]);
  const left = "select count(*)::int as n from pg_database where datname like '%restored%'";
  expect(await rowsOf(target.connectionString, left)).toEqual([{ n: 0 }]);
});

test("a studio that is not empty is not overwritten unless that is said, and then keeps its rows aside", async () => {
  const target = await emptyTarget();
  await restoreBackup(targetOf(target), archive);
  await rowsOf(target.connectionString, "update workspaces set name = 'Mine'");
  await expect(restoreBackup(targetOf(target), archive)).rejects.toMatchObject({ code: "not-empty" });
  const { aside } = await restoreBackup(targetOf(target), archive, { replace: true });
  expect(await rowsOf(target.connectionString, "select name from workspaces")).toEqual([{ name: "Nordlys" }]);
  const before = new URL(target.connectionString);
  before.pathname = `/${aside}`;
  expect(await rowsOf(before.href, "select name from workspaces")).toEqual([{ name: "Mine" }]);
});

test("a backup that was cut off or changed anywhere is refused before anything is touched", async () => {
  const whole = await readFile(archive);
  const manifest = await verifyArchive(archive);
  const damaged = inFolder("damaged.tar");
  const contents = whole.indexOf(`{"format":1`);
  for (let n = 0; n < 40; n += 1) {
    const at = Math.floor((contents / 40) * n) + 5;
    await writeFile(damaged, whole.with(at, (whole[at] ?? 0) ^ 1));
    // Between a part and the next one lies padding, which says nothing; everything else is seen.
    const answer = await verifyArchive(damaged).catch((error: { code?: string }) => error.code);
    if (typeof answer === "string") expect(answer, `byte ${at}`).toMatch(/^backup-/);
    else expect(answer).toEqual(manifest);
  }
  await writeFile(damaged, whole);
  for (const part of [0.9, 0.5, 0.1]) {
    await truncate(damaged, Math.floor(contents * part));
    await expect(verifyArchive(damaged)).rejects.toMatchObject({ name: "Refused" });
  }
  const target = await emptyTarget();
  await expect(restoreBackup(targetOf(target), damaged)).rejects.toMatchObject({ name: "Refused" });
  expect(await rowsOf(target.connectionString, "select * from workspaces")).toEqual([]);
  await writeFile(damaged, randomUUID());
  await expect(verifyArchive(damaged)).rejects.toMatchObject({ name: "Refused" });
});
