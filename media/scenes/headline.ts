import { readableOn } from "../canvas/colour.ts";
import { type Canvas, laySprite } from "../canvas/frame.ts";
import { smoothStep, springIn } from "../canvas/motion.ts";
import { escapeXml, type Painter } from "../canvas/painter.ts";
import type { Look } from "../storyboard.ts";
import { safe } from "./scene.ts";

const top = 214;

/** The hook on screen: one block to a line, as people write over their own videos, each sliding in after the last. */
export function paintHeadline(text: string | null, { palette }: Look, painter: Painter) {
  if (!text) return { bottom: top, draw: () => undefined };
  const block = painter.setText(text, "display", { size: 82, width: safe.right - safe.left - 64, maxLines: 3 });
  const height = Math.round(block.size * 1.34);
  const lines = block.lines.map((line, index) => {
    const ground = index === block.lines.length - 1 && block.lines.length > 1 ? palette.accent : palette.surface;
    const ink = readableOn(ground, palette.text, palette.surface);
    const words = line.words
      .map(
        ({ text: word, x }) =>
          `<text x="${32 + x}" y="${height * 0.7}" ${painter.type("display", block.size)} fill="${ink}">${escapeXml(word)}</text>`,
      )
      .join("");
    return painter.paint(
      `<rect width="${line.width + 64}" height="${height}" rx="22" fill="${ground}"/>${words}`,
      line.width + 64,
      height,
    );
  });
  return {
    bottom: top + lines.length * (height + 8),
    draw(canvas: Canvas, time: number) {
      lines.forEach((sprite, index) => {
        const begun = 0.06 + index * 0.12;
        const arrived = springIn(time, begun);
        const s = painter.scale;
        laySprite(canvas, sprite, {
          x: settle((safe.left - (1 - arrived) * 160) * s, arrived),
          y: settle((top + index * (height + 8)) * s, 1),
          opacity: smoothStep(time, begun, begun + 0.16),
        });
      });
    },
  };
}

/** Whole even pixels once a thing has arrived: it is sharper there, and cheaper to lay. */
export function settle(place: number, arrived: number): number {
  return arrived === 1 ? Math.round(place / 2) * 2 : place;
}
