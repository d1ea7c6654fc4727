import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listAuditEntries } from "#db/queries/audit.ts";
import { showcaseNetwork } from "#db/queries/showcase.ts";
import { createChannels } from "#providers/channels/index.ts";
import { createDiskStore } from "#providers/storage/disk.ts";
import { importKitFolder } from "#studio/brands/import-kit.ts";
import { archiveBrief, restoreBrief, saveBrief, updateBrief } from "#studio/briefs/brief.ts";
import { launchBrief } from "#studio/briefs/launch.ts";
import { disconnect, openShowcase } from "#studio/channels/showcase.ts";
import { archivePersona, createPersona, rerollPortrait, restorePersona } from "#studio/personas/persona.ts";
import { giveUpOnPost } from "#studio/posts/publish.ts";
import { reschedulePost, schedulePost } from "#studio/posts/schedule.ts";
import { withdrawPost } from "#studio/posts/withdraw.ts";
import { archiveProduct, createProduct, restoreProduct, updateProduct } from "#studio/products/product.ts";
import { approve, reject, sendBack, withdrawDecision } from "#studio/reviews/decision.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { verifyChain } from "./verify.ts";

let database: TestDatabase;
let folder: string;
let cast: Cast;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "troupe-acts-"));
  cast = await castOf(database.db);
  // As in the studio: whoever works here sees the one workspace.
  database = { ...database, db: database.within(cast.workspace.id) };
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const by = () => actorOf(cast.reviewer.id, cast.workspace.id);
/** The acts that `work` left, the first first, as "act subject". */
async function actsOf(work: () => Promise<unknown>): Promise<string[]> {
  const { db } = database;
  const [last] = await listAuditEntries(db, cast.workspace.id, {}, { limit: 1 });
  await work();
  const entries = await listAuditEntries(db, cast.workspace.id, {}, { limit: 50 });
  const fresh = entries.filter(({ seq }) => seq > (last?.seq ?? 0));
  return fresh.sort((a, b) => a.seq - b.seq).map(({ act, subjectName }) => `${act} ${subjectName}`);
}

test("products, personas and accounts: what was done is written down once, and what changes nothing is not", async () => {
  const { db } = database;
  const brandId = cast.brand.id;
  const files = createDiskStore(folder);
  const input = { title: "Evening roast", description: "Dark" };
  let id = "";
  expect(await actsOf(async () => ({ id } = await createProduct(db, brandId, by(), input)))).toEqual([
    "product.created Evening roast",
  ]);
  expect(await actsOf(() => updateProduct(db, brandId, by(), id, input))).toEqual([]);
  expect(await actsOf(() => updateProduct(db, brandId, by(), id, { ...input, price: "9.50" }))).toEqual([
    "product.changed Evening roast",
  ]);
  const [entry] = await listAuditEntries(db, cast.workspace.id, {}, { limit: 1 });
  expect(entry).toMatchObject({
    before: { priceCents: null, currency: null },
    after: { priceCents: 950, currency: "USD" },
    actorId: cast.reviewer.id,
    brandId,
  });
  expect(await actsOf(() => archiveProduct(db, brandId, by(), id))).toEqual(["product.archived Evening roast"]);
  expect(await actsOf(() => restoreProduct(db, brandId, by(), id))).toEqual(["product.restored Evening roast"]);

  const ida = { name: "Ida", audience: "Home brewers", speechStyle: "warm", voice: "slt" };
  let persona = "";
  expect(await actsOf(async () => ({ id: persona } = await createPersona(db, files, brandId, by(), ida)))).toEqual([
    "persona.created Ida",
  ]);
  expect(await actsOf(() => rerollPortrait(db, files, brandId, by(), persona, "other"))).toEqual([
    "persona.changed Ida",
  ]);
  expect(await actsOf(() => archivePersona(db, brandId, by(), persona))).toEqual(["persona.archived Ida"]);
  expect(await actsOf(() => archivePersona(db, brandId, by(), persona))).toEqual([]);
  expect(await actsOf(() => restorePersona(db, brandId, by(), persona))).toEqual(["persona.restored Ida"]);

  let account = "";
  const wanted = { handle: "second-stage", name: "Second stage" };
  expect(await actsOf(async () => ({ id: account } = await openShowcase(db, brandId, by(), wanted)))).toEqual([
    "connection.opened Second stage",
  ]);
  expect(await actsOf(() => openShowcase(db, brandId, by(), wanted).catch(() => undefined))).toEqual([]);
  expect(await actsOf(() => disconnect(db, brandId, by(), account))).toEqual(["connection.closed Second stage"]);
});

