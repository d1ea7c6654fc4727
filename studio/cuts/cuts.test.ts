import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asJson } from "#db/database.ts";
import { listFindings, removeFindings } from "#db/queries/findings.ts";
import { getPostToPublish } from "#db/queries/posts.ts";
import { findStandingDecision } from "#db/queries/reviews.ts";
import { findLiveItem, showcaseNetwork } from "#db/queries/showcase.ts";
import { listVideoCuts } from "#db/queries/video-cuts.ts";
import { getVideo, listShots } from "#db/queries/videos.ts";
import { shippedFonts } from "#media/canvas/fallback-fonts.ts";
import { createInspector, type Inspector } from "#media/inspector.ts";
import { createRenderer } from "#media/render.ts";
import { planBoard } from "#media/shot-plan.ts";
import { registryOf } from "#providers/channels/index.ts";
import { createShowcase } from "#providers/channels/showcase.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { script as scriptSchema } from "#providers/text/contract.ts";
import { createFlite } from "#providers/voice/flite.ts";
import { whyNotPublishable } from "#studio/posts/preflight.ts";
import { schedulePost } from "#studio/posts/schedule.ts";
import { approve } from "#studio/reviews/decision.ts";
import { checkVideo } from "#studio/videos/check-video.ts";
import { gatherDossier } from "#studio/videos/dossier.ts";
import { renderVideo, type Stage, stageScript } from "#studio/videos/render-video.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { addKit } from "#tests/harness/kit.ts";

let database: TestDatabase;
let cast: Cast;
let folder: string;
let stage: Stage;
let videoId: string;
let inspector: Inspector;

const notFilmed = "Seedance 1 Pro: it would cost $0.30, and $0.20 of the budget are left.";

/** A video for Showcase and TikTok: a line to the camera, the product with its price, and the end card. */
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "troupe-cuts-"));
  const { db } = database;
  cast = await castOf(db);
  await addKit(db, cast);
  const files = createFileStore({ dataDir: path.join(folder, "files") });
  const drawn = (colour: string) =>
    sharp({ create: { width: 400, height: 300, channels: 3, background: colour } })
      .png()
      .toBuffer();
  await files.save("kits/nordlys/1/fonts/d.ttf", { path: shippedFonts.display });
  await files.save("kits/nordlys/1/fonts/t.ttf", { path: shippedFonts.text });
  await files.save("kits/nordlys/1/logo.png", { bytes: await drawn("#f4a95b") });
  await files.save("roast.png", { bytes: await drawn("#8a3b12") });
  const renderer = createRenderer({
    ...{ workers: 2, cacheDir: path.join(folder, "shots"), shotTimeoutMs: 60_000, memoryMb: 1024 },
  });
  // Small pictures: what is looked at here is which of them there are.
  const render: typeof renderer.render = (board, to, options) =>
    renderer.render(board, to, { ...options, tier: "preview" });
  inspector = createInspector();
  stage = {
    db,
    files,
    voices: createFlite(),
    renderer: { ...renderer, render },
    scratch: path.join(folder, "scratch"),
  };
  await db.updateTable("products").set({ picture: "roast.png" }).where("id", "=", cast.product.id).execute();
  const channels = asJson(["showcase", "tiktok"]);
  await db.updateTable("briefs").set({ channels }).where("id", "=", cast.brief.id).execute();
  const { variant, script, video } = await addVideo(db, cast, 1);
  await db.deleteFrom("videos").where("id", "=", video.id).execute();
  const scenes = [
    { beat: "hook", shot: "talking-head", line: "In a hurry?", onScreen: null, start: 0, end: 1 },
    { beat: "product", shot: "product", line: "Morning roast.", onScreen: null, start: 1, end: 3 },
  ];
  const said = asJson({ title: "Slow", scenes, cta: "Shop the roast", caption: "Slow mornings.", hashtags: [] });
  await db.updateTable("scripts").set({ script: said }).where("id", "=", script.id).execute();
  const filmed = [{ position: 1, clips: [], lead: 0, note: notFilmed }];
  videoId = await renderVideo(stage, cast.brand.id, variant.id, 1, { tier: "final", shots: filmed });
}, 120_000);
afterAll(async () => {
  await Promise.all([stage.renderer.close(), inspector.close()]);
  await database.drop();
  await rm(folder, { recursive: true });
});

