import { readFile } from "node:fs/promises";
import { mixColours } from "../canvas/colour.ts";
import { type Canvas, coverCanvas, laySprite } from "../canvas/frame.ts";
import { smoothStep, springIn } from "../canvas/motion.ts";
import type { Painter } from "../canvas/painter.ts";
import { escapeXml } from "../canvas/typesetter.ts";
import type { Look } from "../storyboard.ts";
import { paintBackdrop } from "./backdrop.ts";
import { type EndCard, type EndCardLayout, type Logo, layOutEndCard, splitAt } from "./end-card-layout.ts";
import { openPicture } from "./product-picture.ts";
import { evenPixel, type SceneBuilder } from "./scene.ts";

/** Who it was, what to do, and where: the brand's mark, a call, the address, in the design that the kit chose. */
export const buildEndCard: SceneBuilder<EndCard> = async (plan, painter) => {
  const { shot, look } = plan;
  const logo = look.logo ? await readLogo(look.logo, painter.scale) : null;
  const placed = layOutEndCard(plan, logo, painter);
  const ground = paintGround(placed, look, painter);
  const mark = paintMark(logo, placed, painter);
  const button = paintCall(placed, painter);
  const { link: plate, linkSize } = placed;
  const link = painter.paint(
    `<rect width="${plate.width}" height="${plate.height}" rx="${plate.height / 2}" fill="${plate.ground}" fill-opacity=".92"/><text x="32" y="${linkSize * 1.2}" ${painter.type("text", linkSize)} fill="${plate.ink}">${escapeXml(shot.link)}</text>`,
    plate.width,
    plate.height,
  );
  return {
    draw(canvas, time) {
      const s = painter.scale;
      ground(canvas, time);
      const shown = (0.86 + 0.14 * springIn(time, 0, 0.5)) * (1 + 0.006 * time);
      laySprite(canvas, mark, {
        x: (placed.mark.x + (placed.mark.width * (1 - shown)) / 2) * s,
        y: (placed.mark.y + (placed.mark.height * (1 - shown)) / 2) * s,
        scale: shown,
        opacity: smoothStep(time, 0, 0.16),
      });
      const { x, y, width, height } = placed.button;
      const pressed = springIn(time, 0.25) * (1 + 0.022 * Math.sin(Math.max(0, time - 0.8) * 5));
      const size = placed.design === "split" ? 0.85 + 0.15 * springIn(time, 0.25) : 0.7 + 0.3 * pressed;
      laySprite(canvas, button, {
        x: (x + (placed.align === "left" ? 0 : (width * (1 - size)) / 2)) * s,
        y: (y + (height * (1 - size)) / 2) * s,
        scale: size,
        opacity: smoothStep(time, 0.25, 0.4),
      });
      laySprite(canvas, link, {
        x: evenPixel(plate.x * s),
        y: evenPixel(plate.y * s),
        opacity: smoothStep(time, 0.5, 0.75),
      });
    },
  };
};