test("from kit to post: every step of the flow that somebody takes is written down, and no step that was refused", async () => {
  const { db } = database;
  const kit = path.resolve(import.meta.dirname, "../../brand-kits/nordlys-coffee");
  const scope = { workspaceId: cast.workspace.id };
  let imported: Awaited<ReturnType<typeof importKitFolder>> | undefined;
  const files = createDiskStore(folder);
  const first = await actsOf(async () => {
    imported = await importKitFolder(db, files, scope, by(), kit);
  });
  expect(first.at(-1)).toBe("kit.imported Nordlys Coffee");
  expect(first.slice(0, -1).every((act) => act.startsWith("persona.created "))).toBe(true);
  expect(await actsOf(() => importKitFolder(db, files, scope, by(), kit))).toEqual([]);

  const brandId = imported?.brand.id ?? "";
  const material = { ...cast, brand: { ...cast.brand, id: brandId } };
  const brief = { name: "Autumn", goal: "Sell", audience: "All", productId: "", hooks: ["question"], personaIds: [""] };
  const rows = await database.pool.query(
    "select (select id from products where brand_id = $1 limit 1) as product, (select id from personas where brand_id = $1 limit 1) as persona",
    [brandId],
  );
  const draft = { ...brief, productId: rows.rows[0].product, personaIds: [rows.rows[0].persona] };
  let id = "";
  expect(await actsOf(async () => (id = await saveBrief(db, brandId, by(), draft)))).toEqual(["brief.created Autumn"]);
  expect(await actsOf(() => updateBrief(db, brandId, by(), id, { ...draft, name: "Winter" }))).toEqual([
    "brief.changed Winter",
  ]);
  expect(await actsOf(() => archiveBrief(db, brandId, by(), id))).toEqual(["brief.archived Winter"]);
  expect(await actsOf(() => restoreBrief(db, brandId, by(), id))).toEqual(["brief.restored Winter"]);
  expect(await actsOf(() => launchBrief(db, brandId, id, by()))).toEqual(["brief.launched Winter"]);
  expect(await actsOf(() => launchBrief(db, brandId, id, by()).catch(() => undefined))).toEqual([]);

  const rig = { ...material, brief: { ...cast.brief, id }, persona: { ...cast.persona, id: rows.rows[0].persona } };
  const stage = { ...rig, product: { ...cast.product, id: rows.rows[0].product } };
  const sent = await addVideo(db, stage, 50);
  const name = (await actsOf(() => sendBack(db, brandId, by(), sent.video.id, sent.video.sha256, "Slower")))[0];
  expect(name).toMatch(/^video\.sent-back Winter: .+, question, version 1$/);
  const said = name?.slice("video.sent-back ".length);
  const { video } = await addVideo(db, stage, 51);
  expect(await actsOf(() => approve(db, brandId, by(), video.id, "other bytes").catch(() => undefined))).toEqual([]);
  expect(await actsOf(() => reject(db, brandId, by(), video.id, video.sha256))).toEqual([`video.rejected ${said}`]);
  expect(await actsOf(() => withdrawDecision(db, brandId, by(), video.id))).toEqual([`video.reopened ${said}`]);
  await database.pool.query("update workspaces set self_approval = 'always' where id = $1", [cast.workspace.id]);
  expect(await actsOf(() => approve(db, brandId, by(), video.id, video.sha256))).toEqual([`video.approved ${said}`]);

  const channels = createChannels({ showcase: showcaseNetwork(db, "https://studio.example") });
  const press = { db, files, channels };
  const post = said?.replace(", version 1", "");
  let postId = "";
  const plan = { videoId: video.id, at: null, zone: "Europe/Oslo" };
  expect(await actsOf(async () => ({ postId } = await schedulePost(db, brandId, by(), plan, channels)))).toEqual([
    `post.scheduled ${post}`,
  ]);
  const later = { at: "2099-01-05T09:00", zone: "Europe/Oslo" };
  let scheduledAt = "";
  expect(await actsOf(async () => ({ scheduledAt } = await reschedulePost(db, brandId, by(), postId, later)))).toEqual([
    `post.moved ${post}`,
  ]);
  expect(await actsOf(() => giveUpOnPost(db, { brandId, postId, scheduledAt }, "The run gave up."))).toEqual([
    `post.failed ${post}`,
  ]);
  expect(await actsOf(() => withdrawPost(press, brandId, by(), postId))).toEqual([`post.withdrawn ${post}`]);
  expect(await actsOf(() => withdrawPost(press, brandId, by(), postId))).toEqual([]);
  expect((await verifyChain(db, cast.workspace.id)).problems).toEqual([]);
});
