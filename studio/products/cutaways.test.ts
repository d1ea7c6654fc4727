import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db/database.ts";
import { listCutaways } from "#db/queries/cutaways.ts";
import { listNamedFiles } from "#db/queries/named-files.ts";
import { makeClip } from "#media/clip.fixture.ts";
import { createRenderer } from "#media/render.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { createHouseWriter } from "#providers/text/house/index.ts";
import { createFlite } from "#providers/voice/flite.ts";
import { importKitFolder } from "#studio/brands/import-kit.ts";
import { saveBrief } from "#studio/briefs/brief.ts";
import { launchBrief } from "#studio/briefs/launch.ts";
import { addClaim } from "#studio/claims/library.ts";
import { gatherRequest } from "#studio/scripts/request.ts";
import { stageScript } from "#studio/videos/render-video.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { markBeforeAfter, unmarkBeforeAfter, whyHeld } from "./before-after.ts";
import { addCutaway, withdrawCutaway } from "./cutaways.ts";
import { listUsableCutaways } from "./list-cutaways.ts";

let database: TestDatabase;
let db: Db;
let folder: string;
let brandId: string;
let product: { id: string; title: string };
let variantId: string;
let by: ReturnType<typeof actorOf>;
let stage: Parameters<typeof stageScript>[0];

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "troupe-cutaways-"));
  const { workspace, reviewer } = await castOf(database.db);
  by = actorOf(reviewer.id, workspace.id);
  const files = createFileStore({ dataDir: folder });
  const within = { workspaceId: workspace.id };
  brandId = (await importKitFolder(database.db, files, within, by, "brand-kits/nordlys-coffee")).brand.id;
  db = database.within(workspace.id);
  const renderer = createRenderer({ workers: 1, cacheDir: path.join(folder, "shots"), shotTimeoutMs: 1, memoryMb: 1 });
  stage = { db, files, voices: createFlite(), renderer, scratch: path.join(folder, "scratch") };
  const ofBrand = (table: "personas" | "products") =>
    db.selectFrom(table).where("brandId", "=", brandId).select("id").orderBy("id").executeTakeFirstOrThrow();
  product = await db
    .selectFrom("products")
    .where("brandId", "=", brandId)
    .select(["id", "title"])
    .orderBy("id")
    .executeTakeFirstOrThrow();
  const briefId = await saveBrief(db, brandId, by, {
    ...{ name: "Cut", goal: "Sell", audience: "Home brewers", productId: product.id, seed: "cut" },
    ...{ personaIds: [(await ofBrand("personas")).id], hooks: ["question"], lengths: [30], maxVariants: 1 },
  });
  const { variants } = await launchBrief(db, brandId, briefId, by);
  variantId = variants[0]!.id;
});
afterAll(async () => {
  await stage.renderer.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const pictureOf = (background: string, side = 400) =>
  sharp({ create: { width: side, height: side, channels: 3, background } })
    .jpeg()
    .toBuffer();
const own = { rights: "own", confirmed: true } as const;
const add = (bytes: Uint8Array, shows: string, more: object = {}) =>
  addCutaway(stage, brandId, by, product.id, bytes, { ...own, shows, ...more });

test("a picture and a clip are kept with who uploaded them and by what right, and the pruning leaves them alone", async () => {
  const picture = await add(await pictureOf("#884422"), "  The bag   on a shelf ");
  const clip = await add(await makeClip({ width: 240, height: 320, seconds: 2 }), "Water is poured", {
    ...{ rights: "licensed", licence: "Stock Nord, order 17, worldwide until 2030" },
  });
  expect(picture).toMatchObject({
    kind: "picture",
    shows: "The bag on a shelf",
    width: 400,
    seconds: null,
    licence: null,
  });
  expect(clip).toMatchObject({ kind: "clip", width: 240, height: 320, rights: "licensed" });
  expect(clip.seconds).toBeCloseTo(2, 1);
  const named = await listNamedFiles(db, brandId);
  for (const key of [picture.file, clip.file, clip.poster]) {
    expect(named.has(key)).toBe(true);
    expect(await stage.files.size(key)).toBeGreaterThan(100);
  }
  const [first] = await listCutaways(db, brandId, product.id);
  expect(first).toMatchObject({ uploader: "Rune", rights: "own" });
  expect((await readdir(stage.scratch)).filter((name) => name.startsWith("clip-"))).toEqual([]);
  const acts = await db.selectFrom("auditEntries").where("act", "=", "cutaway.added").select("after").execute();
  expect(acts.map(({ after }) => after)).toEqual(
    expect.arrayContaining([expect.objectContaining({ confirmed: true, licence: clip.licence })]),
  );
});

test("what is no picture and no clip, is too small, or comes without its rights is refused, and nothing is kept", async () => {
  const before = await listCutaways(db, brandId, product.id);
  await expect(add(Buffer.from("%PDF-1.7 something"), "A paper")).rejects.toThrow("PDF pictures are not taken");
  await expect(add(Buffer.from("Some words in a text file"), "A text")).rejects.toThrow("no picture and no clip");
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic"), Buffer.alloc(400)]);
  await expect(add(heic, "A phone's picture")).rejects.toThrow("HEIC pictures are not taken");
  await expect(add(await pictureOf("#fff", 100), "A stamp")).rejects.toThrow("needs 320 or more");
  const bytes = await pictureOf("#123456");
  await expect(add(bytes, "It", {})).rejects.toThrow("Say in a few words");
  await expect(add(bytes, "A shelf", { rights: "licensed" })).rejects.toThrow("from whom it is");
  await expect(add(bytes, "A shelf", { confirmed: false })).rejects.toThrow("Confirm that it may be shown");
  expect(await listCutaways(db, brandId, product.id)).toEqual(before);
});

test("the same file once more replaces what was said of it, also when it had been taken back", async () => {
  const bytes = await pictureOf("#335577");
  const one = await add(bytes, "A cup");
  await withdrawCutaway(db, brandId, by, one.id);
  expect((await listCutaways(db, brandId, product.id)).map(({ id }) => id)).not.toContain(one.id);
  const again = await add(bytes, "A cup by a window");
  expect(again).toMatchObject({ id: one.id, shows: "A cup by a window", removedAt: null });
  await withdrawCutaway(db, brandId, by, one.id);
  await expect(withdrawCutaway(db, brandId, by, one.id)).rejects.toThrow();
});

const mug = { title: "Cleaning tabs" };
test.each<[string, { title: string }, "shown" | "held"]>([
  ["A pan with burnt milk, and the same pan clean", mug, "shown"],
  ["A messy desk and a tidy one", mug, "shown"],
  ["A cheek with acne, and the same cheek after four weeks", mug, "held"],
  ["Skin before and after the cream", mug, "held"],
  ["A woman at 80 kg and the same at 60", mug, "held"],
  ["Cloudy on the left, clear on the right", { title: "Face serum" }, "held"],
  ["Twice as much foam as with the leading brand", mug, "held"],
  ["Fewer wrinkles after 28 days of use", mug, "held"],
])("a before and after of “%s” is judged as a claim", (shows, of, verdict) => {
  expect(whyHeld(shows, of, []) ? "held" : "shown").toBe(verdict);
});

test("one of the body is held until the claims library has the study, and only in those words", async () => {
  const shows = "Reduces redness of the skin: a cheek before and after";
  const [before, after] = [
    await add(await pictureOf("#aa5555"), "A cheek"),
    await add(await pictureOf("#ddaaaa"), "The cheek"),
  ];
  const halves = { beforeId: before.id, afterId: after.id, confirmed: true as const };
  const pair = await markBeforeAfter(db, brandId, by, product.id, { ...halves, shows });
  const offered = async () => {
    const { cutaways = [] } = await gatherRequest(db, brandId, variantId);
    return cutaways.map(({ id }) => id);
  };
  // Neither the pair nor one half of it: "after" alone is the same promise.
  for (const id of [pair.id, before.id, after.id]) expect(await offered()).not.toContain(id);
  expect(whyHeld(shows, product, [])).toContain("effect on the body");

  const claim = {
    statement: "Reduces redness of the skin",
    source: "Laboratory N, report 4",
    evidenceUrl: "https://example.com/4",
  };
  await addClaim(db, brandId, by, { ...claim, productId: product.id }, "2026-01-01");
  expect(await offered()).toContain(pair.id);
  expect(await offered()).not.toContain(after.id);
  await unmarkBeforeAfter(db, brandId, by, pair.id);
  expect(await offered()).not.toContain(pair.id);
});

test("only two different pictures of the product can be marked, once, with a word on what changed", async () => {
  const [one, two] = [await add(await pictureOf("#111122"), "A mug"), await add(await pictureOf("#ddddee"), "The mug")];
  const clip = (await listCutaways(db, brandId, product.id)).find(({ kind }) => kind === "clip")!;
  const shows = "A stained mug, and the same mug clean";
  const mark = (wanted: object) =>
    markBeforeAfter(db, brandId, by, product.id, {
      beforeId: one.id,
      afterId: two.id,
      shows,
      confirmed: true,
      ...wanted,
    });
  await expect(mark({ afterId: one.id })).rejects.toThrow("two different pictures");
  await expect(mark({ afterId: clip.id })).rejects.toThrow("clips cannot be compared");
  await expect(mark({ shows: "Clean" })).rejects.toThrow("Say what is seen before");
  await expect(mark({ confirmed: false })).rejects.toThrow("Confirm that the two pictures are true");
  await mark({});
  await expect(mark({})).rejects.toThrow("marked already");
});

test("a script asks for them and the storyboard shows them; what was taken back since shows the product", async () => {
  const { script } = await createHouseWriter().write({
    ...(await gatherRequest(db, brandId, variantId)),
    revision: null,
  });
  const used = script.scenes.flatMap(({ cutaway }) => cutaway ?? []);
  expect(used.length).toBeGreaterThan(0);
  const usable = await listUsableCutaways(db, brandId, product, []);
  const { storyboard } = await stageScript(stage, brandId, variantId, script);
  for (const [index, { cutaway }] of script.scenes.entries()) {
    const kind = usable.find(({ id }) => id === cutaway)?.kind;
    const type = { picture: "b-roll", clip: "footage", "before-after": "before-after" }[kind ?? "picture"];
    if (cutaway) expect(storyboard.shots[index]?.type).toBe(type);
  }
  await db.updateTable("cutaways").set({ removedAt: new Date() }).where("brandId", "=", brandId).execute();
  const bare = await stageScript(stage, brandId, variantId, script);
  const shown = bare.storyboard.shots.map((shot) => shot.type);
  expect(shown).not.toContain("footage");
  expect(shown).not.toContain("before-after");
  const pictures = bare.storyboard.shots.flatMap((shot) => (shot.type === "b-roll" ? shot.picture : []));
  for (const picture of pictures) expect(picture).not.toContain("cut-");
}, 60_000);
