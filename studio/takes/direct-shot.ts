import { listPersonaPictures } from "#db/queries/persona-pictures.ts";
import { getPersona } from "#db/queries/personas.ts";
import { getProduct } from "#db/queries/products.ts";
import { getVariant } from "#db/queries/variants.ts";
import type { Storyboard } from "#media/storyboard.ts";
import { placeShots } from "#media/timeline.ts";
import type { Scene, Script } from "#providers/text/contract.ts";
import type { Dossier } from "#providers/video/dossier.ts";
import { getFilming } from "../briefs/filming.ts";
import { bibleSchema } from "../personas/bible.ts";
import { referenceViews } from "../personas/reference-views.ts";
import { describeLook } from "../playground/describe-look.ts";
import type { DirectedShot } from "../shots/directed-shot.ts";
import type { FilmRef, FilmStage } from "./filming.ts";
import { seedOf } from "./keys.ts";

/** What is to be filmed, and by which models in which order. */
export type FilmWish = { shot: DirectedShot; dossiers: Dossier[]; shotType: string };

/**
 * What a scene of a script is to show, as whoever films it is told: the storyboard says how long it stands and what is said
 * in it, persona and product how it looks. `lineFile` is the key of its recording in the store, and
 * `asked` are the models, the brief's own unless said otherwise.
 */
export async function directShot(
  stage: Pick<FilmStage, "db">,
  { brandId, variantId }: Pick<FilmRef, "brandId" | "variantId">,
  {
    script,
    board,
    position,
    lineFile,
    tier,
  }: {
    script: Script;
    board: Storyboard;
    position: number;
    lineFile: string | null;
    tier: DirectedShot["tier"];
  },
  asked?: readonly Dossier[],
): Promise<FilmWish> {
  const { db } = stage;
  const variant = await getVariant(db, brandId, variantId);
  const [persona, product, dossiers] = await Promise.all([
    getPersona(db, brandId, variant.personaId),
    getProduct(db, brandId, variant.productId),
    asked ?? getFilming(db, brandId, variant.briefId).then((filming) => filming.dossiers),
  ]);
  const scene = script.scenes[position]!;
  const placed = placeShots(board)[position]!;
  const bible = bibleSchema.safeParse(persona.bible).data;
  const talks = scene.shot === "talking-head";
  const { speech } = placed.shot;
  const pictures: DirectedShot["pictures"] = [];
  if (talks && persona.portraitFile) {
    pictures.push({ role: "persona", file: persona.portraitFile });
    const sheet = await listPersonaPictures(db, brandId, persona.id);
    for (const { state, file, view } of sheet) {
      const shows = referenceViews.find(({ id }) => id === view)?.subject === "portrait";
      if (state === "done" && file && file !== persona.portraitFile && shows) {
        pictures.push({ role: "persona", file, side: true });
      }
    }
  }
  if (!talks && product.picture) pictures.push({ role: "product", file: product.picture });
  const shot: DirectedShot = {
    kind: talks ? "talking-head" : "product",
    line: scene.line,
    direction: scene.direction ?? "",
    seconds: Math.round(placed.seconds * 100) / 100,
    ratio: board.ratio,
    tier,
    framing: framingOf(scene, position),
    move: moves[position % moves.length]!,
    persona: talks
      ? {
          name: persona.name,
          look: bible ? describeLook(bible.look).slice(0, 400) : "",
          voice: (bible?.voiceOver || bible?.speechStyle || "").slice(0, 200),
        }
      : null,
    product: { title: product.title.slice(0, 200), look: "" },
    set: null,
    style: "Filmed on a phone in daylight, true colours",
    pictures,
    firstFrame: null,
    lastFrame: null,
    recording:
      speech && lineFile
        ? { file: lineFile, seconds: speech.seconds, words: speech.words.map(({ start, end }) => ({ start, end })) }
        : null,
    voice: "studio",
    seed: seedOf(scene.line, scene.direction ?? "", persona.id, product.id, board.ratio),
  };
  return { shot, dossiers: [...dossiers], shotType: scene.shot };
}

/** Nothing stands twice in the same way. */
const moves = ["push-in", "handheld", "pan-right", "pull-back"] as const;

function framingOf({ shot, beat }: Scene, position: number): DirectedShot["framing"] {
  if (shot === "product") return position % 2 === 0 ? "detail" : "medium";
  return beat === "hook" ? "close-up" : "medium";
}
