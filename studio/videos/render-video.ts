import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { NotFound } from "#config/errors.ts";
import { asJson, type Db } from "#db/database.ts";
import { getBrief } from "#db/queries/briefs.ts";
import { insertLedgerEntry } from "#db/queries/ledger.ts";
import { getPersona } from "#db/queries/personas.ts";
import { getProduct, type ProductRow } from "#db/queries/products.ts";
import { findScript } from "#db/queries/scripts.ts";
import { insertVideoFootage, insertVideoTakes } from "#db/queries/takes.ts";
import { getVariant, setVariantStage } from "#db/queries/variants.ts";
import { insertVideoCut } from "#db/queries/video-cuts.ts";
import { findVersion, insertVideo } from "#db/queries/videos.ts";
import { captionStyles } from "#media/caption-styles.ts";
import type { RenderedVideo, Renderer, RenderOptions } from "#media/render.ts";
import { designRoom } from "#media/room.ts";
import { portrait, ratio as ratioSchema, type Storyboard } from "#media/storyboard.ts";
import type { ProvenanceSigner } from "#providers/provenance/contract.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { type Script, script as scriptSchema } from "#providers/text/contract.ts";
import type { VoiceProvider } from "#providers/voice/contract.ts";
import type { Transcriber } from "#providers/voice/transcriber.ts";
import { getCurrentKit } from "#studio/brands/current-kit.ts";
import { listLiveClaims } from "#studio/claims/library.ts";
import { bibleSchema } from "#studio/personas/bible.ts";
import { listUsableCutaways } from "#studio/products/list-cutaways.ts";
import { showPrice } from "#studio/products/price.ts";
import { nameBeforeAfter } from "#studio/shots/before-after-names.ts";
import { chooseMusic } from "#studio/shots/choose-music.ts";
import { composeStoryboard, type StagedCutaway } from "#studio/shots/storyboard.ts";
import { layFootage } from "#studio/takes/lay-footage.ts";
import type { FilmedShot } from "#studio/takes/order-shot.ts";
import { type ComposedCut, composeCuts } from "./compose-cuts.ts";
import { refuseForeignVoice } from "./foreign-voice.ts";
import { originOf, sealVideo } from "./provenance.ts";
import { type Speaker, speakLines } from "./speak-lines.ts";

/** What making a video takes. `scratch` is a folder for what may be thrown away. */
export type Stage = {
  db: Db;
  files: FileStore;
  voices: VoiceProvider;
  renderer: Renderer;
  /** Signs finished files; undefined when no certificate is set up. */
  signer?: ProvenanceSigner | undefined;
  /** Writes down what is said, for the checks; undefined when none is set up. */
  transcriber?: Transcriber | undefined;
  scratch: string;
};

/** How often a waiting page is told how far a render is, at most, in milliseconds: often enough to feel alive. */
const tellEveryMs = 400;

/**
 * Makes one version of a variant's video from its stored script, in every cut that its networks need, and answers the
 * video's id. Cuts share what is alike in them. Safe to repeat: a version
 * that stands is answered as it is, and an interrupted one finds its finished shots in the cache.
 */
