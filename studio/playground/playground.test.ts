import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findClipByKey, getClip, listClips } from "#db/queries/playground.ts";
import { createRenderer } from "#media/render.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { createFlite } from "#providers/voice/flite.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { importKitFolder } from "../brands/import-kit.ts";
import { askForClip, filmClip } from "./clip.ts";
import { describeLook } from "./describe-look.ts";
import { type PlaygroundForm, playgroundForm } from "./shot-of-form.ts";

let database: TestDatabase;
let folder: string;
let brandId: string;
let workspaceId: string;
let personaId: string;
let productId: string;
let stranger: Cast;
let close: () => Promise<void>;
let stage: Parameters<typeof filmClip>[0];

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "troupe-playground-"));
  const files = createFileStore({ dataDir: folder });
  const cast = await castOf(database.db);
  stranger = await castOf(database.db, "stranger");
  workspaceId = cast.workspace.id;
  const { brand } = await importKitFolder(
    database.db,
    files,
    { workspaceId },
    actorOf(null, workspaceId),
    "brand-kits/nordlys-coffee",
  );
  brandId = brand.id;
  const db = database.within(workspaceId);
  personaId = (await db.selectFrom("personas").where("brandId", "=", brandId).select("id").executeTakeFirstOrThrow())
    .id;
  productId = (
    await db
      .selectFrom("products")
      .where("brandId", "=", brandId)
      .where("picture", "is not", null)
      .select("id")
      .executeTakeFirstOrThrow()
  ).id;
  const renderer = createRenderer({
    workers: 1,
    cacheDir: path.join(folder, "shots"),
    shotTimeoutMs: 60_000,
    memoryMb: 1536,
  });
  close = () => renderer.close();
  stage = { db, files, voices: createFlite(), renderer, scratch: path.join(folder, "scratch") };
});
afterAll(async () => {
  await close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const formOf = (more: Partial<Record<keyof PlaygroundForm, unknown>> = {}) =>
  playgroundForm.parse({
    kind: "talking-head",
    persona: personaId,
    line: "Coffee, but slower.",
    seconds: "3",
    ...more,
  });

test("a shot is filmed for real, once, and found again", async () => {
  const { clip, fresh } = await askForClip(stage.db, brandId, null, formOf());
  expect(fresh).toBe(true);
  expect((await askForClip(stage.db, brandId, null, formOf())).fresh).toBe(false);
  await filmClip(stage, workspaceId, brandId, clip.id);
  const made = await getClip(stage.db, brandId, clip.id);
  expect(made).toMatchObject({ state: "done", progress: 1, seconds: 3 });
  expect((await stat(await stage.files.localPath(made.file!))).size).toBeGreaterThan(5_000);
  const again = await askForClip(stage.db, brandId, null, formOf());
  expect(again).toMatchObject({ fresh: false, clip: { id: clip.id, state: "done" } });
  expect((await askForClip(stage.db, brandId, null, formOf({ line: "Coffee, at last." }))).clip.id).not.toBe(clip.id);
  expect(await listClips(stage.db, brandId, 9)).toHaveLength(1);
  expect(await findClipByKey(database.within(stranger.workspace.id), brandId, made.key)).toBeUndefined();
}, 60_000);

test("a product stands as long as it was asked to, also without a word", async () => {
  const wanted = formOf({ kind: "product", persona: "", product: productId, line: "", seconds: "4.5" });
  const { clip } = await askForClip(stage.db, brandId, null, wanted);
  await filmClip(stage, workspaceId, brandId, clip.id);
  expect(await getClip(stage.db, brandId, clip.id)).toMatchObject({ state: "done", seconds: 4.5 });
}, 60_000);

test("a clip that failed, or that nobody makes any more, is asked for anew", async () => {
  const wanted = formOf({ line: "Slow is a flavour." });
  const { clip } = await askForClip(stage.db, brandId, null, wanted);
  const move = (to: object) => database.db.updateTable("playgroundClips").set(to).where("id", "=", clip.id).execute();
  await move({ state: "failed", failure: "It broke" });
  expect(await askForClip(stage.db, brandId, null, wanted)).toMatchObject({
    fresh: true,
    clip: { state: "queued", failure: null },
  });
  await move({ state: "rendering", updatedAt: new Date(Date.now() - 10 * 60_000) });
  expect(await askForClip(stage.db, brandId, null, wanted)).toMatchObject({ fresh: true });
});

test("what cannot be filmed is said before anything is made", async () => {
  const ask = (more: Parameters<typeof formOf>[0]) => askForClip(stage.db, brandId, null, formOf(more));
  await expect(ask({ persona: "" })).rejects.toMatchObject({ code: "no-persona", field: "persona" });
  await expect(ask({ kind: "product", persona: "", product: "" })).rejects.toMatchObject({ code: "nothing-to-show" });
  await expect(ask({ line: "I have used it for three weeks." })).rejects.toMatchObject({
    code: "claimed-experience",
    field: "line",
  });
  await expect(ask({ line: "The world's best coffee." })).rejects.toMatchObject({ code: "clip-claim", field: "line" });
  await expect(ask({ persona: stranger.persona.id })).rejects.toMatchObject({ name: "NotFound" });
  await expect(
    askForClip(
      database.within(stranger.workspace.id),
      stranger.brand.id,
      null,
      formOf({ persona: stranger.persona.id }),
    ),
  ).rejects.toMatchObject({ code: "no-kit" });
  expect(() => formOf({ seconds: "600" })).toThrow("at most 60 s");
  expect(() => formOf({ seconds: "soon" })).toThrow("Say how many seconds");
  expect(() => formOf({ line: "x".repeat(301) })).toThrow("Keep the line to 300 characters");
  expect(formOf({ kind: "opera", ratio: "7:3", move: "fly" })).toMatchObject({
    kind: "talking-head",
    ratio: "9:16",
    move: "push-in",
  });
});

test("a look is told as a camera sees it", () => {
  expect(
    describeLook({
      presentation: "feminine",
      hair: "bob",
      hairColour: "dark brown",
      glasses: "round",
      clothing: "crew neck",
      clothingColour: "teal",
    }),
  ).toBe("a woman with a dark brown bob and round glasses, in a teal crew neck");
  expect(
    describeLook({
      presentation: "masculine",
      hair: "bald",
      facialHair: "full beard",
      skinTone: "deep",
      glasses: false,
    }),
  ).toBe("a man with a bald head, deep skin and a full beard");
  expect(describeLook({ hair: "short curly", hairColour: "red", clothing: "overalls", clothingColour: "ink" })).toBe(
    "a person with short curly red hair, in ink overalls",
  );
  expect(describeLook({})).toBe("a person");
});
