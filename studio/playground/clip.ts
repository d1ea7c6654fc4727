import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { getPersona } from "#db/queries/personas.ts";
import {
  changeClip,
  forgetOldClips,
  getClip,
  type NewPlaygroundClip,
  type PlaygroundClip,
  requestClip,
} from "#db/queries/playground.ts";
import { findProduct, getProduct } from "#db/queries/products.ts";
import { rendererVersion } from "#media/shot-key.ts";
import { portrait as portraitSchema, type Shot, type SpokenLine, type Storyboard } from "#media/storyboard.ts";
import { findCurrentKit } from "../brands/current-kit.ts";
import { burntLabel, factsOf } from "../disclosure/labels.ts";
import { getDossier } from "../dossiers/shelf.ts";
import { showPrice } from "../products/price.ts";
import { compileShot } from "../shots/compile-shot.ts";
import { type DirectedShot, directedShot } from "../shots/directed-shot.ts";
import type { Stage } from "../videos/render-video.ts";
import { refuseUnsayable } from "./judge-clip.ts";
import { type PlaygroundForm, shotOfForm } from "./shot-of-form.ts";

/** A clip that has not moved for this long is made by nobody: a render is stopped long before. */
const stillMs = 5 * 60_000;
/** So many clips of a brand are kept; the others can be made again in seconds. */
const keptClips = 40;

/**
 * Asks for a shot to be filmed with the built-in animatic, free. The same shot is filmed once: `fresh` says that somebody
 * has to make it, otherwise the clip stands already or is being made.
 */
export async function askForClip(
  db: Db,
  brandId: string,
  requestedBy: string | null,
  form: PlaygroundForm,
): Promise<{ clip: PlaygroundClip; fresh: boolean }> {
  return requestClip(db, brandId, { ...(await prepareClip(db, brandId, form)), requestedBy }, stillMs);
}

/** What a clip of a shot is made from, and the key it is found by. Throws `Refused` for what cannot be filmed. */
export async function prepareClip(
  db: Db,
  brandId: string,
  form: PlaygroundForm,
): Promise<Omit<NewPlaygroundClip, "requestedBy">> {
  const kit = await findCurrentKit(db, brandId);
  if (!kit)
    throw new Refused(
      "no-kit",
      "This brand has no kit yet, so a clip would have no colours and no type. Import one first.",
    );
  const persona = form.persona ? await getPersona(db, brandId, form.persona) : undefined;
  const product = form.product ? await getProduct(db, brandId, form.product) : undefined;
  const shot = shotOfForm(form, persona, product);
  if (shot.kind === "talking-head" && !persona) {
    throw new Refused("no-persona", "Choose the persona who talks, or another kind of shot.", "persona");
  }
  if (shot.kind !== "talking-head" && !product && !shot.direction) {
    throw new Refused("nothing-to-show", "Choose a product, or say what happens.", "product");
  }
  await refuseUnsayable(db, brandId, shot, { kit: kit.kit, voice: kit.voice, persona, product });
  const voice = persona?.voice ?? "slt";
  const pace = persona?.pace ?? 1;
  const portrait = persona && shot.kind === "talking-head" ? portraitSchema.parse(persona.portrait) : null;
  const looks = { kit: kit.sha256, price: product && showPrice(product), rendererVersion };
  const key = createHash("sha256")
    .update(JSON.stringify([shot, voice, pace, portrait, looks]))
    .digest("hex");
  return { key, shot, voice, pace, portrait, productId: product?.id ?? null };
}

