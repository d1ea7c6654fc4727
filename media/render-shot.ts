import { type Canvas, createCanvas } from "./canvas/frame.ts";
import type { KeptDrawings } from "./canvas/kept-drawings.ts";
import { createPainter, type Painter } from "./canvas/painter.ts";
import { captionsOf, captionZone, wordsOf } from "./captions-in-picture.ts";
import { startSegment } from "./codec/segment.ts";
import { buildBRoll } from "./scenes/b-roll.ts";
import { buildBeforeAfter } from "./scenes/before-after.ts";
import { paintCaptions, paintLabel } from "./scenes/captions.ts";
import { buildEndCard } from "./scenes/end-card.ts";
import { buildFootage } from "./scenes/footage.ts";
import { buildProduct } from "./scenes/product.ts";
import type { Scene, ShotPlan } from "./scenes/scene.ts";
import { buildTalkingHead } from "./scenes/talking-head.ts";
import { buildTextCard } from "./scenes/text-card.ts";
import { paintPassages } from "./scenes/transition.ts";
import { pixelsOf } from "./stage.ts";
import { saveStill } from "./still.ts";

export type RenderTier = "final" | "preview";

/** Draws one shot frame by frame into a silent MP4 at `out`, and a still of it at `poster`. */
export async function renderShot(
  plan: ShotPlan,
  tier: RenderTier,
  { out, poster }: { out: string; poster: string },
  onProgress: (fraction: number) => void,
  kept?: KeptDrawings,
): Promise<void> {
  const scale = tier === "final" ? 1 : 0.5;
  const painter = createPainter(plan.look, scale, plan.ratio, wordsOf(plan.shot), kept);
  const play = await stageShot(plan, painter);
  const { width, height } = pixelsOf(painter.stage, scale);
  // Two canvases in turn: one is drawn on while the encoder still reads the other.
  const canvases = [createCanvas(width, height), createCanvas(width, height)] as const;
  const { fps, frames } = plan;
  const segment = await startSegment(out, { width, height, fps, quality: tier });
  const stillAt = Math.min(frames - 1, Math.round(Math.min(1.15, (frames / fps) * 0.7) * fps));
  try {
    for (let frame = 0; frame < frames; frame++) {
      const canvas = canvases[frame % 2 === 0 ? 0 : 1];
      play.draw(canvas, frame / fps);
      await segment.add(canvas);
      if (frame === stillAt) await saveStill(canvas, poster);
      if (frame % 8 === 0) onProgress(frame / frames);
    }
    await segment.finish();
  } catch (error) {
    await segment.abandon();
    throw error;
  }
}

/** A shot with everything that lies over it: captions, unless its own words already fill the picture, and the label. */
export async function stageShot(plan: ShotPlan, painter: Painter): Promise<Scene> {
  const scene = await buildScene(plan, painter);
  const { shot, look } = plan;
  const captions = paintCaptions(captionsOf(shot), plan.captionStyle, captionZone(shot, painter.stage), look, painter);
  const passages = paintPassages(plan, plan.frames / plan.fps, look, painter);
  const label = paintLabel(plan.label, painter);
  return {
    draw(canvas: Canvas, time: number) {
      scene.draw(canvas, time);
      passages.draw(canvas, time);
      captions.draw(canvas, time);
      label.draw(canvas);
    },
  };
}

function buildScene({ shot, ...plan }: ShotPlan, painter: Painter): Promise<Scene> {
  switch (shot.type) {
    case "talking-head":
      return buildTalkingHead({ ...plan, shot }, painter);
    case "product":
      return buildProduct({ ...plan, shot }, painter);
    case "b-roll":
      return buildBRoll({ ...plan, shot }, painter);
    case "before-after":
      return buildBeforeAfter({ ...plan, shot }, painter);
    case "text-card":
      return buildTextCard({ ...plan, shot }, painter);
    case "end-card":
      return buildEndCard({ ...plan, shot }, painter);
    case "footage":
      return buildFootage({ ...plan, shot }, painter);
  }
}
