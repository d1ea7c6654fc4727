import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { asJson, type Db } from "#db/database.ts";
import { putScript } from "#db/queries/scripts.ts";
import { insertVideoFootage, type Take } from "#db/queries/takes.ts";
import { insertVideo } from "#db/queries/videos.ts";
import type { BriefFootage } from "#db/tables/briefs.ts";
import { makeClip } from "#media/clip.fixture.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { readShippedDossiers } from "#providers/video/dossiers.ts";
import { createReplicate, replicateSettings } from "#providers/video/replicate.ts";
import { startReplicateServer } from "#providers/video/replicate-server.fixture.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase } from "#tests/harness/database.ts";
import { directedShotOf } from "../shots/shot.fixture.ts";
import type { FilmWish } from "./direct-shot.ts";
import type { Filming, FilmRef, FilmStage, Pace } from "./filming.ts";
import { sha256Of } from "./keys.ts";
import { type FilmedShot, orderShot } from "./order-shot.ts";
import { lookAt } from "./plan-filming.ts";

/** Everything at the pace of a test. */
export const quickPace: Pace = {
  looks: [0.01],
  unansweredAfter: 0.03,
  holdAfter: 0.4,
  stopWithin: 0.4,
  fetchWithin: 3500,
};

const shipped = readShippedDossiers();
export const dossierOf = (id: string) => shipped.find((file) => file.id === id)!.dossier;

/** Seedance first, at $0.15 a second of 1080p; then Hailuo, six seconds at once; then the built-in animatic. */
export const models = ["seedance-1-pro", "hailuo-02", "animatic"];

