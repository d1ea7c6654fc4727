import { Resvg } from "@resvg/resvg-js";
import type { KeptDrawings } from "../canvas/kept-drawings.ts";
import { smoothStep } from "../canvas/motion.ts";
import { copySprite, pasteSprite, type Sprite, spriteFromRgba } from "../canvas/sprite.ts";
import type { MouthShape } from "../mouth-shapes.ts";
import { type Expression, portraitSvg } from "../portrait.ts";
import type { Portrait } from "../storyboard.ts";

/** Units of the portrait's 280: where its drawing begins at the left, how wide it is, and where chin and forehead are. */
export const bust = { left: -6, width: 292, middle: 140, chin: 180, forehead: 56, cheek: 66 };
const mouthPatch = { x: 78, y: 138, width: 116, height: 50 };
const eyePatch = { x: 72, y: 82, width: 128, height: 50 };

/**
 * Draws a bust once, `height` units high at `grain` pixels to a unit, and the mouths and eyes that the shot needs as patches;
 * `wear` changes the one sprite in place.
 */
export function drawFace(
  portrait: Portrait,
  grain: number,
  mouths: Set<MouthShape>,
  height: number,
  kept: KeptDrawings,
) {
  const name = (part: object) => JSON.stringify({ face: portrait, grain, ...part });
  const sprite = copySprite(kept.keep(name({ height }), () => drawBust(portrait, grain, height)));
  const patches = new Map<string, Sprite>();
  const patch = (area: typeof mouthPatch, expression: Expression, key: string) => {
    const place = onGrid(area, grain);
    let drawn = patches.get(key);
    if (!drawn) {
      const svg = () => portraitSvg(portrait, { mouth: "rest", ...expression });
      drawn = kept.keep(name({ place, expression }), () => drawPart(svg(), grain, place));
      patches.set(key, drawn);
    }
    pasteSprite(sprite, drawn, place.x, place.y);
  };
  for (const mouth of mouths) patch(mouthPatch, { mouth }, mouth);
  let worn = "";
  return {
    sprite,
    wear(mouth: MouthShape, { eyes, brows }: Required<Pick<Expression, "eyes" | "brows">>) {
      const wanted = `${mouth} ${eyes} ${brows}`;
      if (wanted === worn) return;
      worn = wanted;
      patch(mouthPatch, { mouth }, mouth);
      patch(eyePatch, { eyes, brows }, `${eyes} ${brows}`);
    },
  };
}

type Area = { x: number; y: number; width: number; height: number };

/** An area of the portrait in whole even pixels of the sprite, so that a patch fits without a seam. */
function onGrid({ x, y, width, height }: Area, grain: number): Area {
  const even = (units: number) => Math.round((units * grain) / 2) * 2;
  return { x: even(x - bust.left), y: even(y), width: even(width), height: even(height) };
}

function drawPart(svg: string, grain: number, { x, y, width, height }: Area): Sprite {
  return spriteFromRgba(rasterise(svg, grain, { x, y, width, height }), width, height);
}

function rasterise(svg: string, grain: number, { x, y, width, height }: Area): Uint8Array {
  const view = `${x / grain + bust.left} ${y / grain} ${width / grain} ${height / grain}`;
  const cropped = svg
    .replace('viewBox="0 0 280 280"', `width="${width}" height="${height}" viewBox="${view}"`)
    .replace(/<mask id="viewboxMask">.*?<\/mask>/s, "")
    .replace(' mask="url(#viewboxMask)"', "");
  return new Resvg(cropped, { logLevel: "off" }).render().pixels;
}

/**
 * Avataaars ends at 280 units with upright sides, so its last row, drawn on downwards, is a body: blazers, braces and
 * all. A shade towards the floor keeps captions legible on a white shirt.
 */
function drawBust(portrait: Portrait, grain: number, tall: number): Sprite {
  const even = (units: number) => Math.round((units * grain) / 2) * 2;
  const [width, height, own] = [even(bust.width), even(tall), even(Math.min(279, tall))];
  const top = rasterise(portraitSvg(portrait, { mouth: "rest" }), grain, { x: 0, y: 0, width, height: own });
  const rgba = new Uint8Array(width * height * 4);
  rgba.set(top);
  const last = top.subarray((own - 1) * width * 4);
  for (let row = own; row < height; row++) rgba.set(last, row * width * 4);
  for (let row = even(196); row < height; row++) {
    const light = 1 - 0.42 * smoothStep(row / grain, 196, 330);
    for (let at = row * width * 4, end = at + width * 4; at < end; at += 4) {
      rgba[at] = rgba[at]! * light;
      rgba[at + 1] = rgba[at + 1]! * light;
      rgba[at + 2] = rgba[at + 2]! * light;
    }
  }
  return spriteFromRgba(rgba, width, height);
}
