import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { readableOn } from "../canvas/colour.ts";
import { laySprite } from "../canvas/frame.ts";
import { smoothStep, springIn } from "../canvas/motion.ts";
import { escapeXml } from "../canvas/painter.ts";
import type { Shot } from "../storyboard.ts";
import { paintBackdrop } from "./backdrop.ts";
import { paintHeadline, settle } from "./headline.ts";
import { type SceneBuilder, safe } from "./scene.ts";

const column = { width: 880, left: 100 };
const bleed = 50;

/** The product's own picture on a card, never stretched, coming slowly nearer; its name and price below. */
export const buildProduct: SceneBuilder<Extract<Shot, { type: "product" }>> = async (
  { shot, look, framing },
  painter,
) => {
  const { palette } = look;
  const backdrop = paintBackdrop(look, "paper", framing, painter);
  const headline = paintHeadline(shot.onScreen, look, painter);
  const title = painter.setText(shot.title, "display", { size: 68, width: 820, maxLines: 2 });
  const titleHeight = title.lines.length * title.lineHeight;
  const footTop = safe.captionTop - 36 - titleHeight - (shot.price ? 84 : 0);
  const headRoom = shot.onScreen ? headline.bottom + 40 : 236;
  const picture = await readPicture(shot.picture);
  const room = footTop - 44 - headRoom;
  const height = Math.min(room, Math.max(460, column.width / picture.ratio));
  // A tall picture gets a squarer card, so that it does not stand lost on a wide one.
  const width = picture.ratio < 0.8 ? Math.min(column.width, height * 1.08) : column.width;
  const frame = { width, left: 540 - width / 2, bleed };
  const top = headRoom + (room - height) / 2;
  const shown = await fitPicture(picture, frame.width, height, painter.scale);
  const card = painter.paint(
    `<defs><clipPath id="card"><rect x="${frame.bleed}" y="${frame.bleed}" width="${frame.width}" height="${height}" rx="44"/></clipPath><filter id="soft" x="-20%" y="-20%" width="140%" height="150%"><feGaussianBlur stdDeviation="22"/></filter></defs>
    <rect x="${frame.bleed + 8}" y="${frame.bleed + 22}" width="${frame.width - 16}" height="${height - 10}" rx="44" fill="#17121c" fill-opacity=".38" filter="url(#soft)"/>
    <rect x="${frame.bleed}" y="${frame.bleed}" width="${frame.width}" height="${height}" rx="44" fill="${palette.surface}"/>
    <image clip-path="url(#card)" x="${frame.bleed + shown.x}" y="${frame.bleed + shown.y}" width="${shown.width}" height="${shown.height}" href="${shown.href}"/>
    <rect x="${frame.bleed + 1}" y="${frame.bleed + 1}" width="${frame.width - 2}" height="${height - 2}" rx="43" fill="none" stroke="#17121c" stroke-opacity=".08" stroke-width="2"/>`,
    frame.width + frame.bleed * 2,
    height + frame.bleed * 2,
  );
  const titleInk = readableOn(backdrop.ground, palette.text, palette.surface);
  const name = painter.paint(
    title.lines
      .flatMap((line, row) =>
        line.words.map(
          ({ text, x }) =>
            `<text x="${x}" y="${row * title.lineHeight + title.size * 0.9}" ${painter.type("display", title.size)} fill="${titleInk}">${escapeXml(text)}</text>`,
        ),
      )
      .join(""),
    840,
    titleHeight + 12,
  );
  const price = shot.price ? paintPrice(shot.price) : undefined;
  function paintPrice(text: string) {
    const width = painter.measure(text, "display", 46) + 56;
    const ink = readableOn(palette.accent, palette.surface, palette.text);
    return painter.paint(
      `<rect width="${width}" height="72" rx="36" fill="${palette.accent}"/><text x="28" y="52" ${painter.type("display", 46)} fill="${ink}">${escapeXml(text)}</text>`,
      width,
      72,
    );
  }
  return {
    draw(canvas, time) {
      const s = painter.scale;
      backdrop.draw(canvas, time);
      const arrived = springIn(time, 0, 0.5);
      const zoom = (0.94 + 0.06 * arrived) * (1 + 0.009 * Math.min(time, 6));
      laySprite(canvas, card, {
        x: (frame.left - frame.bleed - ((zoom - 1) * (frame.width + frame.bleed * 2)) / 2) * s,
        y: (top - frame.bleed - ((zoom - 1) * (height + frame.bleed * 2)) / 2 + (1 - arrived) * 220) * s,
        scale: zoom,
        opacity: smoothStep(time, 0, 0.14),
      });
      const named = springIn(time, 0.22);
      laySprite(canvas, name, {
        x: settle(column.left * s, 1),
        y: settle((footTop + (1 - named) * 50) * s, named),
        opacity: smoothStep(time, 0.22, 0.4),
      });
      if (price) {
        const popped = springIn(time, 0.42);
        laySprite(canvas, price, {
          x: settle((column.left - (1 - popped) * 90) * s, popped),
          y: settle((footTop + titleHeight + 14) * s, 1),
          opacity: smoothStep(time, 0.42, 0.56),
        });
      }
      headline.draw(canvas, time);
    },
  };
};

type Picture = { bytes: Buffer; ratio: number };

async function readPicture(file: string): Promise<Picture> {
  const bytes = await readFile(file);
  const { width, height } = await sharp(bytes, { limitInputPixels: 50_000_000 })
    .autoOrient()
    .metadata()
    .then((meta) => meta.autoOrient ?? meta)
    .catch((cause) => {
      throw new Error("its picture is not a picture that can be read", { cause });
    });
  if (!width || !height) throw new Error("its picture has no size");
  return { bytes, ratio: width / height };
}

/** Fills the card when that cuts off at most a quarter of the picture, and shows all of it with a margin otherwise. */
async function fitPicture({ bytes, ratio }: Picture, width: number, height: number, scale: number) {
  const cut = 1 - Math.min(ratio / (width / height), width / height / ratio);
  const fills = cut <= 0.25;
  const margin = fills ? 0 : 44;
  const [wide, high] = [width - margin * 2, height - margin * 2];
  const data = await sharp(bytes, { limitInputPixels: 50_000_000, density: 144 })
    .rotate()
    .resize(Math.round(wide * scale), Math.round(high * scale), {
      fit: fills ? "cover" : "contain",
      position: "attention",
      background: { r: 0, g: 0, b: 0, alpha: 0 },
    })
    .png({ compressionLevel: 1 })
    .toBuffer()
    .catch((cause) => {
      throw new Error("its picture breaks off or is damaged", { cause });
    });
  return { x: margin, y: margin, width: wide, height: high, href: `data:image/png;base64,${data.toString("base64")}` };
}
