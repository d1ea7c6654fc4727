import type { Inspection } from "../../inspect.ts";
import { stageOf } from "../../stage.ts";
import type { Storyboard } from "../../storyboard.ts";
import type { LaidOut } from "../laid-out.ts";
import { contrastWithin } from "./contrast.ts";
import { drawLabel, likenessOf } from "./label-likeness.ts";
import { createLetters } from "./letters.ts";
import { coloursOf, driftWithin } from "./product-colours.ts";
import { type Look, looksPerSecond, lookWidthOf } from "./watch.ts";

/** Looks at the places of a layout in each sampled picture, and keeps what was seen there. `video` is its own size. */
export async function createEyes(
  board: Storyboard,
  layout: readonly LaidOut[],
  video: { width: number; height: number },
) {
  const label: Inspection["label"] = [];
  const seen: Inspection["seen"] = [];
  const expected = drawLabel(board, video, lookWidthOf(video.width));
  const letters = createLetters(board);
  const products = await Promise.all(
    layout.map(({ kind, picture }) => (kind === "product" && picture ? coloursOf(picture) : undefined)),
  );
  return {
    label,
    seen,
    look(look: Look) {
      label.push({ at: look.at, likeness: likenessOf(look, expected) });
      for (const [thing, { kind, text, box, scene, from, to }] of layout.entries()) {
        if (look.at < from || look.at >= to) continue;
        const scaled = toLook(box, look, stageOf(board.ratio).width);
        const colours = products[thing];
        // A label is the same for as long as the video plays; once a second tells of all that may lie behind it.
        if (text && kind === "label" && label.length % looksPerSecond !== 1) continue;
        if (text) {
          // The label brings its plate along; what else stands over a picture has to hold its own before it.
          const beside = kind === "label" ? undefined : letters.contrast(look, scene, scaled);
          seen.push({ thing, at: look.at, contrast: beside ?? contrastWithin(look, scaled) });
        } else if (colours) seen.push({ thing, at: look.at, drift: driftWithin(look, scaled, colours) });
      }
    },
  };
}

function toLook({ x, y, width, height }: LaidOut["box"], look: Look, stageWidth: number) {
  const scale = look.width / stageWidth;
  const [left, top] = [Math.max(0, Math.round(x * scale)), Math.max(0, Math.round(y * scale))];
  return {
    x: left,
    y: top,
    width: Math.max(0, Math.min(look.width, Math.round((x + width) * scale)) - left),
    height: Math.max(0, Math.min(look.height, Math.round((y + height) * scale)) - top),
  };
}
