import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { readableOn } from "../canvas/colour.ts";
import { laySprite } from "../canvas/frame.ts";
import { smoothStep, springIn } from "../canvas/motion.ts";
import { escapeXml, type Painter } from "../canvas/painter.ts";
import type { Look, Shot } from "../storyboard.ts";
import { paintBackdrop } from "./backdrop.ts";
import type { SceneBuilder } from "./scene.ts";

/** Who it was, what to do, and where: the brand's mark in the spotlight, a button, the address. */
export const buildEndCard: SceneBuilder<Extract<Shot, { type: "end-card" }>> = async ({ shot, look }, painter) => {
  const { palette } = look;
  const backdrop = paintBackdrop(look, "wings", 0, painter);
  const mark = await paintMark(look, painter);
  const call = painter.setText(shot.cta, "display", { size: 76, width: 700, maxLines: 2 });
  const height = call.lines.length * call.lineHeight + 72;
  const width = Math.max(...call.lines.map((line) => line.width)) + 120;
  const ink = readableOn(palette.accent, palette.surface, palette.text);
  const button = painter.paint(
    `<rect y="8" width="${width}" height="${height}" rx="${Math.min(height / 2, 80)}" fill="#000" fill-opacity=".28"/><rect width="${width}" height="${height}" rx="${Math.min(height / 2, 80)}" fill="${palette.accent}"/>${call.lines
      .flatMap((line, row) =>
        line.words.map(
          ({ text, x }) =>
            `<text x="${(width - line.width) / 2 + x}" y="${36 + row * call.lineHeight + call.size * 0.84}" ${painter.type("display", call.size)} fill="${ink}">${escapeXml(text)}</text>`,
        ),
      )
      .join("")}`,
    width,
    height + 8,
  );
  const linkSize = Math.min(50, (50 * 760) / painter.measure(shot.link, "text", 50));
  const linkWidth = painter.measure(shot.link, "text", linkSize);
  const plate = { width: linkWidth + 64, height: linkSize * 1.7 };
  const link = painter.paint(
    `<rect width="${plate.width}" height="${plate.height}" rx="${plate.height / 2}" fill="${backdrop.ground}" fill-opacity=".9"/><text x="32" y="${linkSize * 1.2}" ${painter.type("text", linkSize)} fill="${readableOn(backdrop.ground, palette.background, palette.surface)}">${escapeXml(shot.link)}</text>`,
    plate.width,
    plate.height,
  );
  const buttonTop = 880;
  return {
    draw(canvas, time) {
      const s = painter.scale;
      backdrop.draw(canvas, time);
      const shown = 0.86 + 0.14 * springIn(time, 0, 0.5);
      laySprite(canvas, mark.sprite, {
        x: (540 - (mark.width * shown) / 2) * s,
        y: (640 - (mark.height * shown) / 2) * s,
        scale: shown * (1 + 0.006 * time),
        opacity: smoothStep(time, 0, 0.16),
      });
      const pressed = springIn(time, 0.25) * (1 + 0.022 * Math.sin(Math.max(0, time - 0.8) * 5));
      const size = 0.7 + 0.3 * pressed;
      laySprite(canvas, button, {
        x: (540 - (width * size) / 2) * s,
        y: (buttonTop + ((1 - size) * height) / 2) * s,
        scale: size,
        opacity: smoothStep(time, 0.25, 0.4),
      });
      laySprite(canvas, link, {
        x: Math.round(((540 - plate.width / 2) * s) / 2) * 2,
        y: Math.round(((buttonTop + height + 48) * s) / 2) * 2,
        opacity: smoothStep(time, 0.5, 0.75),
      });
    },
  };
};

/** The logo on a plate of the surface colour, which is what logos are made for; the brand's name in type without one. */
async function paintMark(look: Look, painter: Painter) {
  const { palette } = look;
  if (look.logo) {
    const logo = await readLogo(look.logo, painter.scale);
    const [width, height] = [logo.width + 112, logo.height + 96];
    return {
      width,
      height,
      sprite: painter.paint(
        `<rect width="${width}" height="${height}" rx="48" fill="${palette.surface}"/><image x="56" y="48" width="${logo.width}" height="${logo.height}" href="${logo.href}"/>`,
        width,
        height,
      ),
    };
  }
  const name = painter.setText(look.brandName, "display", { size: 128, width: 760, maxLines: 2 });
  const width = Math.max(...name.lines.map((line) => line.width)) + 96;
  const height = name.lines.length * name.lineHeight + 72;
  const words = name.lines.flatMap((line, row) =>
    line.words.map(
      ({ text, x }) =>
        `<text x="${(width - line.width) / 2 + x}" y="${36 + row * name.lineHeight + name.size * 0.86}" ${painter.type("display", name.size)} fill="${readableOn(palette.surface, palette.primary, palette.text)}">${escapeXml(text)}</text>`,
    ),
  );
  return {
    width,
    height,
    sprite: painter.paint(
      `<rect width="${width}" height="${height}" rx="48" fill="${palette.surface}"/>${words.join("")}`,
      width,
      height,
    ),
  };
}

async function readLogo(file: string, scale: number) {
  const image = sharp(await readFile(file), { limitInputPixels: 50_000_000, density: 200 });
  const { data, info } = await image
    .resize({ width: Math.round(560 * scale), height: Math.round(300 * scale), fit: "inside" })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true })
    .catch((cause) => {
      throw new Error("the brand's logo is not a picture that can be read", { cause });
    });
  return {
    width: info.width / scale,
    height: info.height / scale,
    href: `data:image/png;base64,${data.toString("base64")}`,
  };
}