/** The Showcase, and the same once more by TikTok's name. */
function channelsOfTest() {
  const showcase = createShowcase(showcaseNetwork(database.db, "https://troupe.test"));
  return registryOf([showcase, { ...showcase, id: "tiktok", name: "TikTok" }]);
}

test("one storyboard gives two cuts that share every shot without logo or price, each with its own file", async () => {
  const video = await getVideo(database.db, cast.brand.id, videoId);
  const [clean, ...none] = await listVideoCuts(database.db, cast.brand.id, videoId);
  expect([video.cut, clean?.cut, none]).toEqual(["branded", "clean", []]);
  expect(clean?.sha256).not.toBe(video.sha256);
  expect(await stage.files.size(clean!.file)).toBe(clean?.bytes);
  const shots = await listShots(database.db, cast.brand.id, videoId);
  const same = shots.map(({ shotHash }, index) => shotHash === clean?.shots[index]?.hash);
  expect(shots.map(({ shotType }) => shotType)).toEqual(["talking-head", "product", "end-card"]);
  expect(same).toEqual([true, false, false]);
  expect(clean?.shots.map(({ reused }) => reused)).toEqual([true, false, false]);
  expect(shots.map(({ note }) => note)).toEqual([null, notFilmed, null]);
  expect(clean?.seconds).toBeCloseTo(video.seconds, 2);
  expect(clean?.provenance).toMatchObject(video.provenance!);
  expect(video.provenance).toMatchObject({ speakers: [{ provider: "flite" }, { provider: "flite" }] });
});

test("each cut is held against its own networks, so TikTok warns of no logo", async () => {
  await checkVideo({ ...stage, inspector }, cast.brand.id, videoId);
  const findings = await listFindings(database.db, cast.brand.id, videoId);
  expect(findings.filter(({ message }) => message.includes("TikTok does not allow"))).toEqual([]);
  // Both are small pictures here: that is said once, not once for each cut.
  const about = findings.filter(({ message }) => message.startsWith("The video is 540×960"));
  expect(about.map(({ cut }) => cut)).toEqual([null]);
  // When the kit lets TikTok have the branded cut after all, its rules are held against that one.
  const kit = { ...(await kitNow()), video: { cuts: { tiktok: "branded" } } };
  await setKit(kit);
  await checkVideo({ ...stage, inspector }, cast.brand.id, videoId);
  const warned = (await listFindings(database.db, cast.brand.id, videoId)).filter(({ gate }) => gate === "logo");
  expect(
    warned
      .map(({ message }) => message.match(/allow (.*) that an app/)?.[1])
      .filter(Boolean)
      .sort(),
  ).toEqual([...["a call to action", "a logo", "a price", "an address"]]);
  await setKit({ ...kit, video: undefined });
  await removeFindings(database.db, cast.brand.id, videoId);
});

