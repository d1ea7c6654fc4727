import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listLedger } from "#db/queries/ledger.ts";
import { listScripts } from "#db/queries/scripts.ts";
import { getVariant } from "#db/queries/variants.ts";
import { createRenderer } from "#media/render.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { createHouseWriter } from "#providers/text/house/index.ts";
import { createOpenAiModel } from "#providers/text/openai/model.ts";
import { openAiSettings } from "#providers/text/openai/settings.ts";
import { createOpenAiWriter } from "#providers/text/openai.ts";
import { createFlite } from "#providers/voice/flite.ts";
import { importKitFolder } from "#studio/brands/import-kit.ts";
import { saveBrief } from "#studio/briefs/brief.ts";
import { launchBrief } from "#studio/briefs/launch.ts";
import { gatherRequest } from "#studio/scripts/request.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { type Asked, completed, type Reply, refused, startResponsesServer } from "#tests/harness/responses-server.ts";
import { createClient } from "./client.ts";
import { createEngine, type Engine } from "./engine/index.ts";
import { variantRequested } from "./events.ts";
import { produceVariant } from "./produce-variant.ts";

let database: TestDatabase;
let engine: Engine;
let folder: string;
let stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "troupe-failures-"));
});
afterAll(async () => {
  await engine?.stop();
  for (const stop of stops) await stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const failing = (status: number, headers: Record<string, string> = {}): Reply => ({
  status,
  headers,
  body: { error: { message: "That did not work", type: "some_error", code: "rate_limit_exceeded", param: null } },
});
const short = { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } };

/** How the model fails each variant, by its angle, and what the variant then says. */
const failures: Record<string, { reply: Reply | "hang-up"; says: string }> = {
  refusal: {
    reply: { body: refused("I would rather not.") },
    says: "refused to make this script: I would rather not.",
  },
  truncation: { reply: { body: completed('{"title"', short) }, says: "it ran out of room" },
  nonsense: { reply: { body: completed("Here is your script:") }, says: "it is not JSON" },
  outage: { reply: failing(500), says: "server failed" },
  busy: { reply: failing(429, { "retry-after-ms": "20" }), says: "is busy" },
  silence: { reply: { body: {}, stall: true }, says: "took longer than 1 s" },
  "broken line": { reply: "hang-up", says: "could not be reached" },
};

test("a brief survives whatever its language model does: each variant says why, and the others go on", async () => {
  const files = createFileStore({ dataDir: folder });
  const { workspace } = await castOf(database.db);
  const by = actorOf(null, workspace.id);
  const { brand } = await importKitFolder(
    database.db,
    files,
    { workspaceId: workspace.id },
    by,
    "brand-kits/nordlys-coffee",
  );
  const db = database.within(workspace.id);
  const first = (table: "personas" | "products") =>
    db.selectFrom(table).where("brandId", "=", brand.id).select("id").orderBy("id").executeTakeFirstOrThrow();
  const angles = [...Object.keys(failures), "moderated", "well"];
  const briefId = await saveBrief(db, brand.id, by, {
    ...{ name: "Failures", goal: "Sell", audience: "Home brewers", productId: (await first("products")).id },
    ...{
      personaIds: [(await first("personas")).id],
      hooks: ["question"],
      angles,
      lengths: [15],
      maxVariants: angles.length,
    },
    seed: "s",
  });
  const { variants } = await launchBrief(db, brand.id, briefId, by);
  expect(variants).toHaveLength(angles.length);

  const well = variants.find(({ angle }) => angle === "well")!;
  const { script } = await createHouseWriter().write({
    ...(await gatherRequest(db, brand.id, well.id)),
    revision: null,
  });
  const answer = {
    ...script,
    scenes: script.scenes.map(({ start: _, end: __, direction = "", facts = [], ...scene }) => ({
      ...scene,
      direction,
      facts,
    })),
  };
  const angleOf = ({ body }: Asked) => /^angle: (.*)$/m.exec(String(body.input))?.[1] ?? "";
  const server = await startResponsesServer(
    (asked) =>
      failures[angleOf(asked)]?.reply ?? { body: completed(JSON.stringify({ ...answer, title: angleOf(asked) })) },
    (text) => (text.includes('"title":"moderated"') ? ["harassment"] : []),
  );
  const renderer = createRenderer({
    workers: 1,
    cacheDir: path.join(folder, "shots"),
    shotTimeoutMs: 90_000,
    memoryMb: 1536,
  });
  stops = [server.stop, () => renderer.close()];
  const settings = openAiSettings.parse({
    ...{ OPENAI_API_KEY: "k", OPENAI_MODEL: "m", OPENAI_BASE_URL: server.baseUrl, OPENAI_MODERATION: "on" },
    ...{ OPENAI_TIMEOUT_SECONDS: "1", OPENAI_INPUT_COST_PER_MTOK: "2" },
  });
  engine = createEngine({
    pool: database.pool,
    connectionString: database.connectionString,
    ...{ appId: "troupe", concurrency: 4, retryDelay: () => 50 },
  });
  const client = createClient(engine.clientOptions);
  const writer = createOpenAiWriter(createOpenAiModel(settings));
  const stage = {
    db,
    within: database.within,
    files,
    voices: createFlite(),
    renderer,
    writer,
    scratch: path.join(folder, "scratch"),
  };
  await engine.start(client, [produceVariant(client, stage)]);
  const owned = { workspaceId: workspace.id, brandId: brand.id };
  await client.send(
    variants.map(({ id }) => variantRequested.create({ ...owned, variantId: id, version: 1, note: null })),
  );

  for (const { id, angle } of variants) {
    const ends = angle === "well" ? "in-review" : "failed";
    await expect
      .poll(async () => (await getVariant(db, brand.id, id)).state, { timeout: 120_000, interval: 200 })
      .toBe(ends);
    const variant = await getVariant(db, brand.id, id);
    if (ends === "in-review") continue;
    const says =
      angle === "moderated" ? "flagged by the language model's moderation (harassment)" : failures[angle]!.says;
    expect(variant.failure, angle).toContain(says);
    expect(variant.failure).toMatch(/^The .*\.$/s);
    expect(await listScripts(db, brand.id, id)).toEqual([]);
  }
  const [stored] = await listScripts(db, brand.id, well.id);
  expect(stored).toMatchObject({ writer: "openai", model: "test-model-2026" });
  // What the failed ones spent is written down, too: one refusal, two answers each that did not fit, one that was flagged.
  const spent = (await listLedger(db, brand.id, { limit: 99 })).filter(({ note }) => note.includes("not delivered"));
  expect(spent.map(({ amountMicros }) => amountMicros).sort()).toEqual([2400, 2400, 4800, 4800]);
  const tries = (angle: string) => server.asked.filter((asked) => angleOf(asked) === angle).length;
  expect([tries("refusal"), tries("truncation"), tries("busy"), tries("outage")]).toEqual([1, 2, 3, 3]);
}, 240_000);