/** What an end card stands on; each design comes in its own way. */
function paintGround(placed: EndCardLayout, look: Look, painter: Painter): (canvas: Canvas, time: number) => void {
  const { palette } = look;
  const { width, height } = painter.stage;
  const s = painter.scale;
  if (placed.design === "spotlight") {
    const spot = { x: width / 2, y: placed.mark.y + placed.mark.height * 0.9, radius: 500 };
    const backdrop = paintBackdrop(look, "wings", 0, painter, spot);
    return (canvas, time) => backdrop.draw(canvas, time);
  }
  if (placed.design === "poster") {
    const main = palette.primary;
    const still = painter.paint(
      `<defs><linearGradient id="p" x2=".3" y2="1"><stop offset="0" stop-color="${mixColours(main, "#ffffff", 0.1)}"/><stop offset="1" stop-color="${mixColours(main, "#17121c", 0.2)}"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#p)"/><path d="M${width} ${height * 0.42}L${width * 0.3} ${height + 4}H${width}Z" fill="${mixColours(main, "#17121c", 0.18)}"/><path d="M${width} ${height * 0.66}L${width * 0.62} ${height + 4}H${width}Z" fill="${palette.accent}"/>`,
      width,
      height,
    );
    const disc = painter.paint(
      `<circle cx="170" cy="170" r="150" fill="none" stroke="${mixColours(main, palette.background, 0.55)}" stroke-width="30" stroke-opacity=".5"/>`,
      340,
      340,
    );
    return (canvas, time) => {
      coverCanvas(canvas, still);
      laySprite(canvas, disc, { x: (width - 250 + 16 * Math.sin(time)) * s, y: (-90 + 18 * Math.cos(time * 0.8)) * s });
    };
  }
  const landscape = width > height;
  const panel = landscape ? { width: width / 2, height } : { width, height: height * (1 - splitAt) };
  const still = painter.paint(`<rect width="100%" height="100%" fill="${palette.surface}"/>`, width, height);
  const half = painter.paint(
    `<rect width="100%" height="100%" fill="${palette.accent}"/><circle cx="${panel.width * 0.9}" cy="${panel.height * 0.94}" r="${Math.min(panel.width, panel.height) * 0.34}" fill="${mixColours(palette.accent, "#17121c", 0.16)}"/>`,
    panel.width,
    panel.height,
  );
  return (canvas, time) => {
    coverCanvas(canvas, still);
    const gone = 1 - smoothStep(time, 0, 0.32);
    const [x, y] = landscape ? [width / 2 + panel.width * gone, 0] : [0, height * splitAt + panel.height * gone];
    laySprite(canvas, half, { x: evenPixel(x * s), y: evenPixel(y * s) });
  };
}

/** The logo on a plate of the surface colour, which is what logos are made for; the brand's name in type without one. */
function paintMark(logo: Logo | null, placed: EndCardLayout, painter: Painter) {
  const { width, height, ground } = placed.mark;
  const inside = logo
    ? `<image x="56" y="48" width="${logo.width}" height="${logo.height}" href="data:image/png;base64,${logo.bytes.toString("base64")}"/>`
    : setLines(placed.name!, { width, top: 36, rise: 0.86, ink: placed.mark.ink, inset: 48 }, "middle", painter);
  return painter.paint(`<rect width="${width}" height="${height}" rx="48" fill="${ground}"/>${inside}`, width, height);
}

function paintCall({ design, call, button, align }: EndCardLayout, painter: Painter) {
  const { width, height, ground, ink } = button;
  const radius = design === "poster" ? 28 : Math.min(height / 2, 80);
  const plate =
    design === "split"
      ? ""
      : `<rect y="8" width="${width}" height="${height}" rx="${radius}" fill="#000" fill-opacity=".28"/><rect width="${width}" height="${height}" rx="${radius}" fill="${ground}"/>`;
  const top = design === "split" ? 0 : 36;
  const words = setLines(call, { width, top, rise: 0.84, ink, inset: 60 }, align, painter);
  return painter.paint(plate + words, width, height + 8);
}

function setLines(
  block: ReturnType<Painter["setText"]>,
  { width, top, rise, ink, inset }: { width: number; top: number; rise: number; ink: string; inset: number },
  align: "middle" | "left",
  painter: Painter,
): string {
  return block.lines
    .flatMap((line, row) => {
      const left = align === "left" ? inset : (width - line.width) / 2;
      return line.words.map(
        ({ text, x }) =>
          `<text x="${left + x}" y="${top + row * block.lineHeight + block.size * rise}" ${painter.type("display", block.size)} fill="${ink}">${escapeXml(text)}</text>`,
      );
    })
    .join("");
}

/** Reads a logo: at most 560 × 300 design pixels, the first frame of an animation. */
export async function readLogo(file: string, scale: number): Promise<Logo> {
  const { data, info } = await openPicture(await readFile(file))
    .resize({ width: Math.round(560 * scale), height: Math.round(300 * scale), fit: "inside" })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true })
    .catch((cause) => {
      throw new Error("the brand's logo is not a picture that can be read", { cause });
    });
  return { width: info.width / scale, height: info.height / scale, bytes: data };
}