test("one approval covers both cuts, and the post on each network takes its own", async () => {
  const { db } = database;
  const brandId = cast.brand.id;
  const by = actorOf(cast.reviewer.id, cast.workspace.id);
  const video = await getVideo(db, brandId, videoId);
  const [clean] = await listVideoCuts(db, brandId, videoId);
  await approve(db, brandId, by, videoId, video.sha256);
  expect(await findStandingDecision(db, brandId, videoId)).toMatchObject({
    ...{ sha256: video.sha256, cuts: { clean: clean?.sha256 } },
  });
  const channels = channelsOfTest();
  const tiktok = await db
    .insertInto("connections")
    .values({ brandId, channel: "tiktok", handle: "nordlys", name: "Nordlys on TikTok", settings: asJson({}) })
    .returning("id")
    .executeTakeFirstOrThrow();
  const plan = async (connectionId: string) => {
    const { postId } = await schedulePost(db, brandId, by, { videoId, connectionId, at: null, zone: "" }, channels);
    return getPostToPublish(db, brandId, postId);
  };
  const there = await plan(tiktok.id);
  expect(there).toMatchObject({ cut: "clean", file: clean?.file, sha256: clean?.sha256, bytes: clean?.bytes });
  const here = await plan(cast.connection.id);
  expect(here).toMatchObject({ cut: "branded", file: video.file, sha256: video.sha256 });
  for (const post of [there, here]) {
    expect(await whyNotPublishable(db, stage.files, channels.get(post.channel), post)).toEqual([]);
  }
  const { cuts, posts, decisions } = await gatherDossier(db, brandId, videoId);
  expect(cuts.map(({ cut, sha256 }) => [cut, sha256])).toEqual([
    ["branded", video.sha256],
    ["clean", clean?.sha256],
  ]);
  expect(cuts[1]?.shots.map(({ shared }) => shared)).toEqual([true, false, false]);
  expect(posts.map(({ channel, cut }) => [channel, cut])).toEqual([
    ["tiktok", "clean"],
    ["showcase", "branded"],
  ]);
  expect(decisions).toMatchObject([{ cuts: { clean: clean?.sha256 } }]);

  // The Showcase serves the bytes that its post is of, whichever cut that is.
  await db
    .insertInto("showcasePosts")
    .values({
      ...{ brandId, connectionId: cast.connection.id, postId: here.id, videoId, caption: "", disclosure: asJson({}) },
      sha256: video.sha256,
    })
    .execute();
  expect(await findLiveItem(db, here.id)).toMatchObject({ file: video.file, sha256: video.sha256 });
  await db.updateTable("showcasePosts").set({ sha256: clean!.sha256 }).where("postId", "=", here.id).execute();
  expect(await findLiveItem(db, here.id)).toMatchObject({ file: clean?.file, sha256: clean?.sha256 });

  // What was approved are bytes: a clean cut that was touched goes nowhere, and its approval stands for nothing else.
  await stage.files.save(clean!.file, { bytes: new TextEncoder().encode("something else") });
  const [changed] = await whyNotPublishable(db, stage.files, channels.get("tiktok"), there);
  expect(changed).toMatchObject({ code: "bytes-changed" });
});

test("other captions and music of a brief change the shots that have captions, and no other", async () => {
  const { db } = database;
  const { variantId } = await getVideo(db, cast.brand.id, videoId);
  const { script } = await db
    .selectFrom("scripts")
    .where("variantId", "=", variantId)
    .select("script")
    .executeTakeFirstOrThrow();
  const compose = () => stageScript(stage, cast.brand.id, variantId, scriptSchema.parse(script));
  const before = (await compose()).storyboard;
  await db.updateTable("briefs").set({ captions: "pop", music: "none" }).where("id", "=", cast.brief.id).execute();
  const after = (await compose()).storyboard;
  expect([before.captionStyle, before.music?.bed]).toEqual(["highlight", "warm"]);
  expect([after.captionStyle, after.music]).toEqual(["pop", null]);
  const plans = planBoard(before).map(({ plan }) => JSON.stringify(plan));
  expect(planBoard(after).map(({ plan }, index) => JSON.stringify(plan) === plans[index])).toEqual([
    false,
    false,
    true,
  ]);
  await db.updateTable("briefs").set({ captions: null, music: null }).where("id", "=", cast.brief.id).execute();
});

test("a video without the cut that a network needs is not planned there", async () => {
  const { db } = database;
  const { video } = await addVideo(db, cast, 2);
  const by = actorOf(cast.reviewer.id, cast.workspace.id);
  await approve(db, cast.brand.id, by, video.id, video.sha256);
  const connection = await db
    .selectFrom("connections")
    .where("channel", "=", "tiktok")
    .select("id")
    .executeTakeFirstOrThrow();
  const wanted = { videoId: video.id, connectionId: connection.id, at: null, zone: "" };
  await expect(schedulePost(db, cast.brand.id, by, wanted, channelsOfTest())).rejects.toMatchObject({
    ...{ code: "no-cut", field: "connectionId" },
  });
});

async function kitNow(): Promise<object> {
  const { kit } = await database.db
    .selectFrom("brandKits")
    .where("brandId", "=", cast.brand.id)
    .select("kit")
    .executeTakeFirstOrThrow();
  return kit;
}
async function setKit(kit: object): Promise<void> {
  await database.db
    .updateTable("brandKits")
    .set({ kit: asJson(kit) })
    .where("brandId", "=", cast.brand.id)
    .execute();
}
