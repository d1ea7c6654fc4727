import sharp from "sharp";
import { type Canvas, laySprite } from "../canvas/frame.ts";
import { smoothStep, springIn } from "../canvas/motion.ts";
import type { Painter } from "../canvas/painter.ts";
import type { Box } from "../stage.ts";
import type { ProductPicture } from "./product-picture.ts";

/** Room around the picture for its shadow, in design pixels. */
const bleed = 60;
/** How much of a picture's height its reflection on the floor shows. */
const mirrored = 0.22;

/**
 * A product in its frame: a thing that was cut out stands on a floor with shadow and reflection, any other picture fills a
 * card (cut by a quarter at most, with a margin otherwise). It drops in, then floats and turns a little.
 */
export async function framePicture(picture: ProductPicture, frame: Box, surface: string, painter: Painter) {
  const { width, height } = frame;
  const shown = await fitPicture(picture, frame, painter.scale);
  const image = (more: string) =>
    `<image x="${shown.x}" y="${shown.y}" width="${shown.width}" height="${shown.height}" href="${shown.href}" ${more}/>`;
  const wide = width + bleed * 2;
  const body = picture.cut
    ? `<g transform="translate(${bleed} ${bleed})">${image("")}</g>`
    : `<defs><clipPath id="card"><rect width="${width}" height="${height}" rx="40"/></clipPath></defs><g transform="translate(${bleed} ${bleed})"><g clip-path="url(#card)"><rect width="${width}" height="${height}" fill="${surface}"/>${image("")}</g><rect x="1.5" y="1.5" width="${width - 3}" height="${height - 3}" rx="39" fill="none" stroke="#fff" stroke-opacity=".35" stroke-width="3"/></g>`;
  const thing = painter.paint(body, wide, height + bleed * 2);
  const deep = height * mirrored;
  const mirror = painter.paint(
    `<defs><linearGradient id="fade" x2="0" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".34"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></linearGradient><mask id="m"><rect width="${width}" height="${deep}" fill="url(#fade)"/></mask><clipPath id="round"><rect y="${-height + deep}" width="${width}" height="${height}" rx="40"/></clipPath></defs><g mask="url(#m)"><g transform="translate(0 ${height}) scale(1 -1)">${image("")}</g></g>`,
    width,
    deep,
  );
  const shadow = painter.paint(
    `<defs><radialGradient id="g"><stop offset="0" stop-color="#0b0710" stop-opacity=".62"/><stop offset=".55" stop-color="#0b0710" stop-opacity=".26"/><stop offset="1" stop-color="#0b0710" stop-opacity="0"/></radialGradient></defs><ellipse cx="${wide / 2}" cy="55" rx="${wide / 2}" ry="55" fill="url(#g)"/>`,
    wide,
    110,
  );
  const floor = frame.y + height;
  return {
    draw(canvas: Canvas, time: number) {
      const s = painter.scale;
      const landed = springIn(time, 0, 0.55);
      const float = 7 * Math.sin(time * 1.5) * Math.min(1, time);
      const zoom = (0.9 + 0.1 * landed) * (1 + 0.007 * Math.min(time, 5));
      const seen = smoothStep(time, 0, 0.14);
      laySprite(canvas, mirror, {
        x: frame.x * s,
        y: (floor + 6 + (1 - landed) * 120 - float) * s,
        opacity: seen * (0.85 - 0.02 * float),
      });
      laySprite(canvas, shadow, {
        x: (frame.x - bleed) * s,
        y: (floor - 46) * s,
        opacity: seen * (0.9 - 0.025 * float) * landed,
      });
      const turn = 0.012 * Math.sin(time * 0.9 + 0.6) * Math.min(1, time);
      const middle = thing.height / 2;
      laySprite(canvas, thing, {
        x: (frame.x - bleed - ((zoom - 1) * wide) / 2) * s,
        // It grows from its foot, so that it stands where it stood.
        y: (frame.y - bleed - (zoom - 1) * (height + bleed) - (1 - landed) * 180 + (picture.cut ? 0 : float)) * s,
        scale: zoom,
        opacity: seen,
        bend: (row) => ({ dx: (middle - row) * turn, dy: 0 }),
      });
    },
  };
}

async function fitPicture({ bytes, ratio, cut }: ProductPicture, { width, height }: Box, scale: number) {
  const lost = 1 - Math.min(ratio / (width / height), width / height / ratio);
  const fills = !cut && lost <= 0.25;
  const margin = fills || cut ? 0 : 36;
  const [wide, high] = [width - margin * 2, height - margin * 2];
  const data = await sharp(bytes)
    .resize(Math.max(2, Math.round(wide * scale)), Math.max(2, Math.round(high * scale)), {
      fit: fills ? "cover" : "contain",
      position: fills ? "attention" : "centre",
      background: { r: 0, g: 0, b: 0, alpha: 0 },
    })
    .png({ compressionLevel: 1 })
    .toBuffer();
  return { x: margin, y: margin, width: wide, height: high, href: `data:image/png;base64,${data.toString("base64")}` };
}
