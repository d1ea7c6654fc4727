import { contrastOf, mixColours, readableOn } from "../canvas/colour.ts";
import { coverCanvas, laySprite } from "../canvas/frame.ts";
import { smoothStep, springIn } from "../canvas/motion.ts";
import { escapeXml } from "../canvas/painter.ts";
import type { Shot } from "../storyboard.ts";
import { settle } from "./headline.ts";
import { type SceneBuilder, stage } from "./scene.ts";

const left = 92;

/** A statement filling the picture in the brand's main colour; its words rise one after the other as they would be said. */
export const buildTextCard: SceneBuilder<Extract<Shot, { type: "text-card" }>> = async ({ shot, look }, painter) => {
  const { palette } = look;
  const ground = palette.primary;
  const ink = readableOn(ground, palette.background, palette.surface, palette.text);
  const mark = contrastOf(ground, palette.accent) > 1.6 ? palette.accent : mixColours(ground, ink, 0.4);
  const backdrop = painter.paint(
    `<defs><linearGradient id="b" x2=".4" y2="1"><stop offset="0" stop-color="${mixColours(ground, "#ffffff", 0.06)}"/><stop offset="1" stop-color="${mixColours(ground, "#000000", 0.22)}"/></linearGradient></defs>
    <rect width="1080" height="1920" fill="url(#b)"/>
    <circle cx="1000" cy="1760" r="560" fill="${mixColours(ground, "#000000", 0.16)}"/>
    <circle cx="1000" cy="1760" r="400" fill="${mark}" opacity=".9"/>
    <circle cx="1000" cy="1760" r="640" fill="none" stroke="${ink}" stroke-opacity=".4" stroke-width="4" stroke-dasharray="2 24" stroke-linecap="round"/>`,
    stage.width,
    stage.height,
  );
  const ring = painter.paint(
    `<circle cx="130" cy="130" r="112" fill="none" stroke="${mark}" stroke-width="26"/>`,
    260,
    260,
  );
  const block = painter.setText(shot.text, "display", { size: 132, width: 840, maxLines: 6 });
  const height = block.lines.length * block.lineHeight;
  const top = 700 - height / 2;
  const words = block.lines.flatMap((line, row) =>
    line.words.map(({ text, x, width }) => ({
      x: left + x,
      y: top + row * block.lineHeight,
      sprite: painter.paint(
        `<text x="4" y="${block.size * 0.92}" ${painter.type("display", block.size)} fill="${ink}">${escapeXml(text)}</text>`,
        width + 16,
        block.size * 1.24,
      ),
    })),
  );
  const bar = painter.paint(`<rect width="168" height="16" rx="8" fill="${mark}"/>`, 168, 16);
  const pace = Math.min(0.14, 1.5 / words.length);
  return {
    draw(canvas, time) {
      const s = painter.scale;
      coverCanvas(canvas, backdrop);
      laySprite(canvas, ring, { x: (770 + 20 * Math.sin(time)) * s, y: (190 + 26 * Math.cos(time * 0.8)) * s });
      const grown = springIn(time, 0);
      laySprite(canvas, bar, {
        x: settle((left - (1 - grown) * 180) * s, grown),
        y: settle((top - 62) * s, 1),
        opacity: smoothStep(time, 0, 0.1),
      });
      words.forEach(({ x, y, sprite }, index) => {
        const begun = 0.08 + index * pace;
        const risen = springIn(time, begun, 0.4);
        laySprite(canvas, sprite, {
          x: settle((x - 4) * s, 1),
          y: settle((y + (1 - risen) * 70) * s, risen),
          opacity: smoothStep(time, begun, begun + 0.14),
        });
      });
    },
  };
};
