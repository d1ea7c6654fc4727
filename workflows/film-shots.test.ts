import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sumBriefMoney } from "#db/queries/budgets.ts";
import { listTakesOfVideo } from "#db/queries/takes.ts";
import { getVariant } from "#db/queries/variants.ts";
import { findCurrentVideo } from "#db/queries/videos.ts";
import { makeClip } from "#media/clip.fixture.ts";
import { createRenderer, type Renderer } from "#media/render.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { createHouseWriter } from "#providers/text/house/index.ts";
import { createReplicate, replicateSettings } from "#providers/video/replicate.ts";
import { type ReplicateServer, startReplicateServer } from "#providers/video/replicate-server.fixture.ts";
import { createFlite } from "#providers/voice/flite.ts";
import { importKitFolder } from "#studio/brands/import-kit.ts";
import { saveBrief } from "#studio/briefs/brief.ts";
import { launchBrief } from "#studio/briefs/launch.ts";
import { approveAndSchedule } from "#studio/reviews/approve-and-schedule.ts";
import { approve, withdrawDecision } from "#studio/reviews/decision.ts";
import { lineageAt } from "#studio/takes/lineage.ts";
import { quickPace } from "#studio/takes/takes.fixture.ts";
import { traceVideo } from "#studio/videos/lineage.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { createClient } from "./client.ts";
import { createEngine, type Engine } from "./engine/index.ts";
import { variantRequested } from "./events.ts";
import { produceVariant } from "./produce-variant.ts";

