import { readableOn } from "../canvas/colour.ts";
import { type Canvas, laySprite } from "../canvas/frame.ts";
import { springIn } from "../canvas/motion.ts";
import { escapeXml, type Painter } from "../canvas/painter.ts";
import type { Sprite } from "../canvas/sprite.ts";
import { captionLine } from "../captions.ts";
import type { Look, SpokenLine } from "../storyboard.ts";
import { speechLead } from "../timeline.ts";
import { safe, stage } from "./scene.ts";

const size = 62;
const margin = 30;

/** Captions in two lines at most, low in the picture, the word being said on a marker in the brand's accent. */
export function paintCaptions(speech: SpokenLine | null, { palette }: Look, painter: Painter) {
  const ink = readableOn(palette.accent, palette.surface, palette.text);
  const captions = (speech ? captionLine(speech) : []).map((caption) => {
    const text = caption.words.map(({ word }) => word).join(" ");
    const block = painter.setText(text, "text", { size, width: 820, maxLines: 2 });
    const placed = block.lines.flatMap((line, row) =>
      line.words.map((word) => ({ ...word, row, x: (820 - line.width) / 2 + word.x + margin })),
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
    return { ...caption, sprite: painter.paint(plain, 820 + margin * 2, height), height, markers };
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
      const even = (value: number) => Math.round((value * s) / 2) * 2;
      const left = (stage.width - 820) / 2 - margin;
      const top = (safe.captionTop + safe.captionBottom) / 2 - caption.height / 2;
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

/** The plain line that says what the video is, on a dark pill at the top left for as long as it plays. */
export function paintLabel(label: string, painter: Painter) {
  const type = 30;
  const width = painter.measure(label, "text", type) + 48;
  const sprite = painter.paint(
    `<rect width="${width}" height="52" rx="26" fill="#17121c" fill-opacity=".78"/><text x="24" y="36.5" ${painter.type("text", type)} fill="#fff">${escapeXml(label)}</text>`,
    width,
    52,
  );
  const even = (value: number) => Math.round((value * painter.scale) / 2) * 2;
  return { draw: (canvas: Canvas) => laySprite(canvas, sprite, { x: even(safe.left - 8), y: even(safe.top) }) };
}
