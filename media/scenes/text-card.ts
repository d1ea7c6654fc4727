import { contrastOf, mixColours, readableOn } from "../canvas/colour.ts";
import { coverCanvas, laySprite } from "../canvas/frame.ts";
import { smoothStep, springIn } from "../canvas/motion.ts";
import { readsRightToLeft } from "../canvas/script.ts";
import { escapeXml } from "../canvas/typesetter.ts";
import type { Shot } from "../storyboard.ts";
import { type Desk, type PlacedBox, type SceneBuilder, type ShotPlan, settle } from "./scene.ts";

type TextCard = Extract<Shot, { type: "text-card" }>;

/** Where the words of a statement stand, and when each comes. */
export function layOutTextCard({ shot, look, fps, frames }: ShotPlan<TextCard>, desk: Desk) {
  const { card } = desk.stage;
  const ground = look.palette.primary;
  const ink = readableOn(ground, look.palette.background, look.palette.surface, look.palette.text);
  const most = Math.max(2, Math.floor((card.height - 62) / (card.size * 0.62)));
  let block = desk.setText(shot.text, "display", { size: card.size, width: card.width, maxLines: Math.min(6, most) });
  for (let size = block.size; block.lines.length * block.lineHeight > card.height - 62 && size > 30; size *= 0.94) {
    block = desk.setText(shot.text, "display", { size, width: card.width, maxLines: most });
  }
  const height = block.lines.length * block.lineHeight;
  const top = card.y + 62 + (card.height - 62 - height) / 2;
  const turned = readsRightToLeft(shot.text);
  const left = (line: { width: number }) => (turned ? card.x + card.width - line.width : card.x);
  const total = block.lines.reduce((sum, { words }) => sum + words.length, 0);
  const pace = Math.min(0.14, 1.5 / total);
  let nth = 0;
  const words = block.lines.flatMap((line, row) =>
    line.words.map(({ text, x, width }) => ({
      text,
      x: left(line) + x,
      y: top + row * block.lineHeight,
      width,
      begun: 0.08 + nth++ * pace,
    })),
  );
  const box: PlacedBox = {
    kind: "text",
    x: turned ? Math.min(...words.map(({ x }) => x)) : card.x,
    y: top,
    width: Math.max(...block.lines.map(({ width }) => width)),
    height,
    from: 0.08,
    to: frames / fps,
    text: shot.text,
    size: block.size,
    ink,
    ground,
  };
  return { block, words, top, turned, ink, ground, boxes: [box] };
}

/** A statement filling the picture in the brand's main colour; its words rise one after the other as they would be said. */
export const buildTextCard: SceneBuilder<TextCard> = async (plan, painter) => {
  const { palette } = plan.look;
  const { block, words: placed, top, turned, ink, ground } = layOutTextCard(plan, painter);
  const { width, height, card } = painter.stage;
  const mark = contrastOf(ground, palette.accent) > 1.6 ? palette.accent : mixColours(ground, ink, 0.4);
  const [x, y] = [width * 0.926, height * 0.917];
  const radius = Math.min(width, height) * 0.37;
  const backdrop = painter.paint(
    `<defs><linearGradient id="b" x2=".4" y2="1"><stop offset="0" stop-color="${mixColours(ground, "#ffffff", 0.06)}"/><stop offset="1" stop-color="${mixColours(ground, "#000000", 0.22)}"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#b)"/>
    <circle cx="${x}" cy="${y}" r="${radius * 1.4}" fill="${mixColours(ground, "#000000", 0.16)}"/>
    <circle cx="${x}" cy="${y}" r="${radius}" fill="${mark}" opacity=".9"/>
    <circle cx="${x}" cy="${y}" r="${radius * 1.6}" fill="none" stroke="${ink}" stroke-opacity=".4" stroke-width="4" stroke-dasharray="2 24" stroke-linecap="round"/>`,
    width,
    height,
  );
  const ring = painter.paint(
    `<circle cx="130" cy="130" r="112" fill="none" stroke="${mark}" stroke-width="26"/>`,
    260,
    260,
  );
  const words = placed.map((word) => ({
    ...word,
    sprite: painter.paint(
      `<text x="8" y="${block.size * 0.92}" ${painter.type("display", block.size)} fill="${ink}">${escapeXml(word.text)}</text>`,
      word.width + 24,
      block.size * 1.28,
    ),
  }));
  const bar = painter.paint(`<rect width="168" height="16" rx="8" fill="${mark}"/>`, 168, 16);
  const barX = turned ? card.x + card.width - 168 : card.x;
  return {
    draw(canvas, time) {
      const s = painter.scale;
      coverCanvas(canvas, backdrop);
      laySprite(canvas, ring, {
        x: (width - 310 + 20 * Math.sin(time)) * s,
        y: ((turned ? 20 : height * 0.1) + 26 * Math.cos(time * 0.8)) * s,
      });
      const grown = springIn(time, 0);
      laySprite(canvas, bar, {
        x: settle((barX - (turned ? -1 : 1) * (1 - grown) * 180) * s, grown),
        y: settle((top - 62) * s, 1),
        opacity: smoothStep(time, 0, 0.1),
      });
      for (const { x, y, begun, sprite } of words) {
        const risen = springIn(time, begun, 0.4);
        laySprite(canvas, sprite, {
          x: settle((x - 8) * s, 1),
          y: settle((y + (1 - risen) * 70) * s, risen),
          opacity: smoothStep(time, begun, begun + 0.14),
        });
      }
    },
  };
};