let database: TestDatabase;
let engine: Engine;
let folder: string;
let server: ReplicateServer;
let renderer: Renderer;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "troupe-film-"));
  server = await startReplicateServer();
  renderer = createRenderer({
    ...{ workers: 2, cacheDir: path.join(folder, "shots"), shotTimeoutMs: 90_000, memoryMb: 1536 },
  });
});
afterAll(async () => {
  await engine?.stop();
  await renderer.close();
  await server.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

test("a brief with a video model: the draft is approved, its shots are filmed, and the final goes to review with its own bytes", async () => {
  const files = createFileStore({ dataDir: folder });
  const { workspace } = await castOf(database.db);
  const by = actorOf(null, workspace.id);
  const imported = await importKitFolder(
    ...([database.db, files, { workspaceId: workspace.id }, by, "brand-kits/nordlys-coffee"] as const),
  );
  const { brand } = imported;
  const db = database.within(workspace.id);
  const first = (table: "personas" | "products") =>
    db.selectFrom(table).where("brandId", "=", brand.id).select("id").orderBy("id").executeTakeFirstOrThrow();
  const briefId = await saveBrief(db, brand.id, by, {
    ...{ name: "Filmed", goal: "Sell", audience: "Home brewers", productId: (await first("products")).id },
    ...{ personaIds: [(await first("personas")).id], hooks: ["question"], angles: ["taste"], lengths: [6] },
    ...{
      maxVariants: 1,
      seed: "s",
      budget: 20,
      footage: { models: ["seedance-1-pro", "lipsync-2"], tier: "draft-first" },
    },
  });
  const { variants } = await launchBrief(db, brand.id, briefId, by);
  const variantId = variants[0]!.id;

  engine = createEngine({
    pool: database.pool,
    connectionString: database.connectionString,
    ...{ appId: "troupe", concurrency: 6, retryDelay: () => 50 },
  });
  const client = createClient(engine.clientOptions);
  const small: Renderer = {
    ...renderer,
    render: (board, out, options) => renderer.render(board, out, { ...options, tier: "preview" }),
  };
  const crew = {
    ...{ db: database.db, within: database.within, files, voices: createFlite(), renderer: small },
    ...{ writer: createHouseWriter(), scratch: path.join(folder, "scratch") },
    filming: {
      filmers: { replicate: createReplicate(replicateSettings.parse(server.settings)) },
      ...{ publicUrl: "http://127.0.0.1:4399", candidates: 1, pace: { ...quickPace, looks: [1] } },
    },
  };
  await engine.start(client, [produceVariant(client, crew)]);
  const make = async (version: number) => {
    const owned = { workspaceId: workspace.id, brandId: brand.id };
    await client.send(variantRequested.create({ ...owned, variantId, version, note: null }));
    const state = async () => {
      const variant = await getVariant(db, brand.id, variantId);
      return variant.state === "failed" ? variant.failure : variant.state;
    };
    await expect.poll(state, { timeout: 90_000, interval: 100 }).toBe("in-review");
    return (await findCurrentVideo(db, brand.id, variantId))!;
  };

  const draft = await make(1);
  expect(draft).toMatchObject({ version: 1, tier: "draft", provider: "animatic" });
  expect(server.runs).toHaveLength(0);
  await forgiveSize(db, brand.id);
  await expect(
    approveAndSchedule({ db, channels: undefined as never }, brand.id, by, draft.sha256, {
      ...{ videoId: draft.id, connectionId: undefined, at: null, zone: "Etc/UTC" },
    }),
  ).rejects.toMatchObject({ code: "draft-only" });
  const decided = await approve(db, brand.id, by, draft.id, draft.sha256);
  expect(decided).toMatchObject({ variantId, version: 1, final: 2 });
  expect(await getVariant(db, brand.id, variantId)).toMatchObject({ state: "queued" });
  expect((await sumBriefMoney(db, brand.id, briefId)).heldMicros).toBeGreaterThan(0);
  await expect(withdrawDecision(db, brand.id, by, draft.id)).rejects.toMatchObject({ code: "in-the-making" });

  const clip = await makeClip({ width: 256, height: 456, seconds: 5, fps: 6 });
  for (let run = 0; run < 8; run++) server.answer({ run: { status: "succeeded", output: clip } });
  const final = await make(2);
  expect(final).toMatchObject({ version: 2, tier: "final", provider: "replicate" });
  expect(final.sha256).not.toBe(draft.sha256);
  // Every shot stands as long as it did in the draft: what was approved is what was filmed.
  expect(final.seconds).toBeCloseTo(draft.seconds, 1);

  const takes = await listTakesOfVideo(db, brand.id, final.id);
  const filmed = (final.storyboard as { shots: { type: string }[] }).shots.filter(({ type }) => type === "footage");
  expect(filmed.length).toBeGreaterThanOrEqual(2);
  // Whoever talks is filmed speaking, and then the lips are matched to the voice: that is what is shown.
  const shown = takes.filter((take) => take.shown);
  expect(shown).toHaveLength(filmed.length);
  const matched = shown.filter(({ sourceId }) => sourceId !== null);
  expect(matched.length).toBeGreaterThanOrEqual(1);
  for (const { sourceId, dossier } of matched) {
    expect(dossier).toBe("lipsync-2");
    expect(takes.find(({ id }) => id === sourceId)).toMatchObject({ state: "done", dossier: "seedance-1-pro" });
  }
  expect(takes).toHaveLength(shown.length + matched.length);
  const spent = takes.reduce((sum, { costMicros }) => sum + costMicros, 0);
  const money = await sumBriefMoney(db, brand.id, briefId);
  expect(money).toEqual({ spentMicros: spent, heldMicros: 0 });
  expect(server.runs).toHaveLength(takes.length);

  const lineage = await lineageAt(db, brand.id, final.id, 0.5);
  const lips = matched.find(({ position }) => Number(position) === 0)!;
  const source = takes.find(({ id }) => id === lips.sourceId)!;
  const unnamed = (model: string) => `As the vendor's terms for ${model} say; it names no licence`;
  expect(lineage).toMatchObject({
    shot: { position: 0, type: "footage" },
    made: { provider: "replicate", model: "sync/lipsync-2", dossier: "lipsync-2" },
    take: { id: lips.id, predictionId: server.runs.find(({ id }) => id === lips.predictionId)!.id },
    source: { id: source.id, model: "bytedance/seedance-1-pro", dossier: "seedance-1-pro" },
    costMicros: lips.costMicros + source.costMicros,
    licence: `${unnamed("bytedance/seedance-1-pro")}. ${unnamed("sync/lipsync-2")}`,
  });
  const [origin] = await traceVideo(db, brand.id, final.id);
  expect(origin).toMatchObject({
    costMicros: lips.costMicros + source.costMicros,
    clips: [{ id: lips.id, model: "bytedance/seedance-1-pro, lips by sync/lipsync-2", prompt: source.prompt }],
  });
  expect(lineage?.line).toMatch(/\w/);
  expect(lineage?.prompt).toBe(source.prompt);
  expect(lineage?.persona.name).toMatch(/\w/);
  const end = await lineageAt(db, brand.id, final.id, final.seconds - 0.1);
  expect(end).toMatchObject({ made: { provider: "animatic", model: null }, take: null, costMicros: 0, line: null });
  expect(await lineageAt(db, brand.id, final.id, final.seconds + 1)).toBeUndefined();

  await forgiveSize(db, brand.id);
  const approved = await approve(db, brand.id, by, final.id, final.sha256);
  expect(approved.final).toBeUndefined();
  expect(await getVariant(db, brand.id, variantId)).toMatchObject({ state: "approved" });
}, 180_000);

/** The test draws at half the size, which a check blocks, rightly. */
const forgiveSize = (db: TestDatabase["db"], brandId: string) =>
  db.deleteFrom("findings").where("brandId", "=", brandId).execute();