export async function renderVideo(
  stage: Stage,
  brandId: string,
  variantId: string,
  version: number,
  filmed: { tier: "draft" | "final"; shots: readonly FilmedShot[] } = { tier: "final", shots: [] },
): Promise<string> {
  const { db } = stage;
  const standing = await findVersion(db, brandId, variantId, version);
  if (standing) return standing.id;
  const scriptRow = await findScript(db, brandId, variantId, version);
  if (!scriptRow) throw new NotFound("script", `${variantId} version ${version}`);
  // The same script once more is asked for when something was wrong with what had been made of it.
  const before = version > 1 ? await findScript(db, brandId, variantId, version - 1) : undefined;
  const fresh = before !== undefined && JSON.stringify(before.script) === JSON.stringify(scriptRow.script);
  const tell = (progress: number, words: string) =>
    setVariantStage(db, brandId, variantId, { state: "rendering", stage: words, progress });

  await tell(0.1, "Recording the voice");
  const drawn = await stageScript(stage, brandId, variantId, scriptSchema.parse(scriptRow.script));
  const laid = await layFootage(stage, brandId, drawn.storyboard, filmed.shots);
  const { kit, kitVersion, speakers } = drawn;
  const cuts = await composeCuts(db, brandId, variantId, kit, drawn.storyboard, laid);
  const folder = path.join(stage.scratch, `${variantId}-${version}`);
  await mkdir(folder, { recursive: true });
  try {
    const files: Awaited<ReturnType<typeof makeCut>>[] = [];
    for (const [index, composed] of cuts.entries()) {
      const share = (fraction: number) => 0.15 + (0.8 * (index + fraction)) / cuts.length;
      const make = { brandId, variantId, version, speakers, folder: path.join(folder, composed.cut) };
      const made = await makeCut(stage, composed, make, {
        tier: "final",
        fresh: fresh && filmed.shots.length === 0,
        onProgress: throttle(tellEveryMs, (fraction, words) => tell(share(fraction), words)),
      });
      files.push(made);
    }
    const [{ shots, provenance, ...own }, ...others] = files as [(typeof files)[number], ...typeof files];
    const [{ board: storyboard, made, cut }] = cuts;
    return await db.transaction().execute(async (trx) => {
      const video = await insertVideo(trx, brandId, {
        variantId,
        scriptId: scriptRow.id,
        version,
        tier: filmed.tier,
        provider: made.find(({ provider }) => provider !== "animatic")?.provider ?? "animatic",
        ...own,
        cut,
        label: storyboard.label,
        storyboard: asJson(storyboard),
        provenance: asJson(provenance),
        kitVersion,
      });
      for (const [index, other] of others.entries()) {
        const { cut: name, board } = cuts[index + 1]!;
        await insertVideoCut(trx, brandId, video.id, { ...other, cut: name, storyboard: board });
      }
      await insertVideoTakes(
        trx,
        brandId,
        video.id,
        shots.map((shot, index) => ({
          shotHash: shot.hash,
          shotType: storyboard.shots[index]?.type ?? "shot",
          provider: made[index]?.provider ?? "animatic",
          seconds: shot.seconds,
          reused: shot.reused,
          startsAt: shot.startsAt,
          note: filmed.shots.find(({ position, clips }) => position === index && clips.length === 0)?.note ?? null,
        })),
      );
      await insertVideoFootage(trx, brandId, video.id, laid.footage);
      await insertLedgerEntry(trx, brandId, {
        kind: "video",
        provider: "animatic",
        variantId,
        amountMicros: 0,
        note: `Version ${version}, rendered on this machine`,
      });
      return video.id;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Renders a cut, writes into the file where it comes from, and keeps it. */
async function makeCut(
  stage: Stage,
  { board, made }: ComposedCut,
  into: { brandId: string; variantId: string; version: number; speakers: readonly Speaker[]; folder: string },
  options: RenderOptions,
) {
  const { brandId, variantId, version, speakers, folder } = into;
  await mkdir(folder, { recursive: true });
  const rendered = await stage.renderer.render(board, folder, options);
  // The last thing done to the file: what is approved later is bound to the bytes as they are after it.
  const sealed = await sealVideo(stage.signer, rendered.file, {
    ...{ title: board.look.brandName, label: board.label, speakers },
    ...originOf(board, { speakers, shots: made }),
  });
  const { seconds, width, height, shots } = rendered;
  return {
    ...(await keepFiles(stage.files, brandId, variantId, version, { ...rendered, ...sealed })),
    ...{ sha256: sealed.sha256, bytes: sealed.bytes, provenance: sealed.provenance },
    ...{ seconds, width, height },
    shots: shots.map(({ cached, ...shot }) => ({ ...shot, reused: cached })),
  };
}

/** Speaks every line and gathers what the storyboard needs from kit, persona and product, as files on this machine. */
export async function stageScript(stage: Stage, brandId: string, variantId: string, script: Script) {
  const { db, files } = stage;
  const variant = await getVariant(db, brandId, variantId);
  const [brief, persona, product, current] = await Promise.all([
    getBrief(db, brandId, variant.briefId),
    getPersona(db, brandId, variant.personaId),
    getProduct(db, brandId, variant.productId),
    getCurrentKit(db, brandId),
  ]);
  refuseForeignVoice(stage.voices, persona, variant.locale);
  const cutaways = await stageCutaways(stage, brandId, product, persona.id, script);
  const kitFile = (name: string) => files.localPath(`${current.folder}/${name}`);
  const said = await speakLines(
    stage,
    brandId,
    variantId,
    script.scenes.map(({ line }) => line),
    { voice: persona.voice, pace: persona.pace, pronunciations: current.kit.pronunciations },
  );
  const storyboard: Storyboard = composeStoryboard({
    ratio: ratioSchema.parse(variant.ratio),
    kit: current.kit,
    files: {
      logo: await kitFile(current.kit.logo),
      displayFont: await kitFile(current.kit.fonts.display.file),
      textFont: await kitFile(current.kit.fonts.text.file),
    },
    ...drawnPersona(persona),
    personaKind: persona.kind,
    product: {
      title: product.title,
      price: showPrice(product),
      picture: product.picture ? await files.localPath(product.picture) : null,
    },
    cutaways,
    names: nameBeforeAfter(variant.locale),
    script,
    lines: said.map(({ line }) => line),
    music: chooseMusic(current.kit, persona.bible, brief),
    captionStyle: captionStyles.find((style) => style === brief.captions),
  });
  return { storyboard, kit: current.kit, kitVersion: current.version, speakers: said.map(({ by }) => by) };
}

/** What the script cuts to and may still be shown today, as files on this machine. */
async function stageCutaways(
  { db, files }: Pick<Stage, "db" | "files">,
  brandId: string,
  product: ProductRow,
  personaId: string,
  script: Script,
): Promise<StagedCutaway[]> {
  const wanted = new Set(script.scenes.flatMap(({ cutaway }) => cutaway ?? []));
  if (wanted.size === 0) return [];
  const day = new Date().toISOString().slice(0, 10);
  const live = await listLiveClaims(db, brandId, { productId: product.id, personaId, day });
  const usable = await listUsableCutaways(db, brandId, product, live);
  return Promise.all(
    usable
      .filter(({ id }) => wanted.has(id))
      .map(async ({ shows: _, ...each }) => ({
        ...each,
        files: await Promise.all(each.files.map((key) => files.localPath(key))),
      })),
  );
}

/** The face of a persona, and the room that it films in. */
function drawnPersona({ portrait: stored, bible }: { portrait: object; bible: object }) {
  const face = portrait.parse(stored);
  const { look, backstory } = bibleSchema.pick({ look: true, backstory: true }).parse(bible);
  return { portrait: face, set: designRoom(look.room, face.seed, backstory) };
}

/** Copies a render's files to the store under names that carry its hash, so that an address always means the same bytes. */
async function keepFiles(files: FileStore, brandId: string, variantId: string, version: number, video: RenderedVideo) {
  const base = `brands/${brandId}/videos/${variantId}/${version}-${video.sha256.slice(0, 12)}`;
  const kept = { file: `${base}.mp4`, poster: `${base}${path.extname(video.poster)}`, captions: `${base}.vtt` };
  await files.save(kept.file, { path: video.file });
  await files.save(kept.poster, { path: video.poster });
  await files.save(kept.captions, { path: video.captions });
  return kept;
}

function throttle(everyMs: number, tell: (fraction: number, words: string) => Promise<unknown>) {
  let last = 0;
  return (fraction: number, words: string) => {
    const now = Date.now();
    if (now - last < everyMs) return;
    last = now;
    // Progress is for looking at: a message that is lost is followed by the next, so it must not fail the render.
    tell(fraction, words).catch(() => undefined);
  };
}
