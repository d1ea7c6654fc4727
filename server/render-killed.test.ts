import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Decoder, Demuxer } from "node-av/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { getVariant, type Variant } from "#db/queries/variants.ts";
import { sweepShots } from "#media/shot-cache.ts";
import { storyboard } from "#media/storyboard.ts";
import { placeShots } from "#media/timeline.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { createHouseWriter } from "#providers/text/house/index.ts";
import { importKitFolder } from "#studio/brands/import-kit.ts";
import { saveBrief } from "#studio/briefs/brief.ts";
import { launchBrief } from "#studio/briefs/launch.ts";
import { gatherRequest } from "#studio/scripts/request.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { completed, startResponsesServer } from "#tests/harness/responses-server.ts";
import { createEmbeddedEngine } from "#workflows/embedded.ts";
import { variantRequested } from "#workflows/events.ts";
import { type StudioProcess, startStudioProcess } from "./studio.fixture.ts";

const answers = new Map<string, string>();
let database: TestDatabase;
let dataDir: string;
let model: Awaited<ReturnType<typeof startResponsesServer>>;
let studio: StudioProcess;
let owned: { workspaceId: string; brandId: string };
let variants: Variant[];
/** The second opinion on what a script claims. */
const nothingAgainstIt = JSON.stringify({ sentences: [] });
/** What the language model's one answer to each question costs, in millionths of a dollar. */
const paid = 2400;
/** Every process that was seen drawing. */
const drawing: number[] = [];

