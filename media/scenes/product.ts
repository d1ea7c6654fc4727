import { mixColours, readableOn } from "../canvas/colour.ts";
import { laySprite } from "../canvas/frame.ts";
import { smoothStep, springIn } from "../canvas/motion.ts";
import { readsRightToLeft } from "../canvas/script.ts";
import { escapeXml } from "../canvas/typesetter.ts";
import type { Shot } from "../storyboard.ts";
import { paintBackdrop } from "./backdrop.ts";
import { layOutHeadline, paintHeadline } from "./headline.ts";
import { framePicture } from "./picture-frame.ts";
import { type ProductPicture, readProductPicture } from "./product-picture.ts";
import { type Desk, type PlacedBox, type SceneBuilder, type ShotPlan, settle } from "./scene.ts";
import { paintSurround } from "./surround.ts";

type Product = Extract<Shot, { type: "product" }>;
const plateInset = 30;

/** Where picture, name and price stand, and when each is there. */
export function layOutProduct(plan: ShotPlan<Product>, picture: Pick<ProductPicture, "ratio" | "cut">, desk: Desk) {
  const { shot, look, fps, frames } = plan;
  const { palette } = look;
  const seconds = frames / fps;
  const { stage } = desk;
  const headline = layOutHeadline(shot.onScreen, { speech: shot.speech, seconds: seconds * 0.6, look }, desk);
  const zone = stage.headline;
  const title = desk.setText(shot.title, "display", {
    size: Math.min(64, zone.size * 0.8),
    width: zone.width - plateInset * 2,
    maxLines: zone.maxLines,
  });
  const named = headline.leaves > 0 ? headline.leaves + 0.2 : 0.18;
  const turned = readsRightToLeft(shot.title);
  const nameWidth = Math.max(...title.lines.map(({ width }) => width)) + plateInset * 2;
  const name = {
    x: turned ? zone.x + zone.width - nameWidth : zone.x,
    y: zone.y,
    width: nameWidth,
    height: title.lines.length * title.lineHeight + 36,
  };
  const ink = readableOn(palette.surface, palette.text, palette.background);
  const priceInk = readableOn(palette.accent, palette.surface, palette.text);
  const priceWidth = shot.price ? desk.measure(shot.price, "display", 52) + 92 : 0;
  // Beside the words in landscape; below them otherwise, as high as they leave room for.
  const beside = stage.width > stage.height;
  const lowest = Math.max(name.y + name.height, ...headline.boxes.map(({ y, height }) => y + height));
  const top = beside ? stage.product.y : Math.min(stage.product.y, lowest + 28);
  const area = { ...stage.product, y: top, height: stage.product.y + stage.product.height - top };
  // A card takes the picture's own shape, within reason; what was cut out is not framed at all.
  const shape = picture.cut ? picture.ratio : Math.min(1.6, Math.max(0.8, picture.ratio));
  const width = Math.min(area.width, area.height * shape);
  const height = width / shape;
  const frame = {
    x: area.x + (area.width - width) / 2,
    // A thing that was cut out stands on the floor of its area; a picture hangs in the middle.
    y: picture.cut ? area.y + area.height - height : area.y + (area.height - height) / 2,
    width,
    height,
  };
  // The tag hangs over the corner of the picture, and stays inside of what networks leave free.
  const price = {
    x: Math.min(frame.x + frame.width - priceWidth * 0.62, stage.safe.x + stage.safe.width - priceWidth),
    y: frame.y + frame.height - 116,
    width: priceWidth,
    height: 84,
  };
  const boxes: PlacedBox[] = [
    { kind: "product", ...frame, from: 0, to: seconds },
    {
      ...{ kind: "text", ...name, from: named, to: seconds, text: shot.title },
      ...{ size: title.size, ink, ground: palette.surface },
    },
    ...headline.boxes,
  ];
  if (shot.price) {
    const colours = { ink: priceInk, ground: palette.accent };
    boxes.push({ kind: "price", ...price, from: 0.5, to: seconds, text: shot.price, size: 52, ...colours });
  }
  return { headline, title, named, name, turned, frame, price, ink, priceInk, boxes };
}

/** The product's own picture, never stretched: cut out on a plinth, or on a card before its own blurred self; name and price. */
export const buildProduct: SceneBuilder<Product> = async (plan, painter) => {
  const { shot, look, framing } = plan;
  const { palette } = look;
  const picture = await readProductPicture(shot.picture);
  const placed = layOutProduct(plan, picture, painter);
  const { frame, name, named, price } = placed;
  const backdrop = picture.cut
    ? paintBackdrop(look, "paper", framing, painter)
    : await paintSurround(picture.bytes, palette.primary, frame.y + frame.height - 40, painter);
  const shown = await framePicture(picture, frame, palette.surface, painter);
  const headline = paintHeadline(placed.headline, painter);
  const title = paintTitle();
  const tag = shot.price ? paintTag(shot.price) : undefined;

  function paintTitle() {
    const { lines, size, lineHeight } = placed.title;
    const words = lines.flatMap((line, row) => {
      const left = placed.turned ? name.width - plateInset - line.width : plateInset;
      return line.words.map(
        ({ text, x }) =>
          `<text x="${left + x}" y="${18 + row * lineHeight + size * 0.88}" ${painter.type("display", size)} fill="${placed.ink}">${escapeXml(text)}</text>`,
      );
    });
    return painter.paint(
      `<rect width="${name.width}" height="${name.height}" rx="24" fill="${palette.surface}"/>${words.join("")}`,
      name.width,
      name.height,
    );
  }
  function paintTag(text: string) {
    const { width, height } = price;
    const dark = mixColours(palette.accent, "#000000", 0.35);
    return painter.paint(
      `<path d="M34 0H${width - 20}Q${width} 0 ${width} 20V${height - 20}Q${width} ${height} ${width - 20} ${height}H34L0 ${height / 2}Z" fill="${palette.accent}"/><circle cx="38" cy="${height / 2}" r="9" fill="${dark}"/><text x="62" y="${height / 2 + 18}" ${painter.type("display", 52)} fill="${placed.priceInk}">${escapeXml(text)}</text>`,
      width,
      height,
    );
  }
  return {
    draw(canvas, time) {
      const s = painter.scale;
      backdrop.draw(canvas, time);
      shown.draw(canvas, time);
      if (tag) {
        const swung = springIn(time, 0.5, 0.6);
        const size = 0.6 + 0.4 * swung;
        laySprite(canvas, tag, {
          x: settle((price.x + ((1 - size) * price.width) / 2) * s, swung),
          y: settle((price.y + ((1 - size) * price.height) / 2) * s, swung),
          scale: size,
          opacity: smoothStep(time, 0.5, 0.6),
        });
      }
      const come = springIn(time, named, 0.4);
      laySprite(canvas, title, {
        x: settle((name.x - (placed.turned ? -1 : 1) * (1 - come) * 120) * s, come),
        y: settle(name.y * s, 1),
        opacity: smoothStep(time, named, named + 0.14),
      });
      headline.draw(canvas, time);
    },
  };
};
