import { readFile } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";
import { type Canvas, coverWindow, laySprite } from "../canvas/frame.ts";
import { smoothStep } from "../canvas/motion.ts";
import type { Painter } from "../canvas/painter.ts";
import { type Sprite, spriteFromRgba } from "../canvas/sprite.ts";
import type { Shot } from "../storyboard.ts";
import { layOutHeadline, paintHeadline } from "./headline.ts";
import { openPicture } from "./product-picture.ts";
import type { Desk, PlacedBox, SceneBuilder, ShotPlan } from "./scene.ts";

type BRoll = Extract<Shot, { type: "b-roll" }>;
/** How much nearer the camera comes in the course of a shot. */
const nearer = 0.1;
/** The picture is drawn this much larger than the stage, so that the camera has somewhere to go. */
const spare = 1.14;

/** Where the words over a picture stand: the hook, as over any other shot. */
export function layOutBRoll({ shot, look, fps, frames }: ShotPlan<BRoll>, desk: Desk) {
  const headline = layOutHeadline(shot.onScreen, { speech: shot.speech, seconds: frames / fps, look }, desk);
  const boxes: PlacedBox[] = headline.boxes;
  return { headline, boxes };
}

/** A picture that fills the stage, the camera gliding over it: in, out, or along its longer side. */
export const buildBRoll: SceneBuilder<BRoll> = async (plan, painter) => {
  const { shot, fps, frames } = plan;
  const headline = paintHeadline(layOutBRoll(plan, painter).headline, painter);
  const picture = await coverStage(shot.picture, painter, spare);
  const shade = paintShade(painter);
  const seconds = frames / fps;
  return {
    draw(canvas: Canvas, time: number) {
      const done = smoothStep(time, -0.3 * seconds, 1.3 * seconds);
      const along = shot.move === "left" ? 1 - done : shot.move === "right" ? done : undefined;
      if (along !== undefined) {
        // Faster than a pixel a frame, so whole pixels do, at a tenth of the cost.
        const [x, y] = [picture.width - canvas.width, (picture.height - canvas.height) / 2];
        coverWindow(canvas, picture, Math.round(x * along), Math.round(y));
      } else {
        const zoom = 1 + nearer * (shot.move === "out" ? 1 - done : done);
        const room = { x: picture.width * zoom - canvas.width, y: picture.height * zoom - canvas.height };
        laySprite(canvas, picture, { x: -room.x / 2, y: -room.y / 2, scale: zoom });
      }
      laySprite(canvas, shade, { x: 0, y: 0 });
      headline.draw(canvas, time);
    },
  };
};

/**
 * A picture cut to the stage, `larger` times its size, its most telling part kept; one of quite another shape stands whole
 * before its own blurred self. Throws with a sentence about the picture.
 */
export async function coverStage(file: string, painter: Painter, larger: number): Promise<Sprite> {
  const even = (size: number) => Math.ceil((size * painter.scale * larger) / 2) * 2;
  const [width, height] = [even(painter.stage.width), even(painter.stage.height)];
  const bytes = await readFile(file);
  try {
    const { data: upright, info } = await openPicture(bytes)
      .flatten({ background: "#17121c" })
      .png({ compressionLevel: 1 })
      .toBuffer({ resolveWithObject: true });
    const lost = 1 - Math.min(info.width / info.height / (width / height), width / height / (info.width / info.height));
    // A product is photographed in the middle; only in a wide scene is it worth asking where to look.
    const wider = info.width / info.height > 1.25;
    const covered = sharp(upright).resize(width, height, { fit: "cover", position: wider ? "attention" : "centre" });
    if (lost <= (width > height ? mostLost.landscape : mostLost.upright)) return toSprite(covered);
    // Too much would go: all of it stands before its own blurred self.
    const whole = await sharp(upright).resize(width, height, { fit: "inside" }).png({ compressionLevel: 1 }).toBuffer();
    const small = await sharp(upright)
      .resize(Math.round(width / 12), Math.round(height / 12), { fit: "cover" })
      .blur(4)
      .modulate({ brightness: 0.72, saturation: 1.2 })
      .toBuffer();
    const ground = await sharp(small).resize(width, height, { fit: "fill", kernel: "cubic" }).toBuffer();
    return toSprite(sharp(ground).composite([{ input: whole, gravity: "centre" }]));
  } catch (cause) {
    throw new Error("its picture is not a picture that can be read", { cause });
  }

  async function toSprite(image: Sharp): Promise<Sprite> {
    const { data } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    return spriteFromRgba(data, width, height);
  }
}

/** The share of a picture that may be cut off: more at its sides than at its top, where a bottle has its neck. */
const mostLost = { upright: 0.46, landscape: 0.3 };

/** A breath of shade where words stand, so that they read on any picture. */
export function paintShade(painter: Painter): Sprite {
  const { lower, height, width } = painter.stage;
  const from = Math.max(0, lower.y - 240);
  // Eased, or the eye finds the line where it begins.
  const stops = [0, 0.25, 0.5, 0.75, 1]
    .map(
      (at) => `<stop offset="${at}" stop-color="#140d16" stop-opacity="${(0.5 * smoothStep(at, 0, 1)).toFixed(3)}"/>`,
    )
    .join("");
  return painter.paint(
    `<defs><linearGradient id="s" gradientUnits="userSpaceOnUse" x1="0" y1="${from}" x2="0" y2="${height}">${stops}</linearGradient></defs><rect y="${from}" width="${width}" height="${height - from + 4}" fill="url(#s)"/>`,
    width,
    height,
  );
}