/** A studio that pays for its scripts, and draws one shot at a time. */
const start = () =>
  startStudioProcess({
    ...{ DATA_DIR: dataDir, DATABASE_URL: database.connectionString, RENDER_WORKERS: "1", LOG_LEVEL: "warn" },
    ...{ TEXT_PROVIDER: "openai", OPENAI_API_KEY: "k", OPENAI_MODEL: "m", OPENAI_BASE_URL: model.baseUrl },
    ...{ OPENAI_INPUT_COST_PER_MTOK: "2", SHUTDOWN_GRACE_SECONDS: "0" },
  });

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(path.join(tmpdir(), "troupe-killed-"));
  const { workspace } = await castOf(database.db);
  const by = actorOf(null, workspace.id);
  const files = createFileStore({ dataDir });
  const kit = await importKitFolder(database.db, files, { workspaceId: workspace.id }, by, "brand-kits/nordlys-coffee");
  owned = { workspaceId: workspace.id, brandId: kit.brand.id };
  const db = database.within(workspace.id);
  const first = (table: "personas" | "products") =>
    db.selectFrom(table).where("brandId", "=", owned.brandId).select("id").orderBy("id").executeTakeFirstOrThrow();
  const briefId = await saveBrief(db, owned.brandId, by, {
    ...{ name: "Killed", goal: "Sell", audience: "Home brewers", productId: (await first("products")).id },
    ...{
      personaIds: [(await first("personas")).id],
      hooks: ["question"],
      angles: ["taste", "ease"],
      lengths: [6],
      ratios: ["1:1"],
    },
    ...{ maxVariants: 2, seed: "killed" },
  });
  ({ variants } = await launchBrief(db, owned.brandId, briefId, by));
  for (const { id, angle } of variants) {
    const { script } = await createHouseWriter().write({
      ...(await gatherRequest(db, owned.brandId, id)),
      revision: null,
    });
    // Words on a ground are drawn in a fraction of the time that a room with somebody in it takes.
    const scenes = script.scenes.map(({ start: _, end: __, direction = "", facts = [], ...scene }) => ({
      ...{ ...scene, shot: "text-card", direction, facts },
    }));
    answers.set(angle, JSON.stringify({ ...script, scenes }));
  }
  model = await startResponsesServer(({ body }) => {
    const [, angle] = /^angle: (.*)$/m.exec(String(body.input)) ?? [];
    return { body: completed((angle && answers.get(angle)) || nothingAgainstIt) };
  });
  studio = await start();
}, 240_000);
afterAll(async () => {
  await studio?.kill();
  await model?.stop();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

test("a render process that is killed in the middle of a shot is replaced, and its video comes out whole", async () => {
  const variant = variants[0]!;
  await request(variant);
  process.kill(await isDrawing(), "SIGKILL");
  await inReview(variant);
  await expectOneWholeVideo(variant);
}, 120_000);

test("a studio that is killed while it renders takes its processes along, and the next one makes the video to its end", async () => {
  const variant = variants[1]!;
  await request(variant);
  const pid = await isDrawing();
  await studio.kill("SIGKILL");
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
  expect((await getVariant(database.db, owned.brandId, variant.id)).state).toBe("rendering");

  studio = await start();
  await inReview(variant);
  await expectOneWholeVideo(variant);
  const { rows } = await database.pool.query(
    "select status, count(*)::int as runs from engine.runs where function_id like '%produce-variant' group by 1",
  );
  expect(rows).toEqual([{ status: "completed", runs: 2 }]);
}, 120_000);

test("what was killed leaves no process behind, and no file that the night's sweep does not find", async () => {
  expect(await studio.kill("SIGTERM"), studio.said()).toEqual({ code: 0, signal: null });
  const here = path.join(dataDir, "shots");
  expect(drawing.filter(isAlive)).toEqual([]);
  await sweepShots(here, { days: 30, bytes: 1e9 }, new Date(Date.now() + 7 * 3_600_000));
  expect(await readdir(path.join(here, ".held"))).toEqual([]);
  const everything = await readdir(dataDir, { recursive: true });
  expect(everything.filter((name) => /\.part$|\.tmp$|\.lock$/.test(name))).toEqual([]);
  expect((await readdir(path.join(dataDir, "scratch"))).filter((name) => name !== "lines")).toEqual([]);
});

/** Asks for a variant's first version, as a launched brief does, from a program that runs no workflow itself. */
async function request({ id: variantId }: Variant): Promise<void> {
  const { pool, connectionString } = database;
  const engine = createEmbeddedEngine({ pool, connectionString });
  await engine.prepare();
  const event = variantRequested.create({ ...owned, variantId, version: 1, note: null });
  await engine.send([{ name: event.name, data: event.data }]);
}

/** The process that draws, once one shot is done and it is at the next. */
async function isDrawing(): Promise<number> {
  const shots = path.join(dataDir, "shots");
  let found: number | undefined;
  await expect
    .poll(
      () => {
        const names = readNames(path.join(shots, ".held"));
        const [done, begun] = [/(^|\/)[^/.]+\.mp4$/, /\.mp4\.part$/].map((shape) =>
          names.some((name) => shape.test(name)),
        );
        found = done && begun ? renderersOf(studio.process.pid)[0] : undefined;
        return found;
      },
      { timeout: 60_000, interval: 20 },
    )
    .toBeDefined();
  drawing.push(found!);
  return found!;
}

async function inReview({ id }: Variant): Promise<void> {
  const look = async () => {
    const { state, failure } = await getVariant(database.db, owned.brandId, id);
    return failure ?? state;
  };
  await expect.poll(look, { timeout: 60_000, interval: 100 }).toBe("in-review");
}

/** One version, every frame of which can be shown, and nothing paid for twice. */
async function expectOneWholeVideo({ id }: Variant): Promise<void> {
  const { db } = database;
  const videos = await db.selectFrom("videos").where("variantId", "=", id).selectAll().execute();
  expect(videos).toHaveLength(1);
  const video = videos[0]!;
  const board = storyboard.parse(video.storyboard);
  const frames = placeShots(board).reduce((sum, shot) => sum + shot.frames, 0);
  const file = await createFileStore({ dataDir }).localPath(video.file);
  const seen = readWhole(file);
  expect(seen.frames).toBe(frames);
  expect(Math.abs(seen.seconds - frames / board.fps)).toBeLessThan(0.1);
  expect(Math.abs(video.seconds - frames / board.fps)).toBeLessThan(0.01);
  expect(seen.samples / 48_000).toBeGreaterThan(frames / board.fps - 0.1);

  const ledger = await db
    .selectFrom("ledger")
    .where("variantId", "=", id)
    .select(["kind", "amountMicros"])
    .orderBy("kind")
    .execute();
  expect(ledger).toEqual([
    // Both by the language model: the script, and the second opinion on what it claims.
    { kind: "claims", amountMicros: paid },
    { kind: "script", amountMicros: paid },
    { kind: "video", amountMicros: 0 },
  ]);
}

/** Every frame and every sample of a file, decoded. */
function readWhole(file: string): { frames: number; samples: number; seconds: number } {
  using input = Demuxer.openSync(file);
  const { duration: seconds } = input;
  const read = { frames: 0, samples: 0, seconds };
  const [video, audio] = [input.video()!, input.audio()!];
  using pictures = Decoder.createSync(video);
  for (const frame of pictures.framesSync(input.packetsSync(video.index))) {
    if (frame) read.frames += 1;
    frame?.free();
  }
  using again = Demuxer.openSync(file);
  using sound = Decoder.createSync(again.audio()!);
  for (const frame of sound.framesSync(again.packetsSync(audio.index))) {
    if (frame) read.samples += frame.nbSamples;
    frame?.free();
  }
  return read;
}

/** Processes that draw, and are a studio's: of all that it starts from standard input, those that collect after each shot. */
function renderersOf(parent: number | undefined): number[] {
  const listed = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  return listed.flatMap((line) => {
    const [, pid, ppid, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(ppid) === parent && args.includes("--expose-gc") ? [Number(pid)] : [];
  });
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch {
    return []; // not there yet, or gone between two looks
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
