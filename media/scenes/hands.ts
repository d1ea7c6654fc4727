import sharp from "sharp";
import { type Canvas, laySprite } from "../canvas/frame.ts";
import { smoothStep, springIn } from "../canvas/motion.ts";
import type { Painter } from "../canvas/painter.ts";
import type { Sprite } from "../canvas/sprite.ts";
import type { Stage } from "../stage.ts";
import type { Portrait } from "../storyboard.ts";
import type { Gesture } from "./gestures.ts";
import { drawHand, handWidth, heldPlace } from "./hand.ts";
import type { ProductPicture } from "./product-picture.ts";

/** Design pixels to one of the hand's drawing. */
const size = 0.86;

/** The sides at which a hand has room: both in upright pictures, the one without words in landscape. */
export function handSides({ width, height }: Stage): Gesture["side"][] {
  return width > height ? [-1] : [1, -1];
}

/** The top left corner of a raised hand's drawing, in design pixels, when the camera stands in the middle. */
export function placeHand({ face }: Stage, side: Gesture["side"]): { x: number; y: number } {
  return { x: face.x + side * (face.unit * 66 + 128) - (handWidth * size) / 2, y: face.chin - face.unit * 62 };
}

/** Where what is held stands while a hand is up. */
export function placeHeld(stage: Stage, side: Gesture["side"]) {
  const { x, y } = placeHand(stage, side);
  const { width, height } = heldPlace;
  const left = side < 0 ? heldPlace.x : handWidth - heldPlace.x - width;
  return { x: x + left * size, y: y + heldPlace.y * size, width: width * size, height: height * size };
}

/** Draws the hands that a shot needs; they come up from behind the table, sway, and go down again. */
export async function paintHands(
  gestures: Gesture[],
  portrait: Portrait,
  held: ProductPicture | null,
  bottom: number,
  painter: Painter,
) {
  const { stage, scale: s } = painter;
  const above = 60;
  const sprites = new Map<string, Sprite>();
  const image = held && gestures.some(({ pose }) => pose === "hold") ? await drawHeld(held, s) : "";
  for (const { pose, side } of gestures) {
    const key = `${pose}${side}`;
    if (sprites.has(key)) continue;
    const tall = (bottom - placeHand(stage, side).y) / size + 140;
    const flip = side > 0 ? `translate(${handWidth} 0) scale(-1 1)` : "";
    // What is held is a picture with words on it: it is not mirrored with the hand.
    const upright =
      side > 0
        ? `<g transform="translate(${handWidth} 0) scale(-1 1) translate(${handWidth - 2 * heldPlace.x - heldPlace.width} 0)">${image}</g>`
        : image;
    sprites.set(
      key,
      painter.paint(
        `<g transform="scale(${size}) translate(0 ${above})"><g transform="${flip}">${drawHand(pose, portrait, tall, pose === "hold" ? upright : "")}</g></g>`,
        handWidth * size,
        (tall + above) * size,
      ),
    );
  }
  return {
    draw(canvas: Canvas, { zoom, aside }: { zoom: number; aside: number }, time: number) {
      for (const { pose, side, from, to } of gestures) {
        if (time < from || time > to + 0.3) continue;
        const up = springIn(time, from, 0.42) * (1 - smoothStep(time, to - 0.05, to + 0.3));
        const { x, y } = placeHand(stage, side);
        const low = y - above * size + (1 - up) * (bottom - y + 80);
        const { x: middle, chin } = stage.face;
        const beat = 5 * Math.sin((time - from) * 7) * up;
        const sprite = sprites.get(`${pose}${side}`)!;
        laySprite(canvas, sprite, {
          x: (middle + aside + (x - middle) * zoom) * s,
          y: (chin + (low + beat - chin) * zoom) * s,
          scale: zoom,
          bend: (row) => ({ dx: (1 - row / sprite.height) * 9 * s * Math.sin((time - from) * 5) * up, dy: 0 }),
        });
      }
    },
  };
}

/** The product between the fingers: as it is when it was cut out, else on a small card. */
async function drawHeld(picture: ProductPicture, scale: number): Promise<string> {
  const { x, y, width, height } = heldPlace;
  const pixels = Math.round(width * scale);
  const data = await sharp(picture.bytes)
    .resize(pixels, pixels, {
      fit: picture.cut ? "contain" : "cover",
      position: "attention",
      background: { r: 0, g: 0, b: 0, alpha: 0 },
    })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const image = (pad: number) =>
    `<image x="${x + pad}" y="${y + pad}" width="${width - pad * 2}" height="${height - pad * 2}" href="data:image/png;base64,${data.toString("base64")}"/>`;
  if (picture.cut) return image(0);
  return `<g transform="rotate(-4 ${x + width / 2} ${y + height / 2})"><rect x="${x + 4}" y="${y + 10}" width="${width}" height="${height}" rx="18" fill="#000" opacity=".2"/><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="18" fill="#fff"/>${image(12)}</g>`;
}
