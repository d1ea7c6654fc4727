import { createTypesetter } from "./canvas/typesetter.ts";
import { captionsOf, captionZone, wordsOf } from "./captions-in-picture.ts";
import { layOutBRoll } from "./scenes/b-roll.ts";
import { layOutBeforeAfter } from "./scenes/before-after.ts";
import { layOutCaptions } from "./scenes/caption-layout.ts";
import { layOutLabel } from "./scenes/captions.ts";
import { readLogo } from "./scenes/end-card.ts";
import { layOutEndCard } from "./scenes/end-card-layout.ts";
import { layOutFootage } from "./scenes/footage.ts";
import { layOutProduct } from "./scenes/product.ts";
import { readProductPicture } from "./scenes/product-picture.ts";
import type { Desk, PlacedBox, ShotPlan } from "./scenes/scene.ts";
import { layOutTalkingHead } from "./scenes/talking-head.ts";
import { layOutTextCard } from "./scenes/text-card.ts";
import { planBoard } from "./shot-plan.ts";
import { type Box, stageOf } from "./stage.ts";
import type { Shot, Storyboard } from "./storyboard.ts";

export type { PlacedBox } from "./scenes/scene.ts";

/** What stands where in one shot. Boxes are in pixels of the final size, their times in seconds from the shot's start. */
export type ShotLayout = { index: number; type: Shot["type"]; startsAt: number; seconds: number; boxes: PlacedBox[] };

/**
 * Where face, product, captions, label and every word of a video stand, and when: the same figures that the pictures are
 * drawn from. `safe` is the area that every network of the ratio leaves free. Throws when a picture cannot be read.
 */
export async function layOut(
  board: Storyboard,
): Promise<{ width: number; height: number; safe: Box; shots: ShotLayout[] }> {
  const stage = stageOf(board.ratio);
  const desk: Desk = { ...createTypesetter(board.look, board.shots.map(wordsOf).join(" ")), stage };
  const shots: ShotLayout[] = [];
  for (const [index, { plan, placed }] of planBoard(board).entries()) {
    const { shot, look, label } = plan;
    const { startsAt, seconds } = placed;
    const captions = layOutCaptions(captionsOf(shot), plan.captionStyle, captionZone(shot, stage), look, desk).map(
      ({ box }) => box,
    );
    const own = await layOutShot(plan, desk);
    const boxes = [...own, ...captions, layOutLabel(label, seconds, desk)];
    shots.push({ index, type: shot.type, startsAt, seconds, boxes });
  }
  return { width: stage.width, height: stage.height, safe: stage.safe, shots };
}

async function layOutShot({ shot, ...plan }: ShotPlan, desk: Desk): Promise<PlacedBox[]> {
  switch (shot.type) {
    case "talking-head":
      return layOutTalkingHead({ ...plan, shot }, desk).boxes;
    case "product":
      return layOutProduct({ ...plan, shot }, await readProductPicture(shot.picture), desk).boxes;
    case "b-roll":
      return layOutBRoll({ ...plan, shot }, desk).boxes;
    case "before-after":
      return layOutBeforeAfter({ ...plan, shot }, desk).boxes;
    case "text-card":
      return layOutTextCard({ ...plan, shot }, desk).boxes;
    case "end-card":
      return layOutEndCard({ ...plan, shot }, plan.look.logo ? await readLogo(plan.look.logo, 1) : null, desk).boxes;
    case "footage":
      return layOutFootage({ ...plan, shot }, desk).boxes;
  }
}
