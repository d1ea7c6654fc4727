import { Resvg } from "@resvg/resvg-js";
import { type Ratio, type Stage, stageOf } from "../stage.ts";
import type { Look } from "../storyboard.ts";
import { type KeptDrawings, keepNothing } from "./kept-drawings.ts";
import { type Sprite, spriteFromRgba } from "./sprite.ts";
import { createTypesetter, type Typesetter } from "./typesetter.ts";

/** Draws vector pictures and type as sprites, in the design's pixels; `scale` is 0.5 for previews. */
export type Painter = Typesetter & {
  scale: number;
  stage: Stage;
  /** Drawings that outlive the shot. */
  kept: KeptDrawings;
  paint(body: string, width: number, height: number): Sprite;
};

export function createPainter(look: Look, scale: number, ratio: Ratio, context = "", kept = keepNothing): Painter {
  const typesetter = createTypesetter(look, context);
  return {
    ...typesetter,
    scale,
    stage: stageOf(ratio),
    kept,
    paint(body, width, height) {
      const [wide, high] = [even(width * scale), even(height * scale)];
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide / scale} ${high / scale}">${body}</svg>`;
      const words = textOf(body);
      const draw = () =>
        spriteFromRgba(
          new Resvg(svg, { font: typesetter.fontFor(words), logLevel: "off" }).render().pixels,
          wide,
          high,
        );
      // Words look as their fonts do and pictures as their files, which are not in the drawing's text; all else is.
      const whole = words.trim() === "" && !body.includes("<image");
      return whole ? kept.keep(svg, draw) : draw();
    },
  };
}

/** The words of a drawing, which decide its fonts: what stands between tags. */
function textOf(body: string): string {
  return body.replace(/<[^>]*>/g, "");
}

function even(size: number): number {
  return Math.ceil(size / 2) * 2;
}
