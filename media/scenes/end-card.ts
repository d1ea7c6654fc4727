import { readFile } from "node:fs/promises";
import { readableOn } from "../canvas/colour.ts";
import { laySprite } from "../canvas/frame.ts";
import { smoothStep, springIn } from "../canvas/motion.ts";
import type { Painter } from "../canvas/painter.ts";
import { escapeXml } from "../canvas/typesetter.ts";
import type { Shot } from "../storyboard.ts";
import { groundOf, paintBackdrop } from "./backdrop.ts";
import { openPicture } from "./product-picture.ts";
import { type Desk, evenPixel, type PlacedBox, type SceneBuilder, type ShotPlan } from "./scene.ts";

type EndCard = Extract<Shot, { type: "end-card" }>;
type Logo = { width: number; height: number; bytes: Buffer };

/** Stacks the brand's mark, the button and the address in the middle of the stage. */
export function layOutEndCard({ shot, look, fps, frames }: ShotPlan<EndCard>, logo: Logo | null, desk: Desk) {
  const { palette } = look;
  const { close } = desk.stage;
  const middle = desk.stage.width / 2;
  const flat = close.height < 900;
  const name = logo
    ? undefined
    : desk.setText(look.brandName, "display", { size: 128, width: close.width - 120, maxLines: 2 });
  const mark = logo
    ? { width: logo.width + 112, height: logo.height + 96 }
    : {
        width: Math.max(...name!.lines.map(({ width }) => width)) + 96,
        height: name!.lines.length * name!.lineHeight + 72,
      };
  const call = desk.setText(shot.cta, "display", { size: 76, width: close.width - 150, maxLines: 2 });
  const button = {
    width: Math.max(...call.lines.map(({ width }) => width)) + 120,
    height: call.lines.length * call.lineHeight + 72,
  };
  const linkSize = Math.min(50, (50 * (close.width - 90)) / desk.measure(shot.link, "text", 50));
  const link = { width: desk.measure(shot.link, "text", linkSize) + 64, height: linkSize * 1.7 };
  const [first, second] = flat ? [56, 36] : [84, 48];
  const top = close.y + (close.height - mark.height - first - button.height - second - link.height) / 2;
  const at = (size: { width: number; height: number }, y: number) => ({ ...size, x: middle - size.width / 2, y });
  const places = {
    mark: at(mark, top),
    button: at(button, top + mark.height + first),
    link: at(link, top + mark.height + first + button.height + second),
  };
  const ground = groundOf(palette, "wings");
  const inks = {
    name: readableOn(palette.surface, palette.primary, palette.text),
    call: readableOn(palette.accent, palette.surface, palette.text),
    link: readableOn(ground, palette.background, palette.surface),
  };
  const to = frames / fps;
  const boxes: PlacedBox[] = [
    { kind: "logo", ...places.mark, from: 0, to },
    {
      ...{ kind: "button", ...places.button, from: 0.25, to, text: shot.cta },
      ...{ size: call.size, ink: inks.call, ground: palette.accent },
    },
    {
      ...{ kind: "link", ...places.link, from: 0.5, to, text: shot.link },
      ...{ size: linkSize, ink: inks.link, ground },
    },
  ];
  return { name, call, linkSize, ...places, inks, ground, boxes };
}

/** Who it was, what to do, and where: the brand's mark in the spotlight, a button, the address. */
export const buildEndCard: SceneBuilder<EndCard> = async (plan, painter) => {
  const { shot, look } = plan;
  const { palette } = look;
  const logo = look.logo ? await readLogo(look.logo, painter.scale) : null;
  const placed = layOutEndCard(plan, logo, painter);
  const spot = { x: painter.stage.width / 2, y: placed.mark.y + placed.mark.height * 0.9, radius: 500 };
  const backdrop = paintBackdrop(look, "wings", 0, painter, spot);
  const mark = paintMark(logo, placed, palette.surface, painter);
  const { width, height } = placed.button;
  const radius = Math.min(height / 2, 80);
  const button = painter.paint(
    `<rect y="8" width="${width}" height="${height}" rx="${radius}" fill="#000" fill-opacity=".28"/><rect width="${width}" height="${height}" rx="${radius}" fill="${palette.accent}"/>${centred(placed.call, "display", { width, top: 36, rise: 0.84, ink: placed.inks.call }, painter)}`,
    width,
    height + 8,
  );
  const plate = placed.link;
  const link = painter.paint(
    `<rect width="${plate.width}" height="${plate.height}" rx="${plate.height / 2}" fill="${placed.ground}" fill-opacity=".9"/><text x="32" y="${placed.linkSize * 1.2}" ${painter.type("text", placed.linkSize)} fill="${placed.inks.link}">${escapeXml(shot.link)}</text>`,
    plate.width,
    plate.height,
  );
  return {
    draw(canvas, time) {
      const s = painter.scale;
      backdrop.draw(canvas, time);
      const shown = (0.86 + 0.14 * springIn(time, 0, 0.5)) * (1 + 0.006 * time);
      laySprite(canvas, mark, {
        x: (placed.mark.x + (placed.mark.width * (1 - shown)) / 2) * s,
        y: (placed.mark.y + (placed.mark.height * (1 - shown)) / 2) * s,
        scale: shown,
        opacity: smoothStep(time, 0, 0.16),
      });
      const pressed = springIn(time, 0.25) * (1 + 0.022 * Math.sin(Math.max(0, time - 0.8) * 5));
      const size = 0.7 + 0.3 * pressed;
      laySprite(canvas, button, {
        x: (placed.button.x + (width * (1 - size)) / 2) * s,
        y: (placed.button.y + (height * (1 - size)) / 2) * s,
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

/** The logo on a plate of the surface colour, which is what logos are made for; the brand's name in type without one. */
function paintMark(
  logo: Logo | null,
  { mark: { width, height }, name, inks }: ReturnType<typeof layOutEndCard>,
  surface: string,
  painter: Painter,
) {
  const inside = logo
    ? `<image x="56" y="48" width="${logo.width}" height="${logo.height}" href="data:image/png;base64,${logo.bytes.toString("base64")}"/>`
    : centred(name!, "display", { width, top: 36, rise: 0.86, ink: inks.name }, painter);
  return painter.paint(`<rect width="${width}" height="${height}" rx="48" fill="${surface}"/>${inside}`, width, height);
}

function centred(
  block: ReturnType<Painter["setText"]>,
  font: "display" | "text",
  { width, top, rise, ink }: { width: number; top: number; rise: number; ink: string },
  painter: Painter,
): string {
  return block.lines
    .flatMap((line, row) =>
      line.words.map(
        ({ text, x }) =>
          `<text x="${(width - line.width) / 2 + x}" y="${top + row * block.lineHeight + block.size * rise}" ${painter.type(font, block.size)} fill="${ink}">${escapeXml(text)}</text>`,
      ),
    )
    .join("");
}

/** A logo as it is drawn: at most 560 × 300 design pixels, the first frame of an animation. */
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