/** A workspace with a brief of `budgetCents`, and a vendor on this machine. */
export async function openFilmSet() {
  const database = await createTestDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), "troupe-takes-"));
  const server = await startReplicateServer();
  const cast = await castOf(database.db);
  const db = database.within(cast.workspace.id);
  const filming: Filming = {
    filmers: { replicate: createReplicate(replicateSettings.parse(server.settings)) },
    publicUrl: "http://127.0.0.1:4399",
    candidates: 1,
    pace: quickPace,
  };
  const files = createFileStore({ dataDir: folder });
  // Nothing here speaks or draws: what does is tested where it is.
  const stage = { db, files, filming, scratch: path.join(folder, "scratch") } as FilmStage & { filming: Filming };
  const clip = await makeClip({ seconds: 2.2 });
  let made = 0;
  return {
    ...{ database, db, cast, server, stage, filming, files, clip },
    /** As if the studio had just started: nothing is remembered of what models say of themselves. */
    forgetModels() {
      filming.filmers.replicate = createReplicate(replicateSettings.parse(server.settings));
    },
    /** A variant that is being filmed, as its brief's `footage` wants it. */
    variant: (budgetCents: number | null = null, priceMicros = 0, footage: BriefFootage = { models, tier: "final" }) =>
      addVariant(db, cast, { position: made++, budgetCents, priceMicros, footage }),
    async close() {
      await server.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
export type FilmSet = Awaited<ReturnType<typeof openFilmSet>>;

async function addVariant(
  db: Db,
  { workspace, brand, brief, persona, product }: Cast,
  {
    position,
    budgetCents,
    priceMicros,
    footage,
  }: { position: number; budgetCents: number | null; priceMicros: number; footage: BriefFootage },
): Promise<FilmRef> {
  const {
    id: _,
    createdAt: __,
    updatedAt: ___,
    ...values
  } = await db.selectFrom("briefs").where("id", "=", brief.id).selectAll().executeTakeFirstOrThrow();
  const json = (value: unknown) => JSON.stringify(value);
  const own = await db
    .insertInto("briefs")
    .values({
      ...values,
      ...{ budgetCents, proofPoints: json([]), mustSay: json([]), neverSay: json([]), hooks: json(["question"]) },
      ...{ angles: json(["taste"]), channels: json([]), locales: json(["en"]), ratios: json(["9:16"]) },
      ...{ lengths: json([20]), evidence: json({}), footage: json(footage) },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  const variant = await db
    .insertInto("variants")
    .values({
      ...{ brandId: brand.id, briefId: own.id, personaId: persona.id, productId: product.id, position },
      ...{ angle: "taste", hook: "question", locale: "en", ratio: "9:16", lengthSeconds: 20, cta: "Shop" },
      ...{ state: "rendering", priceMicros },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { workspaceId: workspace.id, brandId: brand.id, variantId: variant.id, version: 1 };
}

/** The same script in every version: two who talk, the product, and a card of type. */
const script = {
  title: "Slow mornings",
  scenes: [
    { beat: "hook", shot: "talking-head", line: "In a hurry?", onScreen: null, start: 0, end: 2 },
    { beat: "proof", shot: "product", line: "Roasted on Tuesday.", onScreen: null, start: 2, end: 4 },
    { beat: "offer", shot: "text-card", line: "Take your time.", onScreen: "Slow", start: 4, end: 6 },
    { beat: "cta", shot: "talking-head", line: "Have a look.", onScreen: null, start: 6, end: 8 },
  ],
  ...{ cta: "Shop the roast", caption: "Slow mornings.", hashtags: ["coffee"] },
};

const colours = { background: "#ffffff", surface: "#eeeeee", text: "#111111", primary: "#224466", accent: "#cc5522" };
const font = { family: "Inter", file: "inter.ttf" };
const look = { brandName: "Nordlys", palette: colours, displayFont: font, textFont: font, logo: null };

/** A version's script, and its video when `shows` says which takes stand in which of its shots. */
export async function addVersion(
  db: Db,
  { brandId, variantId }: FilmRef,
  version: number,
  {
    shows,
    tier = "draft",
    title = script.title,
  }: { shows?: Record<number, string>; tier?: "draft" | "final"; title?: string } = {},
): Promise<{ id: string; sha256: string; version: number; variantId: string } | undefined> {
  const row = await putScript(db, brandId, {
    ...{ variantId, version, script: { ...script, title }, writer: "house", model: null, seed: "spring", note: null },
  });
  if (!shows) return undefined;
  const speech = (text: string) => ({ file: "line.wav", text, seconds: 1.5, words: [], phonemes: [] });
  const shots = [
    ...script.scenes.map(({ line }) => ({ type: "text-card", text: line, speech: speech(line), onScreen: null })),
    { type: "end-card", cta: "Shop", link: "nordlys.example", seconds: 2, speech: null, onScreen: null },
  ];
  return db.transaction().execute(async (trx) => {
    const file = `brands/${brandId}/videos/${variantId}-${version}`;
    const video = await insertVideo(trx, brandId, {
      ...{ variantId, scriptId: row.id, version, tier, provider: "animatic", kitVersion: 1 },
      ...{ file: `${file}.mp4`, poster: `${file}.jpg`, captions: `${file}.vtt`, sha256: sha256Of(Buffer.from(file)) },
      ...{ bytes: 1, seconds: 10, width: 540, height: 960, label: "AI-generated" },
      ...{ storyboard: asJson({ ratio: "9:16", fps: 24, look, label: "AI-generated", shots }), provenance: asJson({}) },
    });
    const footage = Object.entries(shows).map(([position, takeId]) => ({
      ...{ position: Number(position), part: 0, takeId, seconds: 2 },
    }));
    await insertVideoFootage(trx, brandId, video.id, footage);
    return video;
  });
}

/** Somebody approved a video. */
export async function approveVideo(db: Db, brandId: string, video: { id: string; variantId: string; sha256: string }) {
  const { id: videoId, variantId, sha256 } = video;
  await db.insertInto("decisions").values({ brandId, videoId, variantId, sha256, decision: "approved" }).execute();
}

let seed = 1;
/** A silent shot of the product, two seconds long, that nobody has asked for before. */
export function wishOf(more: Parameters<typeof directedShotOf>[0] = {}, ids = models): FilmWish {
  const shot = directedShotOf({
    ...{ kind: "product", line: null, persona: null, pictures: [], seconds: 2, ratio: "9:16", seed: ++seed },
    // Not every model takes a seed, and the same words would be the same clip.
    direction: `Turns slowly, for the ${seed}th time`,
    ...more,
  });
  return { shot, dossiers: ids.map(dossierOf), shotType: shot.kind };
}

/** Films a shot as the workflow does, without an engine: orders what is next and looks at it until nothing is open. */
export async function film(
  { stage }: Pick<FilmSet, "stage">,
  ref: FilmRef,
  wish: FilmWish,
  since = new Date(),
  onLook?: () => Promise<unknown>,
): Promise<FilmedShot> {
  for (let turn = 0; turn < 12; turn++) {
    const order = await orderShot(stage, ref, 0, wish, since);
    if ("filmed" in order) return order.filmed;
    for (const takeId of order.follow) {
      for (let look = 0; look < 200; look++) {
        const { state, againInSeconds } = await lookAt(stage, ref, takeId, look);
        if (!["ordered", "sending", "running"].includes(state)) break;
        await onLook?.();
        await new Promise((resolve) => setTimeout(resolve, Math.min(60, againInSeconds * 1000)));
      }
    }
  }
  throw new Error("The shot was never done");
}

/** The takes of a variant in the order of asking, and what the ledger says of them. */
export async function readTakes(db: Db, { brandId, variantId }: FilmRef) {
  const takes: Take[] = await db
    .selectFrom("takes")
    .where("brandId", "=", brandId)
    .where("variantId", "=", variantId)
    .selectAll()
    .orderBy("id")
    .execute();
  const ledger = await db
    .selectFrom("ledger")
    .where("brandId", "=", brandId)
    .where("variantId", "=", variantId)
    .where("kind", "=", "footage")
    .select(["takeId", "amountMicros", "note", "provider"])
    .orderBy("id")
    .execute();
  return { takes, ledger };
}
