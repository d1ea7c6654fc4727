import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Db } from "#db/database.ts";
import type { Take } from "#db/queries/takes.ts";
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
import { lookAtTake } from "./look-at-take.ts";
import { type FilmedShot, orderShot } from "./order-shot.ts";

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
    /** A variant that is being filmed. */
    variant: (budgetCents: number | null = null, priceMicros = 0) =>
      addVariant(db, cast, { position: made++, budgetCents, priceMicros }),
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
  { position, budgetCents, priceMicros }: { position: number; budgetCents: number | null; priceMicros: number },
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
      ...{ lengths: json([20]), evidence: json({}), footage: json({ models, tier: "final" }) },
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
        const { state, againInSeconds } = await lookAtTake(stage, ref.brandId, takeId, look);
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
