import { readableOn } from "../canvas/colour.ts";
import { type Canvas, laySprite } from "../canvas/frame.ts";
import { springIn } from "../canvas/motion.ts";
import type { Painter } from "../canvas/painter.ts";
import type { Sprite } from "../canvas/sprite.ts";
import { escapeXml } from "../canvas/typesetter.ts";
import { captionLine } from "../captions.ts";
import type { Stage } from "../stage.ts";
import type { Look, SpokenLine } from "../storyboard.ts";
import { speechLead } from "../timeline.ts";
import { type Desk, evenPixel, type PlacedBox } from "./scene.ts";

type Zone = Stage["captions"];
const margin = 30;

/** Where captions stand, in the middle of their zone, and when. */
export function layOutCaptions(speech: SpokenLine | null, zone: Zone, { palette }: Look, desk: Desk) {
  const ink = readableOn(palette.accent, palette.surface, palette.text);
  return (speech ? captionLine(speech) : []).map((caption) => {
    const text = caption.words.map(({ word }) => word).join(" ");
    const block = desk.setText(text, "text", { size: zone.size, width: zone.width, maxLines: 2 });
    const height = block.lines.length * block.lineHeight;
    const width = Math.max(...block.lines.map((line) => line.width));
    const box: PlacedBox = {
      kind: "caption",
      x: zone.x + (zone.width - width) / 2,
      y: zone.y + (zone.height - height) / 2,
      ...{ width, height, from: caption.start + speechLead, to: caption.end + speechLead },
      ...{ text, size: block.size, ink, ground: palette.accent },
    };
    return { ...caption, block, box };
  });
}

/** Captions in two lines at most, low in the picture, the word being said on a marker in the brand's accent. */
export function paintCaptions(speech: SpokenLine | null, zone: Zone, look: Look, painter: Painter) {
  const { palette } = look;
  const ink = readableOn(palette.accent, palette.surface, palette.text);
  const captions = layOutCaptions(speech, zone, look, painter).map(({ block, ...caption }) => {
    const placed = block.lines.flatMap((line, row) =>
      line.words.map((word) => ({ ...word, row, x: (zone.width - line.width) / 2 + word.x + margin })),
    );
    const height = block.lines.length * block.lineHeight + margin * 2;
    const baseline = (row: number) => margin + row * block.lineHeight + block.size * 0.86;
    const plain = placed
      .map(
        ({ text: word, x, row }) =>
          `<text x="${x}" y="${baseline(row)}" ${painter.type("text", block.size)} fill="#fff" stroke="#17121c" stroke-width="14" stroke-linejoin="round" paint-order="stroke">${escapeXml(word)}</text>`,
      )
      .join("");
    // Words of the speech may hold several written words; each marker covers all of them on its row.
    let next = 0;
    const markers = caption.words.map(({ word, start }) => {
      const from = next;
      next += word.split(/\s+/).filter(Boolean).length;
      const parts = placed.slice(from, next);
      return {
        start,
        sprite: paintMarker(parts, block.size),
        x: (parts[0]?.x ?? 0) - 16,
        y: margin + (parts[0]?.row ?? 0) * block.lineHeight - 4,
      };
    });
    return { ...caption, sprite: painter.paint(plain, zone.width + margin * 2, height), height, markers };
  });

  function paintMarker(parts: { text: string; x: number; width: number; row: number }[], type: number): Sprite {
    const row = parts.filter((part) => part.row === parts[0]?.row);
    const from = row[0]?.x ?? 0;
    const width = row.reduce((reach, part) => Math.max(reach, part.x + part.width - from), 0) + 32;
    const words = row
      .map(
        ({ text, x }) =>
          `<text x="${x - from + 16}" y="${type * 0.86 + 4}" ${painter.type("text", type)} fill="${ink}">${escapeXml(text)}</text>`,
      )
      .join("");
    return painter.paint(
      `<rect x="2.5" y="2.5" width="${width - 5}" height="${type * 1.2 - 5}" rx="14" fill="${palette.accent}" stroke="#fff" stroke-width="5"/>${words}`,
      width,
      type * 1.2,
    );
  }

  return {
    draw(canvas: Canvas, time: number) {
      const said = time - speechLead;
      const caption = captions.find(({ start, end }) => said >= start && said < end);
      if (!caption) return;
      const s = painter.scale;
      const even = (value: number) => evenPixel(value * s);
      const left = zone.x - margin;
      const top = zone.y + zone.height / 2 - caption.height / 2;
      laySprite(canvas, caption.sprite, { x: even(left), y: even(top) });
      const marker = caption.markers.findLast(({ start }) => said >= start);
      if (!marker) return;
      const grown = 0.9 + 0.1 * springIn(said, marker.start, 0.22);
      const still = grown === 1;
      const x = left + marker.x + ((1 - grown) * marker.sprite.width) / s / 2;
      const y = top + marker.y + ((1 - grown) * marker.sprite.height) / s / 2;
      laySprite(canvas, marker.sprite, { x: still ? even(x) : x * s, y: still ? even(y) : y * s, scale: grown });
    },
  };
}

/** Where the label stands: a dark pill at the top left of what networks leave free. */
export function layOutLabel(label: string, seconds: number, desk: Desk): PlacedBox {
  const width = desk.measure(label, "text", labelSize) + 48;
  const place = { kind: "label" as const, ...desk.stage.label, width, height: 52 };
  return { ...place, from: 0, to: seconds, text: label, size: labelSize, ink: "#ffffff", ground: "#17121c" };
}
const labelSize = 30;

/** The plain line that says what the video is, for as long as it plays. */
export function paintLabel(label: string, painter: Painter) {
  const { x, y, width, height } = layOutLabel(label, 0, painter);
  const sprite = painter.paint(
    `<rect width="${width}" height="${height}" rx="26" fill="#17121c" fill-opacity=".78"/><text x="24" y="36.5" ${painter.type("text", labelSize)} fill="#fff">${escapeXml(label)}</text>`,
    width,
    height,
  );
  const s = painter.scale;
  return { draw: (canvas: Canvas) => laySprite(canvas, sprite, { x: evenPixel(x * s), y: evenPixel(y * s) }) };
}