/** Films a clip that was asked for. Safe to repeat: one that stands stays as it is, and drawn shots are in the cache. */
export async function filmClip(stage: Stage, workspaceId: string, brandId: string, clipId: string): Promise<void> {
  const { db } = stage;
  const clip = await getClip(db, brandId, clipId);
  if (clip.state === "done") return;
  const begun = Date.now();
  await changeClip(db, brandId, clipId, { state: "rendering", stage: "Recording the voice", progress: 0.05 });
  const shot = directedShot.parse(clip.shot);
  const folder = path.join(stage.scratch, `playground-${clipId}`);
  await mkdir(folder, { recursive: true });
  try {
    const board = await stageShot(stage, workspaceId, brandId, clip, shot);
    let told = 0;
    const video = await stage.renderer.render(board, folder, {
      tier: shot.tier === "draft" ? "preview" : "final",
      onProgress: (fraction) => {
        if (fraction - told < 0.08) return;
        told = fraction;
        // Progress is for looking at: one that is lost is followed by the next.
        changeClip(db, brandId, clipId, {
          state: "rendering",
          stage: "Drawing",
          progress: 0.1 + 0.85 * fraction,
        }).catch(() => undefined);
      },
    });
    const base = `brands/${brandId}/playground/${clip.key.slice(0, 24)}`;
    const kept = { file: `${base}.mp4`, poster: `${base}${path.extname(video.poster)}` };
    await stage.files.save(kept.file, { path: video.file });
    await stage.files.save(kept.poster, { path: video.poster });
    const madeInMs = Date.now() - begun;
    await changeClip(db, brandId, clipId, {
      ...kept,
      state: "done",
      stage: "",
      progress: 1,
      seconds: video.seconds,
      madeInMs,
    });
    await forgetOldClips(db, brandId, keptClips);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function stageShot(
  stage: Stage,
  workspaceId: string,
  brandId: string,
  clip: PlaygroundClip,
  shot: DirectedShot,
): Promise<Storyboard> {
  const { db, files } = stage;
  const kit = await findCurrentKit(db, brandId);
  if (!kit) throw new Refused("no-kit", "This brand has no kit any more, so the clip has no colours and no type.");
  const { kit: brand, folder } = kit;
  const kitFile = (name: string) => files.localPath(`${folder}/${name}`);
  const { dossier } = await getDossier(db, workspaceId, "animatic");
  const compiled = compileShot(shot, dossier);
  if (!compiled.fits) throw new Refused("unfit", compiled.why);
  const speech = shot.line ? await record(stage, shot.line, clip.voice, clip.pace) : null;
  return {
    ratio: shot.ratio,
    fps: 24,
    look: {
      brandName: brand.name,
      palette: brand.palette,
      displayFont: { family: brand.fonts.display.family, file: await kitFile(brand.fonts.display.file) },
      textFont: { family: brand.fonts.text.family, file: await kitFile(brand.fonts.text.file) },
      logo: await kitFile(brand.logo),
    },
    captionStyle: "highlight",
    label: burntLabel(brand, factsOf(shot.persona ? "synthetic" : null)),
    shots: [await drawable(stage, brandId, clip, shot, speech, compiled.seconds)],
  };
}

/** What the renderer draws for a shot: a face, a product's picture, or type where there is neither. */
async function drawable(
  { db, files }: Stage,
  brandId: string,
  clip: PlaygroundClip,
  shot: DirectedShot,
  speech: SpokenLine | null,
  atLeast: number,
): Promise<Shot> {
  const common = { speech, onScreen: null, atLeast };
  if (shot.kind === "talking-head")
    return { type: "talking-head", portrait: portraitSchema.parse(clip.portrait), ...common };
  const product = clip.productId ? await findProduct(db, brandId, clip.productId) : undefined;
  if (shot.kind === "product" && product?.picture) {
    const picture = await files.localPath(product.picture);
    return { type: "product", picture, title: product.title, price: showPrice(product), ...common };
  }
  const text = shot.kind === "product" ? (product?.title ?? shot.direction) : shot.direction || product?.title;
  return { type: "text-card", text: (text || brandless).slice(0, 140), ...common };
}

const brandless = "A shot";

async function record({ voices, scratch }: Stage, text: string, voice: string, pace: number): Promise<SpokenLine> {
  const folder = path.join(scratch, "lines");
  await mkdir(folder, { recursive: true });
  const name = createHash("sha256")
    .update(JSON.stringify([voices.id, voice, pace, text]))
    .digest("hex");
  return { ...(await voices.speak({ text, voice, pace }, path.join(folder, `${name}.wav`))), text };
}
